// SPDX-License-Identifier: MIT
//
// The status codes of responses and their reason phrases.
// Specification: RFC 9110 §15, RFC 6585. Touches: memory only.

/// A status code (RFC 9110 §15).
public struct Status: Hashable, Sendable {
    /// The code, 200...599: interim (1xx) responses are the connection's business alone.
    public let code: Int

    /// Makes a status from a code, or nil where the code is not within 200...599.
    public init?(code: Int) {
        guard (200...599).contains(code) else { return nil }
        self.init(code)
    }

    private init(_ code: Int) {
        self.code = code
    }

    /// 200 OK.
    public static var ok: Status { Status(200) }
    /// 201 Created.
    public static var created: Status { Status(201) }
    /// 204 No Content.
    public static var noContent: Status { Status(204) }
    /// 304 Not Modified.
    public static var notModified: Status { Status(304) }
    /// 307 Temporary Redirect.
    public static var temporaryRedirect: Status { Status(307) }
    /// 400 Bad Request.
    public static var badRequest: Status { Status(400) }
    /// 401 Unauthorized.
    public static var unauthorized: Status { Status(401) }
    /// 403 Forbidden.
    public static var forbidden: Status { Status(403) }
    /// 404 Not Found.
    public static var notFound: Status { Status(404) }
    /// 405 Method Not Allowed.
    public static var methodNotAllowed: Status { Status(405) }
    /// 408 Request Timeout.
    public static var requestTimeout: Status { Status(408) }
    /// 409 Conflict.
    public static var conflict: Status { Status(409) }
    /// 411 Length Required.
    public static var lengthRequired: Status { Status(411) }
    /// 412 Precondition Failed.
    public static var preconditionFailed: Status { Status(412) }
    /// 413 Content Too Large.
    public static var contentTooLarge: Status { Status(413) }
    /// 414 URI Too Long.
    public static var uriTooLong: Status { Status(414) }
    /// 417 Expectation Failed.
    public static var expectationFailed: Status { Status(417) }
    /// 422 Unprocessable Content.
    public static var unprocessableContent: Status { Status(422) }
    /// 429 Too Many Requests (RFC 6585 §4).
    public static var tooManyRequests: Status { Status(429) }
    /// 431 Request Header Fields Too Large (RFC 6585 §5).
    public static var requestHeaderFieldsTooLarge: Status { Status(431) }
    /// 500 Internal Server Error.
    public static var internalServerError: Status { Status(500) }
    /// 501 Not Implemented.
    public static var notImplemented: Status { Status(501) }
    /// 503 Service Unavailable.
    public static var serviceUnavailable: Status { Status(503) }
    /// 505 HTTP Version Not Supported.
    public static var httpVersionNotSupported: Status { Status(505) }

    /// The usual words for the code, or an empty text for a code without any.
    public var reasonPhrase: String {
        switch code {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }

    /// Whether a response with this status ends with its head (RFC 9112 §6.3).
    package var endsWithHead: Bool { code == 204 || code == 304 }

    /// Whether a response with this status has no content (RFC 9110 §6.4.1 and §15.3.6).
    package var forbidsContent: Bool { endsWithHead || code == 205 }
}
