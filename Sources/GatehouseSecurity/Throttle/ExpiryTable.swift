// SPDX-License-Identifier: MIT

/// A bounded map of entries that end.
///
/// An entry whose end has passed is worth as much as none and is dropped without loss: each
/// insertion frees up to two, so the table shrinks as fast as it grew, without a timer. If a full
/// table has none, the entry that would end first makes room, since it is the one that holds the
/// least. It is on top of a heap, so all of this costs O(log n).
struct ExpiryTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    struct Entry: Sendable {
        let key: Key
        /// The instant from which the entry is worth nothing.
        var end: Int64
        var value: Value
    }

    private let capacity: Int
    /// A binary heap, the earliest end first.
    private var heap: [Entry] = []
    /// The index of each key's entry in the heap.
    private var places: [Key: Int32] = [:]

    /// Creates a table.
    ///
    /// - Parameter capacity: The maximum number of entries; at least 1 is taken.
    init(capacity: Int) {
        self.capacity = max(1, min(capacity, Int(Int32.max)))
    }

    /// How many entries there are, ended ones included.
    var count: Int { heap.count }

    /// The entry of a key, even if it has ended.
    subscript(key: Key) -> Entry? { places[key].map { heap[Int($0)] } }

    /// Adds an entry, or replaces that of its key.
    ///
    /// - Returns: The entries that it made room for itself by, usually none.
    mutating func set(_ entry: Entry, now: Int64) -> [Entry] {
        if let place = places[entry.key] {
            heap[Int(place)] = entry
            restore(at: Int(place))
            return []
        }
        var removed = removeEnded(now: now, atMost: 2)
        if heap.count >= capacity, let first = removeFirst() { removed.append(first) }
        heap.append(entry)
        restore(at: heap.count - 1)
        return removed
    }

    /// Removes entries that have ended, those that ended first before the others.
    mutating func removeEnded(now: Int64, atMost limit: Int) -> [Entry] {
        var removed: [Entry] = []
        while removed.count < limit, let first = heap.first, first.end <= now {
            removed.append(first)
            _ = removeFirst()
        }
        return removed
    }

    private mutating func removeFirst() -> Entry? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        places[first.key] = nil
        if !heap.isEmpty {
            heap[0] = last
            restore(at: 0)
        }
        return first
    }

    /// Moves an entry to where it belongs, towards the top or else away from it, and notes the
    /// places of all that it passes.
    private mutating func restore(at start: Int) {
        let entry = heap[start]
        var place = start
        while place > 0, entry.end < heap[(place - 1) / 2].end {
            move(from: (place - 1) / 2, to: place)
            place = (place - 1) / 2
        }
        while let child = earlierChild(of: place), heap[child].end < entry.end {
            move(from: child, to: place)
            place = child
        }
        put(entry, at: place)
    }

    private func earlierChild(of place: Int) -> Int? {
        let left = 2 * place + 1
        guard left < heap.count else { return nil }
        let right = left + 1
        return right < heap.count && heap[right].end < heap[left].end ? right : left
    }

    private mutating func move(from: Int, to place: Int) { put(heap[from], at: place) }

    private mutating func put(_ entry: Entry, at place: Int) {
        heap[place] = entry
        places[entry.key] = Int32(clamping: place)
    }
}
