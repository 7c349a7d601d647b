// SPDX-License-Identifier: MIT
//
// The request method: a case-sensitive token.
// Specification: RFC 9110 §9. Touches: memory only.

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
    /// `PATCH` (RFC 5789).
    public static var patch: Method { Method(token: "PATCH") }
}

extension Method: CustomStringConvertible {
    /// The method's name.
    public var description: String { name }
}
