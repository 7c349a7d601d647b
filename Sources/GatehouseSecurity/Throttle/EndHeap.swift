// SPDX-License-Identifier: MIT

/// The ends of numbered slots, the earliest on top: a binary heap that knows where each slot is.
///
/// All of it costs O(log n) in the number of slots that have an end.
struct EndHeap: Sendable {
    private struct Node: Sendable {
        var end: Int64
        let slot: Int
    }

    private var nodes: [Node] = []
    /// The index of each slot's node; of a slot that has none, its last one.
    private var places: [Int] = []

    /// How many slots have an end.
    var count: Int { nodes.count }

    /// The slot that ends first, and when.
    var first: (slot: Int, end: Int64)? { nodes.first.map { ($0.slot, $0.end) } }

    /// The end of a slot that has one.
    func end(of slot: Int) -> Int64 { nodes[places[slot]].end }

    /// Gives a slot its end; the slot is one that had an end before, or the next number.
    mutating func add(_ slot: Int, end: Int64) {
        if slot == places.count { places.append(0) }
        places[slot] = nodes.count
        nodes.append(Node(end: end, slot: slot))
        restore(at: places[slot])
    }

    /// Changes the end of a slot that has one.
    mutating func change(_ slot: Int, to end: Int64) {
        nodes[places[slot]].end = end
        restore(at: places[slot])
    }

    /// Takes the end from the slot that ends first, if there is one.
    mutating func removeFirst() {
        guard let last = nodes.popLast(), !nodes.isEmpty else { return }
        put(last, at: 0)
        restore(at: 0)
    }

    /// Moves a node to where it belongs, towards the top or else away from it.
    private mutating func restore(at start: Int) {
        let node = nodes[start]
        var place = start
        while place > 0, node.end < nodes[(place - 1) / 2].end {
            put(nodes[(place - 1) / 2], at: place)
            place = (place - 1) / 2
        }
        while let child = earlierChild(of: place), nodes[child].end < node.end {
            put(nodes[child], at: place)
            place = child
        }
        put(node, at: place)
    }

    private func earlierChild(of place: Int) -> Int? {
        let left = 2 * place + 1
        guard left < nodes.count else { return nil }
        let right = left + 1
        return right < nodes.count && nodes[right].end < nodes[left].end ? right : left
    }

    private mutating func put(_ node: Node, at place: Int) {
        nodes[place] = node
        places[node.slot] = place
    }
}
