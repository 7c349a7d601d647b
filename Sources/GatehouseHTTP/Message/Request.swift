// SPDX-License-Identifier: MIT
//
// Specification: RFC 9110 §6 and §9, RFC 9112 §2.3.

/// A complete request.
public struct Request: Sendable {
    /// Everything before the body, and where the request came from.
    public var head: Head
    /// The content, with any transfer coding removed.
    ///
    /// It is empty if the route reads no body, whatever the client has sent.
    public var body: [UInt8]
    /// What the responder decided about the head.
    public var admission: Admission

    /// Creates a request from its parts.
    public init(head: Head, body: [UInt8] = [], admission: Admission = Admission()) {
        self.head = head
        self.body = body
        self.admission = admission
    }

    /// The method.
    public var method: Method { head.method }
    /// The target.
    public var target: Target { head.target }
    /// The header fields.
    public var fields: Fields { head.fields }
    /// The identifier that also appears in the response and the log.
    public var id: ID { head.id }
    /// Where the request came from.
    public var client: ClientAddress { head.client }
}

extension Request {
    /// What is known about a request before its body: the request line, the header fields, an
    /// identifier, and where it came from.
    public struct Head: Sendable {
        /// The method.
        public var method: Method
        /// The target, in one of its four forms.
        public var target: Target
        /// The version of the protocol.
        public var version: Version
        /// The header fields, in order.
        public var fields: Fields
        /// The identifier that also appears in the response and the log.
        public var id: ID
        /// Where the request came from.
        public var client: ClientAddress

        /// Creates a head from its parts.
        public init(
            method: Method,
            target: Target,
            version: Version = .http11,
            fields: Fields = Fields(),
            id: ID = ID(high: 0, low: 0),
            client: ClientAddress = .none
        ) {
            self.method = method
            self.target = target
            self.version = version
            self.fields = fields
            self.id = id
            self.client = client
        }
    }

    /// The version of HTTP that a request uses.
    ///
    /// A request of version 1.2 or later is treated as 1.1, the highest minor version known here
    /// (RFC 9110 §2.5); other major versions are refused with 505.
    public enum Version: Sendable {
        /// HTTP/1.0: no chunked coding, and the connection closes unless keep-alive was requested.
        case http10
        /// HTTP/1.1.
        case http11
    }
}

// MARK: - Method

extension Request {
    /// A request method, such as `GET` (RFC 9110 §9).
    ///
    /// Methods are case-sensitive, and any token is valid.
    public struct Method: Hashable, Sendable {
        /// The method as it appears in the request line.
        public let name: String

        /// Creates a method from its name; nil if the name is not a token (RFC 9110 §5.6.2).
        public init?(_ name: String) {
            guard !name.isEmpty, name.utf8.allSatisfy(ByteClass.token.contains) else { return nil }
            self.init(token: name)
        }

        /// Creates a method from a text that is known to be a token.
        package init(token: String) {
            name = token
        }

        /// `GET` (RFC 9110 §9.3.1).
        public static var get: Method { Method(token: "GET") }
        /// `HEAD` (RFC 9110 §9.3.2).
        public static var head: Method { Method(token: "HEAD") }
        /// `POST` (RFC 9110 §9.3.3).
        public static var post: Method { Method(token: "POST") }
        /// `PUT` (RFC 9110 §9.3.4).
        public static var put: Method { Method(token: "PUT") }
        /// `DELETE` (RFC 9110 §9.3.5).
        public static var delete: Method { Method(token: "DELETE") }
        /// `CONNECT` (RFC 9110 §9.3.6).
        public static var connect: Method { Method(token: "CONNECT") }
        /// `OPTIONS` (RFC 9110 §9.3.7).
        public static var options: Method { Method(token: "OPTIONS") }
        /// `TRACE` (RFC 9110 §9.3.8).
        public static var trace: Method { Method(token: "TRACE") }
        /// `PATCH` (RFC 5789).
        public static var patch: Method { Method(token: "PATCH") }
    }
}

extension Request.Method: CustomStringConvertible {
    /// The method's name.
    public var description: String { name }
}

// MARK: - Identifier

extension Request {
    /// The identifier of one request: 128 bits, written as 32 hexadecimal digits.
    ///
    /// Where the bits come from is up to the server; they only have to be unique.
    public struct ID: Hashable, Sendable {
        private let high: UInt64
        private let low: UInt64

        /// Creates an identifier from its two halves.
        public init(high: UInt64, low: UInt64) {
            self.high = high
            self.low = low
        }
    }
}

extension Request.ID: CustomStringConvertible {
    /// The 32 lower-case hexadecimal digits.
    public var description: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        Hexadecimal.append(high, to: &digits)
        Hexadecimal.append(low, to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }
}
