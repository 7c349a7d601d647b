// SPDX-License-Identifier: MIT
//
// A request as the parser hands it on: its head, and its body once it has arrived whole.
// Specification: RFC 9110 §6. Touches: memory only.

/// What stands before the body of a request: the request line and the header fields.
public struct RequestHead: Sendable {
    /// The method.
    public let method: Method
    /// The target, in one of its four forms.
    public let target: RequestTarget
    /// The version of the protocol.
    public let version: Version
    /// The header fields, in order.
    public let fields: Fields

    /// Makes a head of its parts.
    public init(
        method: Method,
        target: RequestTarget,
        version: Version = .http11,
        fields: Fields = Fields()
    ) {
        self.method = method
        self.target = target
        self.version = version
        self.fields = fields
    }
}

/// A whole request.
public struct Request: Sendable {
    /// The request line and the header fields.
    public let head: RequestHead
    /// The content with any transfer coding taken off, at most `Limits.maxBodyBytes` long.
    public let body: [UInt8]
    /// The identifier that the response and the log carry.
    public let id: RequestID
    /// The address and port of the client, as text; empty where the request came by no socket.
    public let remoteAddress: String

    /// Makes a request of its parts.
    public init(head: RequestHead, body: [UInt8], id: RequestID, remoteAddress: String) {
        self.head = head
        self.body = body
        self.id = id
        self.remoteAddress = remoteAddress
    }
}
