// SPDX-License-Identifier: MIT
//
// A request: what stands before its body, the body, and the words that name their parts.
// Specification: RFC 9110 §6 and §9, RFC 9112 §2.3.

/// A whole request.
public struct Request: Sendable {
    /// What stands before the body, and where it came from.
    public var head: Head
    /// The content, with any transfer coding taken off.
    ///
    /// It is empty where the route reads no body, whatever the client has sent.
    public var body: [UInt8]
    /// What the responder said of the head.
    public var admission: Admission

    /// Makes a request of its parts.
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
    /// The identifier that the response and the log carry too.
    public var id: ID { head.id }
    /// Where the request came from.
    public var client: ClientAddress { head.client }
}

extension Request {
    /// What is known of a request before its body: the request line, the header fields, an
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
        /// The identifier that the response and the log carry too.
        public var id: ID
        /// Where the request came from.
        public var client: ClientAddress

        /// Makes a head of its parts.
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

    /// The version of HTTP that a request speaks.
    ///
    /// A request of version 1.2 or later is read as 1.1, the highest minor version known here
    /// (RFC 9110 §2.5); other major versions are refused with 505.
    public enum Version: Sendable {
        /// HTTP/1.0: no chunked coding, and the connection closes unless keep-alive was asked for.
        case http10
        /// HTTP/1.1.
        case http11
    }
}

// MARK: - Method

extension Request {
    /// A request method, such as `GET` (RFC 9110 §9).
    ///
    /// Methods are case-sensitive, and any token is one.
    public struct Method: Hashable, Sendable {
        /// The method as it stands in the request line.
        public let name: String

        /// Makes a method from its name, or nil where the name is no token (RFC 9110 §5.6.2).
        public init?(_ name: String) {
            guard !name.isEmpty, name.utf8.allSatisfy(ByteClass.token.contains) else { return nil }
            self.init(token: name)
        }

        /// Makes a method from a text that is known to be a token.
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
    /// Where the bits come from is the server's choice; they only have to differ.
    public struct ID: Hashable, Sendable {
        private let high: UInt64
        private let low: UInt64

        /// Makes an identifier from its two halves.
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
