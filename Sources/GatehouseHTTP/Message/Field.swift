// SPDX-License-Identifier: MIT
//
// The name and the value of a header field. A name is a token, compared without regard to letter
// case; a value that is to be sent cannot split a message.
// Specification: RFC 9110 §5.1 and §5.5.

/// The name of a header field (RFC 9110 §5.1).
///
/// `Content-Type` and `content-type` are the same name.
public struct FieldName: Sendable {
    /// The name in the spelling in which it is sent.
    public let spelling: String

    /// Makes a name from a text, or nil where the text is no token (RFC 9110 §5.6.2).
    public init?(_ spelling: String) {
        guard !spelling.isEmpty, spelling.utf8.allSatisfy(ByteClass.token.contains) else {
            return nil
        }
        self.init(token: spelling)
    }

    private init(token: String) {
        spelling = token
    }

    /// `Allow` (RFC 9110 §10.2.1).
    public static var allow: FieldName { FieldName(token: "Allow") }
    /// `Authorization` (RFC 9110 §11.6.2).
    public static var authorization: FieldName { FieldName(token: "Authorization") }
    /// `Cache-Control` (RFC 9111 §5.2).
    public static var cacheControl: FieldName { FieldName(token: "Cache-Control") }
    /// `Connection` (RFC 9110 §7.6.1).
    public static var connection: FieldName { FieldName(token: "Connection") }
    /// `Content-Length` (RFC 9110 §8.6).
    public static var contentLength: FieldName { FieldName(token: "Content-Length") }
    /// `Content-Security-Policy` (W3C Content Security Policy Level 3).
    public static var contentSecurityPolicy: FieldName {
        FieldName(token: "Content-Security-Policy")
    }
    /// `Content-Type` (RFC 9110 §8.3).
    public static var contentType: FieldName { FieldName(token: "Content-Type") }
    /// `Date` (RFC 9110 §6.6.1).
    public static var date: FieldName { FieldName(token: "Date") }
    /// `ETag` (RFC 9110 §8.8.3).
    public static var eTag: FieldName { FieldName(token: "ETag") }
    /// `Expect` (RFC 9110 §10.1.1).
    public static var expect: FieldName { FieldName(token: "Expect") }
    /// `Host` (RFC 9110 §7.2).
    public static var host: FieldName { FieldName(token: "Host") }
    /// `If-Match` (RFC 9110 §13.1.1).
    public static var ifMatch: FieldName { FieldName(token: "If-Match") }
    /// `If-None-Match` (RFC 9110 §13.1.2).
    public static var ifNoneMatch: FieldName { FieldName(token: "If-None-Match") }
    /// `Location` (RFC 9110 §10.2.2).
    public static var location: FieldName { FieldName(token: "Location") }
    /// `Pragma` (RFC 9111 §5.4).
    public static var pragma: FieldName { FieldName(token: "Pragma") }
    /// `Referrer-Policy` (W3C Referrer Policy).
    public static var referrerPolicy: FieldName { FieldName(token: "Referrer-Policy") }
    /// `Retry-After` (RFC 9110 §10.2.3).
    public static var retryAfter: FieldName { FieldName(token: "Retry-After") }
    /// `Transfer-Encoding` (RFC 9112 §6.1).
    public static var transferEncoding: FieldName { FieldName(token: "Transfer-Encoding") }
    /// `WWW-Authenticate` (RFC 9110 §11.6.1).
    public static var wwwAuthenticate: FieldName { FieldName(token: "WWW-Authenticate") }
    /// `X-Content-Type-Options` (Fetch Standard).
    public static var xContentTypeOptions: FieldName { FieldName(token: "X-Content-Type-Options") }
    /// `X-Request-ID`, the identifier that the log line of a request carries too.
    public static var xRequestID: FieldName { FieldName(token: "X-Request-ID") }
}

extension FieldName: Hashable {
    /// Compares two names, letter case apart.
    public static func == (left: FieldName, right: FieldName) -> Bool {
        left.spelling.utf8.elementsEqual(right.spelling.utf8) { $0.lowercased == $1.lowercased }
    }

    /// Hashes the name in lower case.
    public func hash(into hasher: inout Hasher) {
        for byte in spelling.utf8 { hasher.combine(byte.lowercased) }
    }
}

extension FieldName: CustomStringConvertible {
    /// The name in its spelling.
    public var description: String { spelling }
}

/// The value of a field in a response (RFC 9110 §5.5).
///
/// A value with a CR, a LF, a NUL or another control character cannot be made, so that nothing that
/// a handler puts into a header can end the header early (response splitting, CWE-113).
public struct FieldValue: Sendable, Hashable {
    /// The text of the value, without white space at its ends.
    public let text: String

    /// Makes a value from a text.
    ///
    /// Gives nil where the text holds a control character other than a tab, or begins or ends with
    /// white space.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == ASCII.tab }),
            text.utf8.first.map(\.isWhitespace) != true,
            text.utf8.last.map(\.isWhitespace) != true
        else { return nil }
        self.init(verified: text)
    }

    /// Makes a value from a text that is known to be one.
    package init(verified text: String) {
        self.text = text
    }
}

extension FieldValue: ExpressibleByStringLiteral {
    /// Makes a value from a literal in the source code.
    ///
    /// - Precondition: the literal is a valid value; a text from elsewhere goes through `init(_:)`.
    public init(stringLiteral text: StaticString) {
        guard let value = FieldValue(text.description) else {
            preconditionFailure("a literal that is no field value")
        }
        self = value
    }
}
