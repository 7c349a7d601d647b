// SPDX-License-Identifier: MIT
//
// The seam between what speaks HTTP and what answers it.
// Touches: memory only.

/// What answers requests: a router with its handlers, or ten lines in a test.
///
/// The connection calls one of the two functions for each message, and sends what it returns.
public protocol Responder: Sendable {
    /// Answers a request.
    ///
    /// Runs on the thread of the connection's event loop: it may suspend, but never block.
    func respond(to request: Request) async -> Response

    /// Answers bytes that are no request, or one that came too late; the connection closes after it.
    func respond(to error: RequestError, id: RequestID) -> Response
}
