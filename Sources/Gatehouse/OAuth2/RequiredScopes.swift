// SPDX-License-Identifier: MIT
//
// Specification: RFC 6750 §3 and §3.1, FastAPI's SecurityScopes.

/// The scopes that a route demands: all that its dependencies demand, each once.
///
/// A dependency that knows what a client may do takes this value and compares. Other dependencies demand
/// scopes of it, however far above it they are built:
///
/// ```swift
/// let currentUser = Dependency(bearer, .requiredScopes) { token, required in
///     let user = try users.user(for: token)
///     guard user.may(required.names) else { throw required.insufficient() }
///     return user
/// }
/// app.get("/items", currentUser.requiring("items")) { user in … }
/// ```
public struct RequiredScopes: Equatable, Sendable {
    /// The scopes, in the order in which a client would come across them: those of the innermost
    /// dependency first.
    public let names: [String]

    /// Creates a list of scopes.
    public init(_ names: [String]) {
        self.names = names
    }

    /// The refusal of a client that lacks one of the scopes (RFC 6750 §3.1): 403, with a challenge that
    /// names them all.
    public func insufficient(cause: (any Error)? = nil) -> HTTPError {
        let scope = names.joined(separator: " ")
        let challenge = "Bearer error=\"insufficient_scope\", scope=\"\(scope)\""
        return HTTPError(
            .forbidden,
            "Not enough permissions",
            fields: [.wwwAuthenticate: FieldValue(verified: challenge)],
            cause: cause
        )
    }

    /// The identity of what gives the scopes to those who compare them.
    static var reader: DependencyNode { sharedRequiredScopes.node }

    /// Whether a text can be a scope: printable ASCII without space, quote and backslash
    /// (RFC 6749 §3.3).
    static func isScope(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
    }
}

/// The only node of the demanded scopes, so that an override finds it.
private let sharedRequiredScopes = Dependency<RequiredScopes>(node: DependencyNode()) { plan in
    let scopes = RequiredScopes(plan.scopes)
    return .now { _ in scopes }
}

extension Dependency where Value == RequiredScopes {
    /// The scopes that the route demands.
    public static var requiredScopes: Dependency<RequiredScopes> { sharedRequiredScopes }
}

extension Dependency {
    /// Returns the same dependency, on which a route demands scopes of its client.
    ///
    /// The scopes are in the document, and in ``RequiredScopes`` for the dependency that compares them.
    /// Demanding a text that RFC 6749 §3.3 does not allow is a `RouteError` when the routes are built,
    /// and so is a demand on a route on which no dependency compares.
    public func requiring(_ scopes: String...) -> Dependency {
        let part = OperationPart(
            scopes: scopes,
            responses: [
                ResponseDocumentation(
                    status: .forbidden,
                    description: "Not enough permissions",
                    schema: .errorDetail,
                    example: ["detail": "Not enough permissions"]
                )
            ]
        )
        let node = DependencyNode(children: [node], documentation: part)
        return Dependency(node: node) { plan throws(RouteError) in try resolver(in: plan) }
    }
}
