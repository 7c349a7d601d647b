// SPDX-License-Identifier: MIT
//
// Tells an observer of each exchange, once, with what really became of it: for logs and figures,
// which are not made here. The clock is the observer's.

/// One exchange and its end, as a log or a counter sees it.
public struct ObservedExchange: Sendable {
    /// The identifier that the answer carries too.
    public let id: Request.ID
    /// Where the request came from.
    public let client: ClientAddress
    /// The method; nil where it had not been read.
    public let method: Request.Method?
    /// The pattern of the route, such as `/users/{id}`; nil where none answered.
    public let route: String?
    /// The status of the answer; nil where the client was gone.
    public let status: Response.Status?
    /// The length of the content that is sent, in bytes; none is in answer to HEAD.
    public let bodyBytes: Int
    /// The time from the whole request to the whole answer; of a failure, the time since its first
    /// byte.
    public let duration: Duration
    /// Why the exchange ended early; nil where it was answered by a route.
    public let failure: ExchangeFailure.Reason?
    /// What led to the answer, such as the fault of a token; nil where nothing special did.
    public let cause: (any Error)?

    /// Makes one, for the tests of an observer.
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

/// What is called once for each exchange, after it has ended, for logging and metrics.
public struct Observer: Sendable {
    /// A clock that only goes forward.
    let now: @Sendable () -> Duration
    /// What is called on the thread of the request, so it must not block.
    let ended: @Sendable (ObservedExchange) -> Void

    /// Makes an observer of a clock and a function.
    ///
    /// - Parameters:
    ///   - now: A clock that only goes forward.
    ///   - ended: Called on the thread of the event loop: it must not block.
    public init(
        now: @escaping @Sendable () -> Duration,
        ended: @escaping @Sendable (ObservedExchange) -> Void
    ) {
        self.now = now
        self.ended = ended
    }
}

/// Middleware that tells an observer of each exchange.
public struct Observed<Next: Responder>: Responder {
    private let next: Next
    private let observer: Observer

    /// Wraps a responder.
    public init(_ next: Next, by observer: Observer) {
        self.next = next
        self.observer = observer
    }

    /// Passes the question on.
    public func admit(_ head: Request.Head) -> Admission { next.admit(head) }

    /// Passes the request on, and tells of the answer.
    public func respond(to request: Request) async -> Response {
        let start = observer.now()
        let response = await next.respond(to: request)
        // The exchange has ended otherwise, and was told of as a failure: this answer is discarded.
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

    /// Passes the failure on, and tells of it.
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
