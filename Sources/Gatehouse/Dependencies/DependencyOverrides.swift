// SPDX-License-Identifier: MIT

/// Replacements for the dependencies that an application declares, for its tests.
///
/// ```swift
/// var overrides = DependencyOverrides()
/// overrides[currentUser] = Dependency { _ in User(username: "alice") }
/// let client = TestClient(try app.responder(overrides: overrides))
/// ```
///
/// A replacement may have dependencies of its own, and these may be replaced too; one that depends
/// on what it replaces is a `RouteError` when the routes are built, and so is one that no route
/// has. A dependency is identified by the value that was created, not by what it was created from:
/// keep it in a constant to override it.
public struct DependencyOverrides: Sendable {
    private struct Replacement: Sendable {
        /// A `Dependency` of the same value type as the one replaced: the subscript ensures it.
        let dependency: any Sendable
        let node: DependencyNode
        /// The type of the value, for an error message.
        let type: String
    }

    private var replacements: [ObjectIdentifier: Replacement] = [:]
    /// The replaced nodes, kept alive so that no other can take over their identity.
    private var replaced: [DependencyNode] = []

    /// Creates an empty list.
    public init() {}

    /// The replacement for a dependency; nil if there is none.
    public subscript<Value>(dependency: Dependency<Value>) -> Dependency<Value>? {
        get { replacement(for: dependency) }
        set {
            replaced.append(dependency.node)
            replacements[ObjectIdentifier(dependency.node)] = newValue.map {
                Replacement(dependency: $0, node: $0.node, type: "\(Value.self)")
            }
        }
    }

    var isEmpty: Bool { replacements.isEmpty }

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
