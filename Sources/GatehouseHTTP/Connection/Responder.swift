// SPDX-License-Identifier: MIT
//
// The seam between what speaks HTTP and what answers it. Every exchange reaches the responder in one
// of two ways, and once: as a request, or as a failure. Before a request it is asked about the head.
//
//     head ──► admit ──► body, where one is wanted ──► respond(to: Request)
//       └── refused, too late, client gone, … ──────► respond(to: ExchangeFailure)

/// What answers requests: a router with its handlers, ten lines in a test, or middleware.
///
/// Middleware is a responder that wraps another one: it passes the three questions on, and changes
/// what goes in or comes out. It sees every exchange, also the ones that failed early.
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
/// Middleware that answers by itself, as for a CORS preflight, returns `Admission()` for the head, so
/// that no body is collected, and the answer from `respond(to:)`.
public protocol Responder: Sendable {
    /// Says what the exchange may cost, once the head is known and before the body is read.
    ///
    /// Runs on the thread of the connection's event loop, for every request: it must neither block
    /// nor take long.
    func admit(_ head: Request.Head) -> Admission

    /// Answers a request.
    ///
    /// Runs on the thread of the connection's event loop: it may suspend, but never block. Where the
    /// exchange ends before the answer is there (`ExchangeFailure.Reason.handlerTimeout`,
    /// `.abandoned`, `.drained`), the task is cancelled, and what it returns is discarded.
    func respond(to request: Request) async -> Response

    /// Answers an exchange that ended early, once for each.
    ///
    /// The connection closes after the answer. Where nobody is left to read it
    /// (`ExchangeFailure.Reason.abandoned`), it is not sent.
    func respond(to failure: ExchangeFailure) -> Response
}

/// What a responder says of a request once it has seen its head.
public struct Admission: Sendable {
    /// The length of the longest body that the answer needs, in bytes: 413 beyond.
    ///
    /// With 0 the body is not collected, and the answer does not wait for it. `HTTPLimits.maxBodyBytes`
    /// is the ceiling.
    public var maxBodyBytes: Int
    /// The time that the answer may take; nil for the server's own limit, which is the ceiling.
    public var timeout: Duration?
    /// The pattern of the route that answers, such as `/users/{id}`; nil where none does.
    public var route: String?
    /// What the router found, so that it need not look again.
    package var match: (any AnyObject & Sendable)?
    /// The values of the route's path parameters.
    package var parameters: [String] = []

    /// Makes an admission; without arguments, of a request whose body nobody reads.
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
        /// The bytes are not a request, exceed a limit, or came too late.
        case refused(RequestError)
        /// The bodies that the server is collecting are too many already.
        case overloaded
        /// The responder did not answer in time.
        case handlerTimeout(Duration)
        /// The server stopped before the request was answered.
        case drained
        /// The server was full, and a newcomer got the place of a request that was slow to arrive.
        case crowdedOut
        /// The client closed the connection, or broke it.
        case abandoned
    }

    /// Why it ended.
    public var reason: Reason
    /// The identifier that the response and the log carry.
    public var id: Request.ID
    /// Where the request came from.
    public var client: ClientAddress
    /// The method, where it had been read.
    public var method: Request.Method?
    /// The target, where it had been read.
    public var target: Request.Target?
    /// The pattern of the route that was to answer, where one was found.
    public var route: String?
    /// The header fields, where they had been read.
    public var fields: Fields?
    /// The time since the first byte of the request.
    public var duration = Duration.zero

    /// Makes a failure of which nothing but the reason is known.
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
    /// The status of the answer; nil where nobody is left to read one.
    public var status: Response.Status? {
        switch self {
        case .refused(let error): error.status
        case .overloaded, .handlerTimeout, .drained, .crowdedOut: .serviceUnavailable
        case .abandoned: nil
        }
    }

    /// What went wrong, in words that hold nothing of the request.
    public var detail: String {
        switch self {
        case .refused(let error): error.detail
        case .overloaded: "Too many request bodies at once. Try again later."
        case .handlerTimeout(let limit):
            "There was no answer within \(limit.components.seconds) seconds."
        case .drained: "The server is shutting down."
        case .crowdedOut: "Too many connections at once. Try again later."
        case .abandoned: "The client closed the connection."
        }
    }
}
