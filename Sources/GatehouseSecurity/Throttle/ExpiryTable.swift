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
        let end: Int64
        let value: Value
    }

    private struct Slot: Sendable {
        let key: Key
        var value: Value
    }

    private let capacity: Int
    private var slots: [Slot] = []
    /// The slots that are not in use; they hold what they held until they are.
    private var free: [Int] = []
    private var slotOfKey: [Key: Int] = [:]
    private var ends = EndHeap()

    /// Creates a table.
    ///
    /// - Parameter capacity: The maximum number of entries; at least 1 is taken.
    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// How many entries there are, ended ones included.
    var count: Int { ends.count }

    /// For how many entries it holds memory, in use or not.
    var slotCount: Int { slots.count }

    /// The entry of a key, even if it has ended.
    subscript(key: Key) -> Entry? {
        slotOfKey[key].map { Entry(key: key, end: ends.end(of: $0), value: slots[$0].value) }
    }

    /// Adds an entry, or replaces that of its key.
    ///
    /// - Returns: The entries that made room for it, usually none.
    mutating func set(_ entry: Entry, now: Int64) -> [Entry] {
        if let slot = slotOfKey[entry.key] {
            slots[slot].value = entry.value
            ends.change(slot, to: entry.end)
            return []
        }
        var removed = removeEnded(now: now, atMost: 2)
        if count >= capacity, let first = removeFirst() { removed.append(first) }
        add(entry)
        return removed
    }

    /// Removes entries that have ended, those that ended first before the others.
    mutating func removeEnded(now: Int64, atMost limit: Int) -> [Entry] {
        var removed: [Entry] = []
        while removed.count < limit, let end = ends.first?.end, end <= now,
            let first = removeFirst()
        {
            removed.append(first)
        }
        return removed
    }

    private mutating func add(_ entry: Entry) {
        let slot = free.popLast() ?? slots.count
        let content = Slot(key: entry.key, value: entry.value)
        if slot < slots.count { slots[slot] = content } else { slots.append(content) }
        slotOfKey[entry.key] = slot
        ends.add(slot, end: entry.end)
    }

    private mutating func removeFirst() -> Entry? {
        guard let (slot, end) = ends.first else { return nil }
        ends.removeFirst()
        free.append(slot)
        slotOfKey[slots[slot].key] = nil
        return Entry(key: slots[slot].key, end: end, value: slots[slot].value)
    }
}
