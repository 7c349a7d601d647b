// SPDX-License-Identifier: MIT
//
// The registered status codes of final responses, and their reason phrases.
// Specification: RFC 9110 §15; IANA HTTP Status Code Registry.

extension Response {
    /// A status code (RFC 9110 §15).
    public struct Status: Hashable, Sendable {
        /// The code, 200...599: interim (1xx) responses are up to the connection alone.
        public let code: Int

        /// Creates a status from a code; nil if the code is not within 200...599.
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
        /// 202 Accepted.
        public static var accepted: Status { Status(202) }
        /// 203 Non-Authoritative Information.
        public static var nonAuthoritativeInformation: Status { Status(203) }
        /// 204 No Content.
        public static var noContent: Status { Status(204) }
        /// 205 Reset Content.
        public static var resetContent: Status { Status(205) }
        /// 206 Partial Content.
        public static var partialContent: Status { Status(206) }
        /// 207 Multi-Status (RFC 4918).
        public static var multiStatus: Status { Status(207) }
        /// 208 Already Reported (RFC 5842).
        public static var alreadyReported: Status { Status(208) }
        /// 226 IM Used (RFC 3229).
        public static var imUsed: Status { Status(226) }
        /// 300 Multiple Choices.
        public static var multipleChoices: Status { Status(300) }
        /// 301 Moved Permanently.
        public static var movedPermanently: Status { Status(301) }
        /// 302 Found.
        public static var found: Status { Status(302) }
        /// 303 See Other.
        public static var seeOther: Status { Status(303) }
        /// 304 Not Modified.
        public static var notModified: Status { Status(304) }
        /// 305 Use Proxy.
        public static var useProxy: Status { Status(305) }
        /// 307 Temporary Redirect.
        public static var temporaryRedirect: Status { Status(307) }
        /// 308 Permanent Redirect.
        public static var permanentRedirect: Status { Status(308) }
        /// 400 Bad Request.
        public static var badRequest: Status { Status(400) }
        /// 401 Unauthorized.
        public static var unauthorized: Status { Status(401) }
        /// 402 Payment Required.
        public static var paymentRequired: Status { Status(402) }
        /// 403 Forbidden.
        public static var forbidden: Status { Status(403) }
        /// 404 Not Found.
        public static var notFound: Status { Status(404) }
        /// 405 Method Not Allowed.
        public static var methodNotAllowed: Status { Status(405) }
        /// 406 Not Acceptable.
        public static var notAcceptable: Status { Status(406) }
        /// 407 Proxy Authentication Required.
        public static var proxyAuthenticationRequired: Status { Status(407) }
        /// 408 Request Timeout.
        public static var requestTimeout: Status { Status(408) }
        /// 409 Conflict.
        public static var conflict: Status { Status(409) }
        /// 410 Gone.
        public static var gone: Status { Status(410) }
        /// 411 Length Required.
        public static var lengthRequired: Status { Status(411) }
        /// 412 Precondition Failed.
        public static var preconditionFailed: Status { Status(412) }
        /// 413 Content Too Large.
        public static var contentTooLarge: Status { Status(413) }
        /// 414 URI Too Long.
        public static var uriTooLong: Status { Status(414) }
        /// 415 Unsupported Media Type.
        public static var unsupportedMediaType: Status { Status(415) }
        /// 416 Range Not Satisfiable.
        public static var rangeNotSatisfiable: Status { Status(416) }
        /// 417 Expectation Failed.
        public static var expectationFailed: Status { Status(417) }
        /// 421 Misdirected Request.
        public static var misdirectedRequest: Status { Status(421) }
        /// 422 Unprocessable Content.
        public static var unprocessableContent: Status { Status(422) }
        /// 423 Locked (RFC 4918).
        public static var locked: Status { Status(423) }
        /// 424 Failed Dependency (RFC 4918).
        public static var failedDependency: Status { Status(424) }
        /// 425 Too Early (RFC 8470).
        public static var tooEarly: Status { Status(425) }
        /// 426 Upgrade Required.
        public static var upgradeRequired: Status { Status(426) }
        /// 428 Precondition Required (RFC 6585).
        public static var preconditionRequired: Status { Status(428) }
        /// 429 Too Many Requests (RFC 6585).
        public static var tooManyRequests: Status { Status(429) }
        /// 431 Request Header Fields Too Large (RFC 6585).
        public static var requestHeaderFieldsTooLarge: Status { Status(431) }
        /// 451 Unavailable For Legal Reasons (RFC 7725).
        public static var unavailableForLegalReasons: Status { Status(451) }
        /// 500 Internal Server Error.
        public static var internalServerError: Status { Status(500) }
        /// 501 Not Implemented.
        public static var notImplemented: Status { Status(501) }
        /// 502 Bad Gateway.
        public static var badGateway: Status { Status(502) }
        /// 503 Service Unavailable.
        public static var serviceUnavailable: Status { Status(503) }
        /// 504 Gateway Timeout.
        public static var gatewayTimeout: Status { Status(504) }
        /// 505 HTTP Version Not Supported.
        public static var httpVersionNotSupported: Status { Status(505) }
        /// 506 Variant Also Negotiates (RFC 2295).
        public static var variantAlsoNegotiates: Status { Status(506) }
        /// 507 Insufficient Storage (RFC 4918).
        public static var insufficientStorage: Status { Status(507) }
        /// 508 Loop Detected (RFC 5842).
        public static var loopDetected: Status { Status(508) }
        /// 511 Network Authentication Required (RFC 6585).
        public static var networkAuthenticationRequired: Status { Status(511) }
    }
}

extension Response.Status {
    /// The registered phrase for the code, or an empty string for a code without one.
    public var reasonPhrase: String {
        switch code {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "Non-Authoritative Information"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        case 207: "Multi-Status"
        case 208: "Already Reported"
        case 226: "IM Used"
        case 300: "Multiple Choices"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 305: "Use Proxy"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 407: "Proxy Authentication Required"
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
        case 423: "Locked"
        case 424: "Failed Dependency"
        case 425: "Too Early"
        case 426: "Upgrade Required"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 451: "Unavailable For Legal Reasons"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        case 506: "Variant Also Negotiates"
        case 507: "Insufficient Storage"
        case 508: "Loop Detected"
        case 511: "Network Authentication Required"
        default: ""
        }
    }

    /// Whether a response with this status ends with its head (RFC 9112 §6.3).
    package var endsWithHead: Bool { code == 204 || code == 304 }

    /// Whether a response with this status has no content (RFC 9110 §6.4.1 and §15.3.6).
    package var forbidsContent: Bool { endsWithHead || code == 205 }
}
