// SPDX-License-Identifier: MIT
//
// Specification: RFC 9110 §5.1 and §5.5.

/// The name of a header field (RFC 9110 §5.1), compared without regard to case.
///
/// `Content-Type` and `content-type` are the same name.
public struct FieldName: Sendable {
    /// The name as it is sent.
    public let spelling: String

    /// Creates a name from a text; nil if the text is not a token (RFC 9110 §5.6.2).
    public init?(_ spelling: String) {
        guard !spelling.isEmpty, spelling.utf8.allSatisfy(ByteClass.token.contains) else {
            return nil
        }
        self.init(token: spelling)
    }

    private init(token: String) {
        spelling = token
    }
}

extension FieldName: ExpressibleByStringLiteral {
    /// Creates a name from a literal in the source code.
    ///
    /// - Precondition: The literal is a token (RFC 9110 §5.6.2); for any other text use `init(_:)`.
    public init(stringLiteral spelling: StaticString) {
        guard let name = FieldName(spelling.description) else {
            preconditionFailure("a literal that is not a field name")
        }
        self = name
    }
}

// MARK: - Registered names

extension FieldName {
    /// `Accept` (RFC 9110 §12.5.1).
    public static var accept: FieldName { FieldName(token: "Accept") }
    /// `Accept-Encoding` (RFC 9110 §12.5.3).
    public static var acceptEncoding: FieldName { FieldName(token: "Accept-Encoding") }
    /// `Accept-Language` (RFC 9110 §12.5.4).
    public static var acceptLanguage: FieldName { FieldName(token: "Accept-Language") }
    /// `Accept-Ranges` (RFC 9110 §14.3).
    public static var acceptRanges: FieldName { FieldName(token: "Accept-Ranges") }
    /// `Access-Control-Allow-Credentials` (Fetch Standard).
    public static var accessControlAllowCredentials: FieldName {
        FieldName(token: "Access-Control-Allow-Credentials")
    }
    /// `Access-Control-Allow-Headers` (Fetch Standard).
    public static var accessControlAllowHeaders: FieldName {
        FieldName(token: "Access-Control-Allow-Headers")
    }
    /// `Access-Control-Allow-Methods` (Fetch Standard).
    public static var accessControlAllowMethods: FieldName {
        FieldName(token: "Access-Control-Allow-Methods")
    }
    /// `Access-Control-Allow-Origin` (Fetch Standard).
    public static var accessControlAllowOrigin: FieldName {
        FieldName(token: "Access-Control-Allow-Origin")
    }
    /// `Access-Control-Expose-Headers` (Fetch Standard).
    public static var accessControlExposeHeaders: FieldName {
        FieldName(token: "Access-Control-Expose-Headers")
    }
    /// `Access-Control-Max-Age` (Fetch Standard).
    public static var accessControlMaxAge: FieldName { FieldName(token: "Access-Control-Max-Age") }
    /// `Access-Control-Request-Headers` (Fetch Standard).
    public static var accessControlRequestHeaders: FieldName {
        FieldName(token: "Access-Control-Request-Headers")
    }
    /// `Access-Control-Request-Method` (Fetch Standard).
    public static var accessControlRequestMethod: FieldName {
        FieldName(token: "Access-Control-Request-Method")
    }
    /// `Age` (RFC 9111 §5.1).
    public static var age: FieldName { FieldName(token: "Age") }
    /// `Allow` (RFC 9110 §10.2.1).
    public static var allow: FieldName { FieldName(token: "Allow") }
    /// `Authorization` (RFC 9110 §11.6.2).
    public static var authorization: FieldName { FieldName(token: "Authorization") }
    /// `Cache-Control` (RFC 9111 §5.2).
    public static var cacheControl: FieldName { FieldName(token: "Cache-Control") }
    /// `Connection` (RFC 9110 §7.6.1).
    public static var connection: FieldName { FieldName(token: "Connection") }
    /// `Content-Disposition` (RFC 6266).
    public static var contentDisposition: FieldName { FieldName(token: "Content-Disposition") }
    /// `Content-Encoding` (RFC 9110 §8.4).
    public static var contentEncoding: FieldName { FieldName(token: "Content-Encoding") }
    /// `Content-Language` (RFC 9110 §8.5).
    public static var contentLanguage: FieldName { FieldName(token: "Content-Language") }
    /// `Content-Length` (RFC 9110 §8.6).
    public static var contentLength: FieldName { FieldName(token: "Content-Length") }
    /// `Content-Location` (RFC 9110 §8.7).
    public static var contentLocation: FieldName { FieldName(token: "Content-Location") }
    /// `Content-Range` (RFC 9110 §14.4).
    public static var contentRange: FieldName { FieldName(token: "Content-Range") }
    /// `Content-Security-Policy` (W3C Content Security Policy Level 3).
    public static var contentSecurityPolicy: FieldName {
        FieldName(token: "Content-Security-Policy")
    }
    /// `Content-Type` (RFC 9110 §8.3).
    public static var contentType: FieldName { FieldName(token: "Content-Type") }
    /// `Cookie` (RFC 6265 §5.4).
    public static var cookie: FieldName { FieldName(token: "Cookie") }
    /// `Date` (RFC 9110 §6.6.1).
    public static var date: FieldName { FieldName(token: "Date") }
    /// `ETag` (RFC 9110 §8.8.3).
    public static var eTag: FieldName { FieldName(token: "ETag") }
    /// `Expect` (RFC 9110 §10.1.1).
    public static var expect: FieldName { FieldName(token: "Expect") }
    /// `Expires` (RFC 9111 §5.3).
    public static var expires: FieldName { FieldName(token: "Expires") }
    /// `Forwarded` (RFC 7239).
    public static var forwarded: FieldName { FieldName(token: "Forwarded") }
    /// `From` (RFC 9110 §10.1.2).
    public static var from: FieldName { FieldName(token: "From") }
    /// `Host` (RFC 9110 §7.2).
    public static var host: FieldName { FieldName(token: "Host") }
    /// `If-Match` (RFC 9110 §13.1.1).
    public static var ifMatch: FieldName { FieldName(token: "If-Match") }
    /// `If-Modified-Since` (RFC 9110 §13.1.3).
    public static var ifModifiedSince: FieldName { FieldName(token: "If-Modified-Since") }
    /// `If-None-Match` (RFC 9110 §13.1.2).
    public static var ifNoneMatch: FieldName { FieldName(token: "If-None-Match") }
    /// `If-Range` (RFC 9110 §13.1.5).
    public static var ifRange: FieldName { FieldName(token: "If-Range") }
    /// `If-Unmodified-Since` (RFC 9110 §13.1.4).
    public static var ifUnmodifiedSince: FieldName { FieldName(token: "If-Unmodified-Since") }
    /// `Last-Modified` (RFC 9110 §8.8.2).
    public static var lastModified: FieldName { FieldName(token: "Last-Modified") }
    /// `Link` (RFC 8288).
    public static var link: FieldName { FieldName(token: "Link") }
    /// `Location` (RFC 9110 §10.2.2).
    public static var location: FieldName { FieldName(token: "Location") }
    /// `Origin` (RFC 6454).
    public static var origin: FieldName { FieldName(token: "Origin") }
    /// `Pragma` (RFC 9111 §5.4).
    public static var pragma: FieldName { FieldName(token: "Pragma") }
    /// `Range` (RFC 9110 §14.2).
    public static var range: FieldName { FieldName(token: "Range") }
    /// `Referer` (RFC 9110 §10.1.3).
    public static var referer: FieldName { FieldName(token: "Referer") }
    /// `Referrer-Policy` (W3C Referrer Policy).
    public static var referrerPolicy: FieldName { FieldName(token: "Referrer-Policy") }
    /// `Retry-After` (RFC 9110 §10.2.3).
    public static var retryAfter: FieldName { FieldName(token: "Retry-After") }
    /// `Server` (RFC 9110 §10.2.4).
    public static var server: FieldName { FieldName(token: "Server") }
    /// `Set-Cookie` (RFC 6265 §4.1).
    public static var setCookie: FieldName { FieldName(token: "Set-Cookie") }
    /// `Strict-Transport-Security` (RFC 6797).
    public static var strictTransportSecurity: FieldName {
        FieldName(token: "Strict-Transport-Security")
    }
    /// `Trailer` (RFC 9110 §6.6.2).
    public static var trailer: FieldName { FieldName(token: "Trailer") }
    /// `Transfer-Encoding` (RFC 9112 §6.1).
    public static var transferEncoding: FieldName { FieldName(token: "Transfer-Encoding") }
    /// `Upgrade` (RFC 9110 §7.8).
    public static var upgrade: FieldName { FieldName(token: "Upgrade") }
    /// `User-Agent` (RFC 9110 §10.1.5).
    public static var userAgent: FieldName { FieldName(token: "User-Agent") }
    /// `Vary` (RFC 9110 §12.5.5).
    public static var vary: FieldName { FieldName(token: "Vary") }
    /// `Via` (RFC 9110 §7.6.3).
    public static var via: FieldName { FieldName(token: "Via") }
    /// `WWW-Authenticate` (RFC 9110 §11.6.1).
    public static var wwwAuthenticate: FieldName { FieldName(token: "WWW-Authenticate") }
    /// `X-Content-Type-Options` (Fetch Standard).
    public static var xContentTypeOptions: FieldName { FieldName(token: "X-Content-Type-Options") }
    /// `X-Forwarded-For` (by convention; RFC 7239 has its successor).
    public static var xForwardedFor: FieldName { FieldName(token: "X-Forwarded-For") }
    /// `X-Frame-Options` (RFC 7034).
    public static var xFrameOptions: FieldName { FieldName(token: "X-Frame-Options") }
    /// `X-Request-ID` (by convention).
    public static var xRequestID: FieldName { FieldName(token: "X-Request-ID") }
}

