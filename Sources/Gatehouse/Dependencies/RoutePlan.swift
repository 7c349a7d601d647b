// SPDX-License-Identifier: MIT
//
// Decides, once for each route, which dependencies it needs, which of them it shares, and which are
// replaced. After that, a request costs plain calls.

/// The dependencies of one route while it is being built.
struct RoutePlan: Sendable {
    let pattern: PathPattern
    let overrides: DependencyOverrides
    /// The part of each dependency in the document, deepest first, without duplicates.
    let documentation: [OperationPart]
    /// The length of the longest body that a dependency reads, in bytes; 0 if none does.
    let maxBodyBytes: Int
    /// The scopes that the dependencies demand, each once.
    let scopes: [String]
    /// All dependencies that the route reaches, including replaced ones.
    let reached: Set<ObjectIdentifier>
    private let slots: [ObjectIdentifier: Int]

    init(
        pattern: PathPattern,
        root: DependencyNode,
        overrides: DependencyOverrides
    ) throws(RouteError) {
        self.pattern = pattern
        self.overrides = overrides
        var census = Census(pattern: pattern, overrides: overrides)
        try census.count(root)
        documentation = census.documentation
        maxBodyBytes = census.maxBodyBytes
        scopes = census.documentation.reduce(OperationPart()) { $0.merging($1) }.scopes
        reached = census.reached
        var slots: [ObjectIdentifier: Int] = [:]
        for node in census.order where census.uses[node, default: 0] > 1 {
            slots[node] = slots.count
        }
        self.slots = slots
    }

    /// Checks that the demanded scopes can be scopes, and that a dependency compares them.
    func checkScopes() throws(RouteError) {
        for scope in scopes where !RequiredScopes.isScope(scope) {
            throw .invalidScope(scope, pattern: pattern.text)
        }
        guard scopes.isEmpty || reached.contains(ObjectIdentifier(RequiredScopes.reader)) else {
            throw .unguardedScopes(pattern: pattern.text)
        }
    }

    /// How many values a request has to keep.
    var slotCount: Int { slots.count }

    /// Where a dependency that the route reaches more than once keeps its value.
    func slot(for node: DependencyNode) -> Int? { slots[ObjectIdentifier(node)] }
}

/// Counts how often a route reaches each dependency.
private struct Census {
    let pattern: PathPattern
    let overrides: DependencyOverrides
    var uses: [ObjectIdentifier: Int] = [:]
    var order: [ObjectIdentifier] = []
    var documentation: [OperationPart] = []
    var maxBodyBytes = 0
    var reached: Set<ObjectIdentifier> = []
    /// The dependencies on the way from the root to the current one.
    private var path: Set<ObjectIdentifier> = []

    init(pattern: PathPattern, overrides: DependencyOverrides) {
        self.pattern = pattern
        self.overrides = overrides
    }

    /// Counts a dependency, and on the first visit those that it is built from; a replacement
    /// instead of the dependency that it replaces.
    mutating func count(_ node: DependencyNode) throws(RouteError) {
        let identifier = ObjectIdentifier(node)
        guard path.insert(identifier).inserted else {
            throw .circularOverride(pattern: pattern.text)
        }
        defer { path.remove(identifier) }
        reached.insert(identifier)
        if let replacement = overrides.replacement(for: node) { return try count(replacement) }
        let earlier = uses[identifier, default: 0]
        uses[identifier] = earlier + 1
        guard earlier == 0 else { return }
        for child in node.children { try count(child) }
        order.append(identifier)
        documentation.append(node.documentation)
        maxBodyBytes = max(maxBodyBytes, node.maxBodyBytes)
    }
}
