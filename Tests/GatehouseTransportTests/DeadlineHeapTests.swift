// SPDX-License-Identifier: MIT

import GatehouseTransport
import TestSupport
import Testing

@Suite("The heap of deadlines")
struct DeadlineHeapTests {
    @Test("Slots leave the deadline heap in the order of their deadlines, and none too early")
    func order() {
        var heap = DeadlineHeap()
        for (slot, due) in [50, 20, 40, 10, 30].enumerated() { heap.set(UInt64(due), for: slot) }
        #expect(heap.earliest == 10)
        #expect(heap.popDue(at: 9) == nil)
        var slots: [Int] = []
        while let slot = heap.popDue(at: 40) { slots.append(slot) }
        #expect(slots == [3, 1, 4, 2])
        #expect(heap.earliest == 50)
    }

    @Test("The deadline heap keeps one deadline for each slot, the last one set")
    func replacing() {
        var heap = DeadlineHeap()
        heap.set(10, for: 7)
        heap.set(30, for: 7)
        #expect(heap.earliest == 30)
        heap.set(5, for: 7)
        #expect(heap.popDue(at: 30) == 7)
        #expect(heap.popDue(at: 30) == nil)
    }

    @Test("A slot may be removed from the deadline heap whether it is there or not")
    func removing() {
        var heap = DeadlineHeap()
        heap.set(10, for: 0)
        heap.set(20, for: 1)
        heap.remove(0)
        heap.remove(0)
        heap.remove(99)
        #expect(heap.earliest == 20)
    }

    @Test("The deadline heap agrees with a dictionary after thousands of random changes")
    func model() {
        var heap = DeadlineHeap()
        var model: [Int: UInt64] = [:]
        var random = SeededGenerator(seed: 11)
        for _ in 0..<5000 {
            let slot = Int.random(in: 0..<64, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                heap.remove(slot)
                model[slot] = nil
            case 1:
                let now = UInt64.random(in: 0..<1000, using: &random)
                let earliest = model.values.min()
                let due = heap.popDue(at: now).flatMap { model.removeValue(forKey: $0) }
                #expect(due == earliest.flatMap { $0 <= now ? $0 : nil })
            default:
                let due = UInt64.random(in: 0..<1000, using: &random)
                heap.set(due, for: slot)
                model[slot] = due
            }
            #expect(heap.earliest == model.values.min())
        }
    }
}
