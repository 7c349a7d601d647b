// SPDX-License-Identifier: MIT
//
// What is told of each request once it is answered: for logs and figures, which are not made here.
// Touches: memory only; the clock is the observer's.

/// One request and its answer, as a log or a counter sees them.
public struct HandledRequest: Sendable {
    /// The identifier that the answer carries too.
    public let id: RequestID
    /// The address and port of the client; empty where they are not known.
    public let remoteAddress: String
    /// The method; nil for bytes that were no request.
    public let method: Method?
    /// The pattern of the route, such as `/users/{id}`; nil where none answered.
    public let route: String?
    /// The status of the answer.
    public let status: Status
    /// The length of the content that is sent, in bytes; none is in answer to HEAD.
    public let bodyBytes: Int
    /// The time from the whole request to the whole answer.
    public let duration: Duration
    /// An error that was no answer: a mistake in a handler, answered with 500.
    public let failure: (any Error)?
}

/// What is told of each request once it is answered.
public struct Observer: Sendable {
    /// A clock that only goes forward.
    let now: @Sendable () -> Duration
    /// What is called on the thread of the request, so it must not block.
    let handled: @Sendable (HandledRequest) -> Void

    /// Makes an observer of a clock and a function that is told.
    public init(
        now: @escaping @Sendable () -> Duration,
        handled: @escaping @Sendable (HandledRequest) -> Void
    ) {
        self.now = now
        self.handled = handled
    }
}
