// SPDX-License-Identifier: MIT
//
// Specification: RFC 9110 §15.5 and §15.6.

/// An error that ends a request with a response: a status, a text for the client, and header
/// fields.
///
/// The body is `{"detail": …}`, as FastAPI's `HTTPException` writes it.
public struct HTTPError: Error, Sendable {
    /// The status.
    public let status: Response.Status
    /// The text for the client.
    public let detail: String
    /// Further header fields.
    public let fields: Fields
    /// Further members of the body, after `detail`.
    public let members: JSONObject
    /// What led to the error: for the log, never for the client.
    public let cause: (any Error)?

    /// Creates an error.
    public init(
        _ status: Response.Status,
        _ detail: String,
        fields: Fields = Fields(),
        members: JSONObject = JSONObject(),
        cause: (any Error)? = nil
    ) {
        self.status = status
        self.detail = detail
        self.fields = fields
        self.members = members
        self.cause = cause
    }

    /// 400 Bad Request.
    public static func badRequest(_ detail: String) -> HTTPError {
        HTTPError(.badRequest, detail)
    }

    /// 401 Unauthorized with the challenge `Bearer` (RFC 6750 §3).
    public static func unauthorized(_ detail: String) -> HTTPError {
        HTTPError(.unauthorized, detail, fields: [.wwwAuthenticate: "Bearer"])
    }

    /// 404 Not Found.
    public static func notFound(_ detail: String = "Not Found") -> HTTPError {
        HTTPError(.notFound, detail)
    }

    /// 503 Service Unavailable with the time after which to retry, in seconds.
    public static func serviceUnavailable(
        _ detail: String,
        retryAfterSeconds seconds: Int
    ) -> HTTPError {
        let value = FieldValue(verified: String(max(seconds, 0)))
        return HTTPError(.serviceUnavailable, detail, fields: [.retryAfter: value])
    }
}
