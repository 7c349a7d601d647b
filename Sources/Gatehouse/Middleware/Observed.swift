// SPDX-License-Identifier: MIT

/// One exchange and its outcome, for a log or metrics.
public struct ObservedExchange: Sendable {
    /// The identifier that also appears in the response.
    public let id: Request.ID
    /// Where the request came from.
    public let client: ClientAddress
    /// The method; nil if it had not been read.
    public let method: Request.Method?
    /// The pattern of the route, such as `/users/{id}`; nil if none answered.
    public let route: String?
    /// The status of the response; nil if the client was gone.
    public let status: Response.Status?
    /// The length of the content that is sent, in bytes; 0 in response to HEAD.
    public let bodyBytes: Int
    /// The time from the complete request to the complete response; for a failure, the time since
    /// its first byte.
    public let duration: Duration
    /// Why the exchange ended early; nil if it was answered by a route.
    public let failure: ExchangeFailure.Reason?
    /// What led to the response, such as the fault of a token; nil if there was no particular
    /// cause.
    public let cause: (any Error)?

    /// Creates an exchange, for the tests of an observer.
    public init(
        id: Request.ID,
        client: ClientAddress,
        method: Request.Method?,
        route: String?,
        status: Response.Status?,
        bodyBytes: Int,
        duration: Duration,
        failure: ExchangeFailure.Reason?,
        cause: (any Error)?
    ) {
        self.id = id
        self.client = client
        self.method = method
        self.route = route
        self.status = status
        self.bodyBytes = bodyBytes
        self.duration = duration
        self.failure = failure
        self.cause = cause
    }
}

/// A function that is called once for each exchange, after it has ended, for logging and metrics.
public struct Observer: Sendable {
    /// A clock that never goes backwards.
    let now: @Sendable () -> Duration
    /// Called on the thread of the request, so it must not block.
    let ended: @Sendable (ObservedExchange) -> Void

    /// Creates an observer from a clock and a function.
    ///
    /// - Parameters:
    ///   - now: A clock that never goes backwards.
    ///   - ended: Called on the thread of the event loop: it must not block.
    public init(
        now: @escaping @Sendable () -> Duration,
        ended: @escaping @Sendable (ObservedExchange) -> Void
    ) {
        self.now = now
        self.ended = ended
    }
}

/// Middleware that reports each exchange to an observer, once, with its actual outcome.
public struct Observed<Next: Responder>: Responder {
    private let next: Next
    private let observer: Observer

    /// Wraps a responder.
    public init(_ next: Next, by observer: Observer) {
        self.next = next
        self.observer = observer
    }

    /// Passes the call on.
    public func admit(_ head: Request.Head) -> Admission { next.admit(head) }

    /// Passes the request on, and reports the response.
    public func respond(to request: Request) async -> Response {
        let start = observer.now()
        let response = await next.respond(to: request)
        // The exchange has already ended and was reported as a failure: this response is discarded.
        guard !Task.isCancelled else { return response }
        observer.ended(
            ObservedExchange(
                id: request.id,
                client: request.client,
                method: request.method,
                route: request.admission.route,
                status: response.status,
                bodyBytes: request.method == .head ? 0 : response.body.count,
                duration: observer.now() - start,
                failure: nil,
                cause: response.cause
            )
        )
        return response
    }

    /// Passes the failure on, and reports it.
    public func respond(to failure: ExchangeFailure) -> Response {
        let response = next.respond(to: failure)
        let isSent = failure.reason.status != nil
        observer.ended(
            ObservedExchange(
                id: failure.id,
                client: failure.client,
                method: failure.method,
                route: failure.route,
                status: isSent ? response.status : nil,
                bodyBytes: isSent && failure.method != .head ? response.body.count : 0,
                duration: failure.duration,
                failure: failure.reason,
                cause: response.cause
            )
        )
        return response
    }
}