extension FieldName: Hashable {
    /// Compares two names, ignoring case.
    public static func == (left: FieldName, right: FieldName) -> Bool {
        left.spelling.utf8.elementsEqual(right.spelling.utf8) { $0.lowercased == $1.lowercased }
    }

    /// Hashes the name in lower case.
    public func hash(into hasher: inout Hasher) {
        for byte in spelling.utf8 { hasher.combine(byte.lowercased) }
    }
}

extension FieldName: CustomStringConvertible {
    /// The name as it is sent.
    public var description: String { spelling }
}

/// The value of a field in a response (RFC 9110 §5.5).
///
/// A value with CR, LF, NUL or another control character cannot be created, so that nothing a
/// handler puts into a header can end the header early (response splitting, CWE-113).
public struct FieldValue: Sendable, Hashable {
    /// The text of the value, without white space at its ends.
    public let text: String

    /// Creates a value from a text.
    ///
    /// Returns nil if the text contains a control character other than a tab, or begins or ends
    /// with white space.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == ASCII.tab }),
            text.utf8.first.map(\.isWhitespace) != true,
            text.utf8.last.map(\.isWhitespace) != true
        else { return nil }
        self.init(verified: text)
    }

    /// Creates a value from any text: control characters become spaces, and white space at the ends
    /// is removed.
    ///
    /// For texts with a part from elsewhere, such as `"/todos/\(id)"`: whatever it contains, it
    /// cannot end the field.
    public init(sanitizing text: String) {
        if let value = FieldValue(text) {
            self = value
            return
        }
        let bytes = text.utf8.map { $0 >= 0x20 && $0 != 0x7F ? $0 : ASCII.space }
        let range = bytes.span.trimmed(0..<bytes.count)
        self.init(verified: String(decoding: bytes[range], as: UTF8.self))
    }

    /// Creates a value from a text that is known to be valid.
    package init(verified text: String) {
        self.text = text
    }
}

extension FieldValue: ExpressibleByStringLiteral {
    /// Creates a value from a literal in the source code.
    ///
    /// - Precondition: The literal is a valid value; for any other text use `init(_:)`.
    public init(stringLiteral text: StaticString) {
        guard let value = FieldValue(text.description) else {
            preconditionFailure("a literal that is not a field value")
        }
        self = value
    }
}
