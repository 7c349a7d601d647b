// SPDX-License-Identifier: MIT
//
// Decides, once for each route, which dependencies it needs, which of them it shares, and which are
// replaced. Afterwards a request costs plain calls.
// Touches: memory only.

/// The dependencies of one route while it is being built.
struct RoutePlan: Sendable {
    let pattern: PathPattern
    let overrides: DependencyOverrides
    /// The document's part of each dependency, deepest first, each once.
    let documentation: [OperationPart]
    private let slots: [ObjectIdentifier: Int]

    init(pattern: PathPattern, root: DependencyNode, overrides: DependencyOverrides) {
        self.pattern = pattern
        self.overrides = overrides
        var census = Census(overrides: overrides)
        census.count(root)
        documentation = census.documentation
        var slots: [ObjectIdentifier: Int] = [:]
        for node in census.order where census.uses[node, default: 0] > 1 {
            slots[node] = slots.count
        }
        self.slots = slots
    }

    /// How many values a request has to keep.
    var slotCount: Int { slots.count }

    /// Where a dependency that the route reaches more than once keeps its value.
    func slot(for node: DependencyNode) -> Int? { slots[ObjectIdentifier(node)] }
}

/// Counts how often a route reaches each dependency.
private struct Census {
    let overrides: DependencyOverrides
    var uses: [ObjectIdentifier: Int] = [:]
    var order: [ObjectIdentifier] = []
    var documentation: [OperationPart] = []

    init(overrides: DependencyOverrides) {
        self.overrides = overrides
    }

    /// Counts a dependency, and at the first visit those that it is built from.
    mutating func count(_ node: DependencyNode) {
        let identifier = ObjectIdentifier(node)
        let earlier = uses[identifier, default: 0]
        uses[identifier] = earlier + 1
        guard earlier == 0 else { return }
        for child in overrides.children(of: node) { count(child) }
        order.append(identifier)
        documentation.append(node.documentation)
    }
}
