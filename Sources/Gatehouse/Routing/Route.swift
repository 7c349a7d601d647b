// SPDX-License-Identifier: MIT
//
// A route as it was declared: enough to make its endpoint, and to describe it.
// Touches: memory only.

/// The function that answers the requests of one route.
///
/// A class, so that what the router has found goes with a request as one reference.
final class Endpoint: Sendable {
    let pattern: PathPattern
    let slotCount: Int
    /// The length of the longest body that its dependencies read, in bytes; 0 where none does.
    let maxBodyBytes: Int
    /// The time that the answer may take; nil for the server's own limit.
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

/// A declared route.
struct Route: Sendable {
    let method: Request.Method
    let path: String
    let handler: Dependency<Response>
    /// What the document says of the route; nil keeps it out of the document.
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

    /// A parameter that no dependency reads stands in the document all the same (OpenAPI 3.1
    /// §4.8.8.2); where one does, the part that it has contributed is the first and stands.
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
