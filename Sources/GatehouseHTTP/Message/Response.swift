// SPDX-License-Identifier: MIT
//
// Specification: RFC 9110 §6.

/// A response: a status, header fields and content.
///
/// `Content-Length`, `Transfer-Encoding`, `Date` and `Connection` are written when the response is
/// encoded; if a handler sets one of them, its value is not sent. `Connection: close` still has its
/// effect: the connection closes after the response.
public struct Response: Sendable {
    /// The status.
    public var status: Response.Status
    /// The header fields, except those that frame the message.
    public var fields: Fields
    /// The content.
    public var body: [UInt8]
    /// What led to the response, for the log; it is never sent.
    public var cause: (any Error)?

    /// Creates a response from its parts.
    public init(status: Response.Status, fields: Fields = Fields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
