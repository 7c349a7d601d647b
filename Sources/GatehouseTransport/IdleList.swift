// SPDX-License-Identifier: MIT
//
// Which connection has been idle the longest: it makes room for a new one when the server is full.

/// Slots in the order in which they were added, each at most once.
///
/// A doubly linked list over arrays, so that each operation takes constant time and, once the
/// arrays have grown, no allocation: one is added and removed for every request.
package struct IdleList {
    private static var none: Int32 { -1 }

    private var older: [Int32] = []
    private var newer: [Int32] = []
    private var isListed: [Bool] = []
    private var times: [UInt64] = []
    private var oldest = none
    private var newest = none

    package init() {}

    /// When the slot that was added before all others was added; nil if the list is empty.
    package var firstTime: UInt64? { oldest == Self.none ? nil : times[Int(oldest)] }

    /// Returns the slots that were added before all others, the oldest first.
    package func oldest(_ limit: Int) -> [Int] {
        var slots: [Int] = []
        var place = oldest
        while place != Self.none, slots.count < limit {
            slots.append(Int(place))
            place = newer[Int(place)]
        }
        return slots
    }

    /// Adds a slot as the newest; one that is already listed keeps its place.
    package mutating func add(_ slot: Int, at now: UInt64) {
        guard let place = Int32(exactly: slot), place >= 0, !contains(slot) else { return }
        while isListed.count <= slot {
            older.append(Self.none)
            newer.append(Self.none)
            isListed.append(false)
            times.append(0)
        }
        older[slot] = newest
        newer[slot] = Self.none
        if newest == Self.none { oldest = place } else { newer[Int(newest)] = place }
        newest = place
        isListed[slot] = true
        times[slot] = now
    }

    private func contains(_ slot: Int) -> Bool {
        slot >= 0 && slot < isListed.count && isListed[slot]
    }

    /// Removes a slot, if it is listed.
    package mutating func remove(_ slot: Int) {
        guard contains(slot) else { return }
        let (before, after) = (older[slot], newer[slot])
        if before == Self.none { oldest = after } else { newer[Int(before)] = after }
        if after == Self.none { newest = before } else { older[Int(after)] = before }
        isListed[slot] = false
    }
}
