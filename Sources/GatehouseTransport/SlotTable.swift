// SPDX-License-Identifier: MIT
//
// Which connection the token of an event refers to. The kernel may report a descriptor that has
// since been closed and whose slot a new connection has taken: the generation in the token tells
// them apart.

/// Elements under tokens that are never used twice.
package struct SlotTable<Element> {
    private struct Slot {
        var generation: UInt32
        var element: Element?
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    package init() {}

    /// The number of elements.
    package private(set) var count = 0

    /// The token that the next `insert` uses, and its slot.
    ///
    /// It is less than 2^63.
    package var nextToken: UInt64 {
        let slot = free.last ?? slots.count
        let generation = slot < slots.count ? slots[slot].generation : 0
        return UInt64(generation) << 32 | UInt64(UInt32(truncatingIfNeeded: slot))
    }

    /// The slot of a token: a small number that is reused.
    package static func slot(of token: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: token)) }

    /// Adds an element under `nextToken`.
    package mutating func insert(_ element: Element) {
        if let slot = free.popLast() {
            slots[slot].element = element
        } else {
            slots.append(Slot(generation: 0, element: element))
        }
        count += 1
    }

    /// The element of a token, or nil if it has been removed.
    package subscript(token: UInt64) -> Element? {
        let slot = Self.slot(of: token)
        guard slot < slots.count, slots[slot].generation == UInt32(truncatingIfNeeded: token >> 32)
        else { return nil }
        return slots[slot].element
    }

    /// The element in a slot, or nil if the slot is free.
    package subscript(slot slot: Int) -> Element? { slot < slots.count ? slots[slot].element : nil }

    /// Removes the element of a token, if there is one.
    package mutating func remove(_ token: UInt64) {
        guard self[token] != nil else { return }
        let slot = Self.slot(of: token)
        slots[slot].element = nil
        // 31 bits: the tokens above are not those of connections.
        slots[slot].generation = (slots[slot].generation &+ 1) & 0x7FFF_FFFF
        free.append(slot)
        count -= 1
    }

    /// All elements.
    package var all: [Element] { slots.compactMap(\.element) }
}
