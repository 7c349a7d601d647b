// SPDX-License-Identifier: MIT
//
// Other dependencies in the place of those that an application declares: for its tests.
// Touches: memory only.

/// Replacements for dependencies, as a test needs them.
///
/// ```swift
/// var overrides = DependencyOverrides()
/// overrides[currentUser] = Dependency { _ in User(username: "alice") }
/// let client = TestClient(try app.responder(overrides: overrides))
/// ```
///
/// A replacement may have dependencies of its own, and these may be replaced too; one that needs what
/// it replaces is a `RouteError` when the routes are built, and so is one that no route has. A dependency
/// is the value that was made, not what it was made of: keep it in a constant to override it.
public struct DependencyOverrides: Sendable {
    private struct Replacement: Sendable {
        /// A `Dependency` of the same value type as the one replaced: the subscript sees to it.
        let dependency: any Sendable
        let node: DependencyNode
        /// The type of the value, for an error.
        let type: String
    }

    private var replacements: [ObjectIdentifier: Replacement] = [:]
    /// The replaced nodes, kept alive so that no other can take their identity.
    private var replaced: [DependencyNode] = []

    /// Makes an empty list.
    public init() {}

    /// What stands in the place of a dependency; nil where nothing does.
    public subscript<Value>(dependency: Dependency<Value>) -> Dependency<Value>? {
        get { replacement(for: dependency) }
        set {
            replaced.append(dependency.node)
            replacements[ObjectIdentifier(dependency.node)] = newValue.map {
                Replacement(dependency: $0, node: $0.node, type: "\(Value.self)")
            }
        }
    }

    func replacement<Value>(for dependency: Dependency<Value>) -> Dependency<Value>? {
        guard !replacements.isEmpty else { return nil }
        return replacements[ObjectIdentifier(dependency.node)]?.dependency as? Dependency<Value>
    }

    /// Refuses overrides of dependencies that are not among those that were reached.
    func checkAllUsed(reached: Set<ObjectIdentifier>) throws(RouteError) {
        for (node, replacement) in replacements where !reached.contains(node) {
            throw .unusedOverride(type: replacement.type)
        }
    }

    func replacement(for node: DependencyNode) -> DependencyNode? {
        replacements[ObjectIdentifier(node)]?.node
    }
}
