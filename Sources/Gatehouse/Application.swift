// SPDX-License-Identifier: MIT
//
// An application: the routes that it declares, and the responder that they make together.
// Touches: memory only.

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
/// To declare a route is all: matching, validation, security, the OpenAPI document and the docs page
/// follow from the same line. An application is set up by one thread; the responder that it makes is
/// immutable and serves any number.
public final class Application {
    /// Whether an application shows its OpenAPI document and docs page.
    public enum Documentation: Sendable {
        /// `/openapi.json` and `/docs` are routes like the others.
        case shown
        /// There are no such routes.
        case hidden
    }

    /// The name of the API.
    public let title: String
    /// The version of the API.
    public let version: String
    /// One sentence on the API.
    public let summary: String?
    /// Whether the document and the docs page are shown.
    public let documentation: Documentation
    private var routes: [Route] = []
    private var middleware: [@Sendable (any Responder) -> any Responder] = []

    /// Makes an application without routes.
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

    /// Declares a route that answers GET, and HEAD with it.
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

    /// Wraps the routes into middleware.
    ///
    /// ```swift
    /// app.use { ServerName(next: $0) }
    /// ```
    ///
    /// Of several, the one that is added last is the outermost. Around them all stand the final
    /// fields and the observer, so that whatever middleware answers has an identifier and a line in
    /// the log.
    ///
    /// - Parameter wrap: Returns the middleware around the responder that it is given.
    public func use(_ wrap: @escaping @Sendable (any Responder) -> any Responder) {
        middleware.append(wrap)
    }

    /// Makes the responder.
    ///
    /// - Parameters:
    ///   - overrides: Other dependencies in the place of those declared, for tests.
    ///   - observer: What is told of each request that was answered, for logs and figures.
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

    /// Wraps a responder into what stands around all middleware.
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
    /// - Throws: `RouteError` for a mistake in the declaration of a route, or for two schemas that share
    ///   a name.
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
