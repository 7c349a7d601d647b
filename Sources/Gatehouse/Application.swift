// SPDX-License-Identifier: MIT

/// The routes of an application, while they are being declared.
///
/// ```swift
/// let app = Application(title: "Hello", version: "1.0.0")
/// app.get("/hello/{name}", .path("name", as: String.self)) { name in
///     Greeting(message: "Hello, \(name)!")
/// }
/// let responder = try app.responder()
/// ```
///
/// Declaring a route is enough: matching, validation, security, the OpenAPI document and the docs
/// page follow from the same line. An application is set up by one thread; the responder that it
/// makes is immutable and serves any number of threads.
public final class Application {
    /// Whether an application serves its OpenAPI document and docs page.
    public enum Documentation: Sendable {
        /// `/openapi.json` and `/docs` are routes like any others.
        case shown
        /// There are no such routes.
        case hidden
    }

    /// The name of the API.
    public let title: String
    /// The version of the API.
    public let version: String
    /// One sentence about the API.
    public let summary: String?
    /// Whether the document and the docs page are served.
    public let documentation: Documentation
    private var routes: [Route] = []
    private var middleware: [@Sendable (any Responder) -> any Responder] = []

    /// Creates an application without routes.
    public init(
        title: String,
        version: String,
        summary: String? = nil,
        documentation: Documentation = .shown
    ) {
        self.title = title
        self.version = version
        self.summary = summary
        self.documentation = documentation
    }

    /// Declares a route that answers GET, and HEAD along with it.
    public var get: RouteDeclaration { RouteDeclaration(application: self, method: .get) }
    /// Declares a route that answers POST.
    public var post: RouteDeclaration { RouteDeclaration(application: self, method: .post) }
    /// Declares a route that answers PUT.
    public var put: RouteDeclaration { RouteDeclaration(application: self, method: .put) }
    /// Declares a route that answers PATCH.
    public var patch: RouteDeclaration { RouteDeclaration(application: self, method: .patch) }
    /// Declares a route that answers DELETE.
    public var delete: RouteDeclaration { RouteDeclaration(application: self, method: .delete) }

    func add(_ route: Route) {
        routes.append(route)
    }

    /// Wraps the routes in middleware.
    ///
    /// ```swift
    /// app.use { ServerName(next: $0) }
    /// ```
    ///
    /// The one that is added last is the outermost. The final fields and the observer are outside
    /// of all middleware, so that every response of a middleware has an identifier and a line in
    /// the log.
    ///
    /// - Parameter wrap: Returns the middleware around the responder that it is given.
    public func use(_ wrap: @escaping @Sendable (any Responder) -> any Responder) {
        middleware.append(wrap)
    }

    /// Makes the responder.
    ///
    /// - Parameters:
    ///   - overrides: Replacements for declared dependencies, for tests.
    ///   - observer: Called once per request, after it has ended, for logging and metrics.
    /// - Returns: An immutable value that answers requests.
    /// - Throws: `RouteError` for a mistake in the declaration of a route.
    public func responder(
        overrides: DependencyOverrides = DependencyOverrides(),
        observer: Observer? = nil
    ) throws(RouteError) -> any Responder {
        var routes = routes
        if documentation == .shown { routes += try documentationRoutes() }
        var entries: [(method: Request.Method, pattern: PathPattern, endpoint: Endpoint)] = []
        var reached: Set<ObjectIdentifier> = []
        for route in routes {
            let pattern = try PathPattern(route.path)
            let plan = try RoutePlan(
                pattern: pattern,
                root: route.handler.node,
                overrides: overrides
            )
            if overrides.isEmpty { try plan.checkScopes() }
            reached.formUnion(plan.reached)
            entries.append((route.method, pattern, try route.endpoint(pattern, plan)))
        }
        try overrides.checkAllUsed(reached: reached)
        let routing = RoutingResponder(router: try Router(entries))
        guard !middleware.isEmpty else { return Self.finished(routing, observer) }
        var responder: any Responder = routing
        for wrap in middleware { responder = wrap(responder) }
        return Self.finished(responder, observer)
    }

    /// Wraps a responder in what is outside of all middleware.
    ///
    /// Generic, so that without middleware a request passes all three by plain calls.
    private static func finished(
        _ responder: some Responder,
        _ observer: Observer?
    ) -> any Responder {
        let finished = FinalFields(responder)
        return observer.map { Observed(finished, by: $0) } ?? finished
    }

    /// Makes the OpenAPI 3.1 document of the routes declared so far.
    ///
    /// - Throws: `RouteError` for a mistake in the declaration of a route, or for two schemas with
    ///   the same name.
    public func openAPI() throws(RouteError) -> JSONValue {
        try document().json
    }

    private func document() throws(RouteError) -> OpenAPIDocument {
        var operations: [Operation] = []
        for route in routes {
            if let operation = try route.operation() { operations.append(operation) }
        }
        return try OpenAPIDocument(
            title: title,
            version: version,
            summary: summary,
            operations: operations
        )
    }

    private func documentationRoutes() throws(RouteError) -> [Route] {
        let document = try document()
        let description = StaticContent(document.json.encoded(), type: "application/json")
        let page = DocsPage(document: document).content
        return [
            Route.hidden(.get, "/openapi.json", description.dependency),
            Route.hidden(.get, "/docs", page.dependency),
        ]
    }
}
