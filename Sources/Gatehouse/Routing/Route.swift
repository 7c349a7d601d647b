// SPDX-License-Identifier: MIT

/// The function that answers the requests of one route.
///
/// A class, so that what the router found travels with a request as a single reference.
final class Endpoint: Sendable {
    let pattern: PathPattern
    let slotCount: Int
    /// The length of the longest body that its dependencies read, in bytes; 0 if none does.
    let maxBodyBytes: Int
    /// The time that the response may take; nil for the server's own limit.
    let timeout: Duration?
    let respond: Resolver<Response>

    init(
        pattern: PathPattern,
        slotCount: Int = 0,
        maxBodyBytes: Int = 0,
        timeout: Duration? = nil,
        respond: Resolver<Response>
    ) {
        self.pattern = pattern
        self.slotCount = slotCount
        self.maxBodyBytes = maxBodyBytes
        self.timeout = timeout
        self.respond = respond
    }
}

/// A route as declared: enough to make its endpoint, and to describe it.
struct Route: Sendable {
    let method: Request.Method
    let path: String
    let handler: Dependency<Response>
    /// The success response in the document; nil keeps the route out of the document.
    let success: ResponseDocumentation?
    let summary: String
    var timeout: Duration?

    static func hidden(_ method: Request.Method, _ path: String, _ handler: Dependency<Response>)
        -> Route
    {
        Route(method: method, path: path, handler: handler, success: nil, summary: "")
    }

    func endpoint(
        _ pattern: PathPattern,
        _ plan: RoutePlan
    ) throws(RouteError) -> Endpoint {
        Endpoint(
            pattern: pattern,
            slotCount: plan.slotCount,
            maxBodyBytes: plan.maxBodyBytes,
            timeout: timeout,
            respond: try handler.resolver(in: plan)
        )
    }

    func operation() throws(RouteError) -> Operation? {
        guard let success else { return nil }
        let pattern = try PathPattern(path)
        let plan = try RoutePlan(
            pattern: pattern,
            root: handler.node,
            overrides: DependencyOverrides()
        )
        let part = plan.documentation.reduce(OperationPart()) { $0.merging($1) }
        return Operation(
            method: method,
            path: path,
            summary: summary,
            part: part.merging(Self.undeclaredParameters(of: pattern)),
            success: success
        )
    }

    /// A parameter that no dependency reads must be in the document nevertheless (OpenAPI 3.1
    /// §4.8.8.2); if one does, its contribution comes first and is kept.
    private static func undeclaredParameters(of pattern: PathPattern) -> OperationPart {
        OperationPart(
            parameters: pattern.parameterNames.map { name in
                ParameterDocumentation(
                    name: name,
                    location: "path",
                    isRequired: true,
                    schema: .string
                )
            }
        )
    }
}

// MARK: - Errors

/// A mistake in the declaration of a route, found before the first request.
public enum RouteError: Error, Hashable, Sendable {
    /// The pattern violates a rule of `PathPattern`.
    case malformedPattern(String)
    /// Two routes have the same method and pattern.
    case duplicateRoute(method: String, pattern: String)
    /// Two patterns name the parameter in the same place differently.
    case ambiguousParameter(pattern: String, names: [String])
    /// A dependency reads a parameter that the pattern does not have.
    case unknownParameter(name: String, pattern: String)
    /// An override of a dependency of this route depends on what it replaces.
    case circularOverride(pattern: String)
    /// An override replaces a dependency that no route has.
    ///
    /// A dependency is identified by the value that was created, not by what it was created from:
    /// `.query("page")` written twice creates two.
    case unusedOverride(type: String)
    /// A demanded scope is not one that RFC 6749 §3.3 allows.
    case invalidScope(String, pattern: String)
    /// Scopes are demanded on a route on which no dependency takes `RequiredScopes`.
    case unguardedScopes(pattern: String)
    /// Two different schemas have the same name, so that a reference to it would be wrong for one.
    case conflictingSchemas(name: String)
}

extension RouteError: CustomStringConvertible {
    /// The mistake in one sentence.
    public var description: String {
        switch self {
        case .malformedPattern(let pattern): "The pattern '\(pattern)' is malformed."
        case .duplicateRoute(let method, let pattern):
            "\(method) \(pattern) is declared twice."
        case .ambiguousParameter(let pattern, let names):
            "The parameter in '\(pattern)' is named \(names.joined(separator: " and "))."
        case .unknownParameter(let name, let pattern):
            "The pattern '\(pattern)' has no parameter named \(name)."
        case .circularOverride(let pattern):
            "An override of a dependency of '\(pattern)' needs what it replaces."
        case .unusedOverride(let type):
            "An override replaces a dependency of type \(type) that no route has."
        case .invalidScope(let scope, let pattern):
            "'\(pattern)' demands '\(scope)', which cannot be a scope."
        case .unguardedScopes(let pattern):
            "'\(pattern)' demands scopes, but no dependency compares them."
        case .conflictingSchemas(let name):
            "Two different schemas are named \(name)."
        }
    }
}
