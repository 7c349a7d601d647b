// SPDX-License-Identifier: MIT
//
// The seam between the code that speaks HTTP and the code that answers requests. The responder sees
// every exchange exactly once: as a request, whose head it has been asked about, or as a failure.
//
//     head ──► admit ──► body, if one is wanted ──► respond(to: Request)
//       └── refused, too late, client gone, … ────► respond(to: ExchangeFailure)

/// What answers requests: a router with its handlers, ten lines in a test, or middleware.
///
/// Middleware is a responder that wraps another: it passes the three calls on, and changes what
/// goes in or comes out. It sees every exchange, including those that failed early.
///
/// ```swift
/// struct ServerName: Responder {
///     let next: any Responder
///
///     func admit(_ head: Request.Head) -> Admission { next.admit(head) }
///
///     func respond(to request: Request) async -> Response {
///         named(await next.respond(to: request))
///     }
///
///     func respond(to failure: ExchangeFailure) -> Response {
///         named(next.respond(to: failure))
///     }
///
///     private func named(_ response: Response) -> Response {
///         var response = response
///         response.fields[.server] = "example"
///         return response
///     }
/// }
/// ```
///
/// Middleware that answers on its own, such as for a CORS preflight, returns `Admission()` for the
/// head, so that no body is collected, and the response from `respond(to:)`.
public protocol Responder: Sendable {
    /// Decides what the exchange may cost, once the head is known and before the body is read.
    ///
    /// Runs on the thread of the connection's event loop, for every request: it must neither block
    /// nor take long.
    func admit(_ head: Request.Head) -> Admission

    /// Answers a request.
    ///
    /// Runs on the thread of the connection's event loop: it may suspend, but must never block. If
    /// the exchange ends before the response is ready (`ExchangeFailure.Reason.handlerTimeout`,
    /// `.abandoned`, `.drained`), the task is cancelled and its result is discarded.
    func respond(to request: Request) async -> Response

    /// Answers an exchange that ended early, once for each.
    ///
    /// The connection closes after the response. If nobody is left to read it
    /// (`ExchangeFailure.Reason.abandoned`), it is not sent.
    func respond(to failure: ExchangeFailure) -> Response
}

/// What a responder decides about a request once it has seen its head.
public struct Admission: Sendable {
    /// The length of the longest body that the response needs, in bytes; 413 beyond.
    ///
    /// With 0 the body is not collected, and the response does not wait for it.
    /// `HTTPLimits.maxBodyBytes` is the ceiling.
    public var maxBodyBytes: Int
    /// The time that the response may take; nil for the server's own limit, which is the ceiling.
    public var timeout: Duration?
    /// The pattern of the route that answers, such as `/users/{id}`; nil if none does.
    public var route: String?
    /// What the router found, so that it need not look it up again.
    package var match: (any AnyObject & Sendable)?
    /// The values of the route's path parameters.
    package var parameters: [String] = []

    /// Creates an admission; without arguments, one for a request whose body nobody reads.
    public init(maxBodyBytes: Int = 0, timeout: Duration? = nil, route: String? = nil) {
        self.maxBodyBytes = maxBodyBytes
        self.timeout = timeout
        self.route = route
    }
}

/// An exchange that ended before there was a request to answer, or before it was answered.
public struct ExchangeFailure: Sendable {
    /// Why it ended.
    public enum Reason: Hashable, Sendable {
        /// The bytes are not a request, exceed a limit, or arrived too late.
        case refused(RequestError)
        /// The server is already collecting too many bodies.
        case overloaded
        /// The responder did not answer in time.
        case handlerTimeout(Duration)
        /// The server stopped before the request was answered.
        case drained
        /// The server was full, and a new connection took the place of a request that was slow to
        /// arrive.
        case crowdedOut
        /// The client closed or reset the connection.
        case abandoned
    }

    /// Why it ended.
    public var reason: Reason
    /// The identifier that also appears in the response and the log.
    public var id: Request.ID
    /// Where the request came from.
    public var client: ClientAddress
    /// The method, if it had been read.
    public var method: Request.Method?
    /// The target, if it had been read.
    public var target: Request.Target?
    /// The pattern of the route that was to answer, if one was found.
    public var route: String?
    /// The header fields, if they had been read.
    public var fields: Fields?
    /// The time since the first byte of the request.
    public var duration = Duration.zero

    /// Creates a failure of which only the reason is known.
    public init(
        _ reason: Reason,
        id: Request.ID = Request.ID(high: 0, low: 0),
        client: ClientAddress = .none
    ) {
        self.reason = reason
        self.id = id
        self.client = client
    }
}

extension ExchangeFailure.Reason {
    /// The status of the response; nil if nobody is left to read one.
    public var status: Response.Status? {
        switch self {
        case .refused(let error): error.status
        case .overloaded, .handlerTimeout, .drained, .crowdedOut: .serviceUnavailable
        case .abandoned: nil
        }
    }

    /// What went wrong, in words that contain nothing of the request.
    public var detail: String {
        switch self {
        case .refused(let error): error.detail
        case .overloaded: "Too many request bodies at once. Try again later."
        case .handlerTimeout(let limit):
            "There was no answer within \(limit.words)."
        case .drained: "The server is shutting down."
        case .crowdedOut: "Too many connections at once. Try again later."
        case .abandoned: "The client closed the connection."
        }
    }
}

extension Duration {
    /// The duration in words: `1 second`, `60 seconds`, `500 milliseconds`.
    fileprivate var words: String {
        let (seconds, attoseconds) = components
        guard attoseconds == 0 else {
            return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000) milliseconds"
        }
        return seconds == 1 ? "1 second" : "\(seconds) seconds"
    }
}
