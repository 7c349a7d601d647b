// SPDX-License-Identifier: MIT

/// Declares routes of one method: `app.get("/users/me", currentUser) { user in user }`.
///
/// It is called like a function, with the path, the dependencies whose values the handler takes,
/// and the handler.
///
/// - The path begins with `/`; a segment is a literal text or a parameter in braces: `/users/{id}`.
///   With `/users/me` declared too, the literal wins. `/users/me` and `/users/me/` are the same
///   path, and both spellings are answered.
///
/// - `summary` is the name of the operation in the document; by default, method and path.
/// - `status` is the status of the response if the handler returns a model.
/// - `timeout` is the time that the handler has for its response; 503 beyond.
///   `ServerConfiguration`'s `handlerTimeout` is the default and the ceiling.
/// - `hidden` keeps the route out of the document.
public struct RouteDeclaration {
    let application: Application
    let method: Request.Method

    /// Declares a route whose handler takes nothing.
    public func callAsFunction<Output: ResponseConvertible>(
        _ path: String,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable () throws -> Output
    ) {
        let made = Dependency<Output> { (_: Request.Head) in try handler() }
        declare(path, summary, status, timeout, hidden, made)
    }

    /// Declares a route whose handler takes nothing and is asynchronous.
    @_disfavoredOverload
    public func callAsFunction<Output: ResponseConvertible>(
        _ path: String,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable () async throws -> Output
    ) {
        let made = Dependency<Output> { (_: Request.Head) in try await handler() }
        declare(path, summary, status, timeout, hidden, made)
    }

    /// Declares a route whose handler takes the value of one dependency.
    public func callAsFunction<A, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A) throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, handler))
    }

    /// Declares a route whose handler takes the value of one dependency and is asynchronous.
    @_disfavoredOverload
    public func callAsFunction<A, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A) async throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, handler))
    }

    /// Declares a route whose handler takes the values of two dependencies.
    public func callAsFunction<A, B, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B) throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, handler))
    }

    /// Declares a route whose handler takes the values of two dependencies and is asynchronous.
    @_disfavoredOverload
    public func callAsFunction<A, B, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B) async throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, handler))
    }

    /// Declares a route whose handler takes the values of three dependencies.
    public func callAsFunction<A, B, C, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B, C) throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, c, handler))
    }

    /// Declares a route whose handler takes the values of three dependencies and is asynchronous.
    @_disfavoredOverload
    public func callAsFunction<A, B, C, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B, C) async throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, c, handler))
    }

    /// Declares a route whose handler takes the values of four dependencies.
    public func callAsFunction<A, B, C, D, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B, C, D) throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, c, d, handler))
    }

    /// Declares a route whose handler takes the values of four dependencies and is asynchronous.
    @_disfavoredOverload
    public func callAsFunction<A, B, C, D, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B, C, D) async throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, c, d, handler))
    }

    /// Declares a route whose handler takes the values of five dependencies.
    public func callAsFunction<A, B, C, D, E, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ e: Dependency<E>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B, C, D, E) throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, c, d, e, handler))
    }

    /// Declares a route whose handler takes the values of five dependencies and is asynchronous.
    @_disfavoredOverload
    public func callAsFunction<A, B, C, D, E, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ e: Dependency<E>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B, C, D, E) async throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, c, d, e, handler))
    }

    /// Declares a route whose handler takes the values of six dependencies.
    public func callAsFunction<A, B, C, D, E, F, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ e: Dependency<E>,
        _ f: Dependency<F>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B, C, D, E, F) throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, c, d, e, f, handler))
    }

    /// Declares a route whose handler takes the values of six dependencies and is asynchronous.
    @_disfavoredOverload
    public func callAsFunction<A, B, C, D, E, F, Output: ResponseConvertible>(
        _ path: String,
        _ a: Dependency<A>,
        _ b: Dependency<B>,
        _ c: Dependency<C>,
        _ d: Dependency<D>,
        _ e: Dependency<E>,
        _ f: Dependency<F>,
        summary: String? = nil,
        status: Response.Status = .ok,
        timeout: Duration? = nil,
        hidden: Bool = false,
        handler: @escaping @Sendable (A, B, C, D, E, F) async throws -> Output
    ) {
        declare(path, summary, status, timeout, hidden, Dependency(a, b, c, d, e, f, handler))
    }

    private func declare<Output: ResponseConvertible>(
        _ path: String,
        _ summary: String?,
        _ status: Response.Status,
        _ timeout: Duration?,
        _ hidden: Bool,
        _ output: Dependency<Output>
    ) {
        let success = ResponseDocumentation(
            status: status,
            description: "Successful Response",
            schema: Output.contentSchema
        )
        application.add(
            Route(
                method: method,
                path: path,
                handler: Dependency<Response>(output) { try $0.response(status: status) },
                success: hidden ? nil : success,
                summary: summary ?? "\(method) \(path)",
                timeout: timeout
            )
        )
    }
}
