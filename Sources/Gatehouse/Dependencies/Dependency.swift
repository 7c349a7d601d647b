// SPDX-License-Identifier: MIT
//
// A dependency is only a recipe; `RoutePlan` turns it into plain calls when the routes are built.

/// Something that a handler needs: a plain value made from the request or from other dependencies.
///
/// ```swift
/// let bearer = Dependency.bearer(tokenURL: "token")
/// let currentUser = Dependency(bearer) { token in
///     try users.user(for: token)
/// }
/// app.get("/users/me", currentUser) { user in user }
/// ```
///
/// A handler that takes a `User` cannot be reached without one: the compiler enforces it. A
/// dependency throws an `HTTPError` to end the request with that response. Within one request each
/// dependency is evaluated once, however many others are built from it. It contributes its part of
/// the OpenAPI document, and a test may replace it with another (`DependencyOverrides`).
///
/// A chain without `await` runs as plain function calls.
public struct Dependency<Value: Sendable>: Sendable {
    /// The identity of the dependency, and its part of the document.
    let node: DependencyNode
    /// Makes the function that a route calls, once for each route that needs the dependency.
    private let makeResolver: @Sendable (RoutePlan) throws(RouteError) -> Resolver<Value>

    init(
        node: DependencyNode,
        makeResolver: @escaping @Sendable (RoutePlan) throws(RouteError) -> Resolver<Value>
    ) {
        self.node = node
        self.makeResolver = makeResolver
    }

    /// Creates a dependency that reads what precedes the body of the request.
    public init(_ read: @escaping @Sendable (Request.Head) throws -> Value) {
        self.init(node: DependencyNode()) { _ in .now { try read($0.request.head) } }
    }

    /// Creates a dependency that reads what precedes the body of the request, asynchronously.
    @_disfavoredOverload
    public init(_ read: @escaping @Sendable (Request.Head) async throws -> Value) {
        self.init(node: DependencyNode()) { _ in .later { try await read($0.request.head) } }
    }

    /// Creates a dependency that reads the whole request, including its body.
    ///
    /// - Parameters:
    ///   - maxBodyBytes: The length of the longest body that it reads, in bytes; a request with a
    ///     longer one is answered with 413. `HTTPLimits.maxBodyBytes` is the ceiling.
    ///   - read: Reads the request.
    public init(maxBodyBytes: Int, _ read: @escaping @Sendable (Request) throws -> Value) {
        self.init(node: DependencyNode(maxBodyBytes: maxBodyBytes)) { _ in
            .now { try read($0.request) }
        }
    }

    /// Creates a dependency that reads the whole request, including its body, asynchronously.
    ///
    /// - Parameters:
    ///   - maxBodyBytes: The length of the longest body that it reads, in bytes; a request with a
    ///     longer one is answered with 413. `HTTPLimits.maxBodyBytes` is the ceiling.
    ///   - read: Reads the request.
    @_disfavoredOverload
    public init(maxBodyBytes: Int, _ read: @escaping @Sendable (Request) async throws -> Value) {
        self.init(node: DependencyNode(maxBodyBytes: maxBodyBytes)) { _ in
            .later { try await read($0.request) }
        }
    }

    /// Returns the function for one route: that of the replacement if a test has set one, and
    /// shared within a request if the route needs that.
    func resolver(in plan: RoutePlan) throws(RouteError) -> Resolver<Value> {
        if let replacement = plan.overrides.replacement(for: self) {
            return try replacement.resolver(in: plan)
        }
        let resolver = try makeResolver(plan)
        return plan.slot(for: node).map(resolver.stored) ?? resolver
    }
}

extension Dependency {
    /// Returns the same dependency, with a response that the document lists for each operation that
    /// needs it.
    public func documented(_ status: Response.Status, _ description: String) -> Dependency {
        let part = OperationPart(responses: [
            ResponseDocumentation(
                status: status,
                description: description,
                schema: .errorDetail,
                example: ["detail": .string(description)]
            )
        ])
        // Built from this one, so that both are evaluated once and replaced together.
        let node = DependencyNode(children: [node], documentation: part)
        return Dependency(node: node) { plan throws(RouteError) in try resolver(in: plan) }
    }
}

/// The identity of a dependency, and what is known about it before any request.
final class DependencyNode: Sendable {
    let children: [DependencyNode]
    let documentation: OperationPart
    /// The length of the longest body that it reads itself, in bytes; 0 if it reads none.
    let maxBodyBytes: Int

    init(
        children: [DependencyNode] = [],
        documentation: OperationPart = OperationPart(),
        maxBodyBytes: Int = 0
    ) {
        self.children = children
        self.documentation = documentation
        self.maxBodyBytes = maxBodyBytes
    }
}
