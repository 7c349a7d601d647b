// SPDX-License-Identifier: MIT

@testable import GatehouseTransport
import TestSupport
import Testing

@Suite("Fair queue")
struct FairQueueTests {
    /// Takes all that waits, in order.
    private func drained(_ queue: FairQueue<String, Int>) -> [Int] {
        var queue = queue
        var elements: [Int] = []
        while let turn = queue.next() { elements.append(turn.element) }
        return elements
    }

    private func filled(
        capacity: Int,
        _ elements: KeyValuePairs<String, Int>
    ) -> FairQueue<String, Int> {
        var queue = FairQueue<String, Int>(capacity: capacity)
        for (source, element) in elements { _ = queue.add(element, from: source) }
        return queue
    }

    @Test("Elements of one source are served in the order in which they came")
    func oneSource() {
        #expect(drained(filled(capacity: 9, ["a": 1, "a": 2, "a": 3])) == [1, 2, 3])
    }

    @Test("Sources are served in turn, however many elements each has")
    func turns() {
        let queue = filled(capacity: 9, ["a": 1, "a": 2, "a": 3, "b": 4, "b": 5, "c": 6])
        #expect(drained(queue) == [1, 4, 6, 2, 5, 3])
    }

    @Test("A lone source may hold every place, and is refused beyond them")
    func loneSource() {
        var queue = filled(capacity: 2, ["a": 1, "a": 2])
        guard case .refused = queue.add(3, from: "a") else {
            Issue.record("A third element has no place.")
            return
        }
        #expect(drained(queue) == [1, 2])
    }

    @Test("In a full queue the newest element of the largest source makes room for a smaller one")
    func replaces() {
        var queue = filled(capacity: 5, ["a": 1, "b": 2, "b": 3, "b": 4, "a": 5])
        guard case .replaced(4) = queue.add(6, from: "c") else {
            Issue.record("The newest element of b gives up its place.")
            return
        }
        #expect(drained(queue) == [1, 2, 6, 5, 3])
    }

    @Test("Of the sources that hold most, the one that is served last gives up a place")
    func tie() {
        var queue = filled(capacity: 4, ["a": 1, "a": 2, "b": 3, "b": 4])
        guard case .replaced(4) = queue.add(5, from: "c") else {
            Issue.record("b is served after a.")
            return
        }
        #expect(drained(queue) == [1, 3, 5, 2])
    }

    @Test("A source that holds as many places as any other is refused when the queue is full")
    func equals() {
        var queue = filled(capacity: 2, ["a": 1, "b": 2])
        guard case .refused = queue.add(3, from: "a") else {
            Issue.record("a holds no fewer places than b.")
            return
        }
    }

    @Test("An element that is worked on holds its place until it is finished")
    func finish() {
        var queue = filled(capacity: 1, ["a": 1])
        let turn = queue.next()
        #expect(turn?.element == 1)
        // What is being worked on cannot be displaced, not even by a source that holds nothing.
        guard case .refused = queue.add(2, from: "b") else {
            Issue.record("The only place is held.")
            return
        }
        queue.finish("a")
        guard case .added = queue.add(3, from: "b") else {
            Issue.record("The place is free.")
            return
        }
    }

    @Test("What is being worked on counts when it is decided who holds most")
    func worked() {
        var queue = filled(capacity: 3, ["a": 1, "a": 2])
        #expect(queue.next()?.element == 1)
        _ = queue.add(3, from: "b")
        guard case .replaced(2) = queue.add(4, from: "c") else {
            Issue.record("a holds two places, b one.")
            return
        }
    }

    @Test("An element that is taken out gives its place back")
    func remove() {
        var queue = filled(capacity: 2, ["a": 1, "a": 2])
        #expect(queue.remove(from: "a") { $0 == 1 } == 1)
        #expect(queue.remove(from: "a") { $0 == 1 } == nil)
        #expect(queue.remove(from: "b") { _ in true } == nil)
        guard case .added = queue.add(3, from: "b") else {
            Issue.record("One place is free.")
            return
        }
        #expect(drained(queue) == [2, 3])
    }

    @Test("A newcomer is served in the next round, however long the line of a flooder is")
    func flooder() {
        var queue = FairQueue<String, Int>(capacity: 64)
        for number in 0..<1000 { _ = queue.add(number, from: "flooder") }
        _ = queue.add(-1, from: "owner")
        #expect(drained(queue).prefix(2) == [0, -1])
    }

    @Test("Whatever is done to it, no place is lost and none is given twice")
    func places() {
        var queue = FairQueue<Int, Int>(capacity: 8)
        var random = SeededGenerator(seed: 7)
        var waiting: Set<Int> = []
        var working: [Int] = []
        for number in 0..<10_000 {
            let source = Int.random(in: 0..<5, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1:
                let isFull = waiting.count + working.count == 8
                switch queue.add(number, from: source) {
                case .added:
                    #expect(!isFull)
                    waiting.insert(number)
                case .replaced(let other):
                    #expect(isFull && waiting.remove(other) != nil)
                    waiting.insert(number)
                case .refused: #expect(isFull)
                }
            case 2:
                guard let turn = queue.next() else {
                    #expect(waiting.isEmpty)
                    continue
                }
                #expect(waiting.remove(turn.element) != nil)
                working.append(turn.source)
            default:
                if let source = working.popLast() { queue.finish(source) }
                if let removed = queue.remove(from: source, where: { $0.isMultiple(of: 7) }) {
                    #expect(waiting.remove(removed) != nil)
                }
            }
            #expect(queue.waitingCount == waiting.count)
            #expect(queue.runningCount == working.count)
        }
    }
}
