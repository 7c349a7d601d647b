// SPDX-License-Identifier: MIT

import GatehouseTransport
import TestSupport
import Testing

@Suite("The list of idle connections")
struct IdleListTests {
    @Test(
        "The first in the list of idle connections has been listed the longest",
        arguments: [
            ([], nil), ([3], 3), ([3, 1, 2], 3), ([3, -3], nil), ([3, 1, -3], 1),
            ([3, 1, 3], 3), ([3, 1, 2, -1, -3], 2), ([-7, 7, -7, 0], 0), ([0, 5, 0, 5], 0),
        ] as [([Int], Int?)]
    )
    func order(steps: [Int], first: Int?) {
        // A negative number removes its slot.
        var list = IdleList()
        for step in steps { step < 0 ? list.remove(-step) : list.add(step, at: 0) }
        #expect(list.oldest(1).first == first)
    }

    @Test(
        "The list of idle connections agrees with an array after random changes",
        arguments: 1...5 as ClosedRange<UInt64>
    )
    func model(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var list = IdleList()
        var model: [(slot: Int, time: UInt64)] = []
        for step in 0..<2000 {
            let slot = Int.random(in: 0..<20, using: &generator)
            if Bool.random(using: &generator) {
                list.add(slot, at: UInt64(step))
                // One that is listed already keeps its place.
                if !model.contains(where: { $0.slot == slot }) {
                    model.append((slot, UInt64(step)))
                }
            } else {
                list.remove(slot)
                model.removeAll { $0.slot == slot }
            }
            let limit = Int.random(in: 0..<25, using: &generator)
            #expect(list.oldest(limit) == model.prefix(limit).map(\.slot))
            #expect(list.firstTime == model.first?.time)
        }
    }
}
