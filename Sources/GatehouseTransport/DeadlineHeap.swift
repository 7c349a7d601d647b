// SPDX-License-Identifier: MIT
//
// The deadlines of all connections of a loop: a binary heap whose top decides how long the loop
// waits. Each slot has at most one entry, whose place is known, so that a connection that ends
// takes its entry along and the heap never has more entries than there are connections.

/// A heap of deadlines, earliest first, at most one for each slot.
package struct DeadlineHeap {
    private struct Entry {
        var due: UInt64
        let slot: Int
    }

    private var entries: [Entry] = []
    /// The index of each slot's entry, or -1.
    private var places: [Int] = []

    package init() {}

    /// The earliest deadline, in the clock's nanoseconds.
    package var earliest: UInt64? { entries.first?.due }

    /// Sets the deadline of a slot, replacing an earlier or later one.
    ///
    /// - Complexity: O(log n).
    package mutating func set(_ due: UInt64, for slot: Int) {
        while places.count <= slot { places.append(-1) }
        if places[slot] < 0 {
            places[slot] = entries.count
            entries.append(Entry(due: due, slot: slot))
        } else {
            entries[places[slot]].due = due
        }
        restore(at: places[slot])
    }

    /// Removes the deadline of a slot, if it has one.
    ///
    /// - Complexity: O(log n).
    package mutating func remove(_ slot: Int) {
        guard slot < places.count, places[slot] >= 0 else { return }
        let place = places[slot]
        swap(place, entries.count - 1)
        entries.removeLast()
        places[slot] = -1
        if place < entries.count { restore(at: place) }
    }

    /// Removes the earliest deadline if it has been reached.
    ///
    /// - Returns: Its slot, or nil if none is due.
    package mutating func popDue(at now: UInt64) -> Int? {
        guard let first = entries.first, first.due <= now else { return nil }
        remove(first.slot)
        return first.slot
    }

    /// Moves an entry to where it belongs: towards the top, or else away from it.
    private mutating func restore(at place: Int) {
        var place = place
        while place > 0, entries[place].due < entries[(place - 1) / 2].due {
            swap(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
        while let child = earlierChild(of: place), entries[child].due < entries[place].due {
            swap(place, child)
            place = child
        }
    }

    private func earlierChild(of place: Int) -> Int? {
        let left = 2 * place + 1
        guard left < entries.count else { return nil }
        let right = left + 1
        return right < entries.count && entries[right].due < entries[left].due ? right : left
    }

    private mutating func swap(_ first: Int, _ second: Int) {
        entries.swapAt(first, second)
        places[entries[first].slot] = first
        places[entries[second].slot] = second
    }
}
