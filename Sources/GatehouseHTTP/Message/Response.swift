// SPDX-License-Identifier: MIT
//
// A response before it is encoded. Framing fields are the encoder's, not the handler's.
// Specification: RFC 9110 §6. Touches: memory only.

/// A response: a status, header fields and content.
///
/// `Content-Length`, `Transfer-Encoding`, `Date` and `Connection` are written when the response is
/// encoded; where a handler sets one of them, its value is not sent. `Connection: close` is a wish
/// that is granted all the same: the connection closes after the response.
public struct Response: Sendable {
    /// The status.
    public var status: Response.Status
    /// The header fields, less those of the framing.
    public var fields: Fields
    /// The content.
    public var body: [UInt8]
    /// What led to the response, for the log; it is never sent.
    public var cause: (any Error)?

    /// Makes a response of its parts.
    public init(status: Response.Status, fields: Fields = Fields(), body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }
}
