// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112, RFC 9110 §15.5 and §15.6, RFC 6585.

/// The reason why a message was refused.
///
/// Each of them closes the connection.
public enum RequestError: Error, Hashable, Sendable {
    // The request line (RFC 9112 §3)
    /// The request line is not `method SP target SP version`.
    case malformedRequestLine
    /// The method is longer than any known one.
    case methodTooLong(limit: Int)
    /// The target has none of the four forms, or one that does not match the method.
    case malformedTarget
    /// The target is longer than the limit, in bytes.
    case targetTooLong(limit: Int)
    /// The major version is not 1.
    case unsupportedVersion

    // The header fields (RFC 9112 §5)
    /// A line that ends in LF alone, or a CR without LF.
    case malformedLineEnd
    /// A control character where none is allowed.
    case controlCharacter
    /// A line that begins with white space: obsolete line folding.
    case foldedField
    /// A line without a name, without a colon, or with white space before the colon.
    case malformedField
    /// More field lines than the limit.
    case tooManyFields(limit: Int)
    /// A head longer than the limit, in bytes.
    case headTooLarge(limit: Int)
    /// No `Host` in an HTTP/1.1 request (RFC 9112 §3.2).
    case missingHost
    /// More than one `Host`, or one that is not a host and port.
    case malformedHost

    // The framing of the body (RFC 9112 §6)
    /// A `Content-Length` that is not a number, or more than one.
    case malformedContentLength
    /// `Transfer-Encoding` together with `Content-Length`, or in an HTTP/1.0 request.
    case conflictingFraming
    /// A `Transfer-Encoding` whose last coding is not `chunked`.
    case malformedTransferEncoding
    /// A transfer coding other than `chunked`.
    case unsupportedTransferCoding
    /// A chunk that does not match the grammar (RFC 9112 §7.1).
    case malformedChunk
    /// Chunk extensions or trailer fields beyond the limit, in bytes.
    case chunkOverheadTooLarge(limit: Int)
    /// A body longer than the limit, in bytes.
    case bodyTooLarge(limit: Int)
    /// An expectation other than `100-continue` (RFC 9110 §10.1.1).
    case unsupportedExpectation

    // Time limits
    /// The head did not arrive in time.
    case headTimeout(seconds: Int)
    /// The body did not arrive in time.
    case bodyTimeout(seconds: Int)
    /// The body arrives more slowly than the limit, in bytes per second.
    case bodyTooSlow(bytesPerSecond: Int)

    /// The status of the response to this error.
    public var status: Response.Status {
        switch self {
        case .methodTooLong, .unsupportedTransferCoding: .notImplemented
        case .targetTooLong: .uriTooLong
        case .unsupportedVersion: .httpVersionNotSupported
        case .tooManyFields, .headTooLarge, .chunkOverheadTooLarge: .requestHeaderFieldsTooLarge
        case .bodyTooLarge: .contentTooLarge
        case .unsupportedExpectation: .expectationFailed
        case .headTimeout, .bodyTimeout, .bodyTooSlow: .requestTimeout
        default: .badRequest
        }
    }

    /// What is wrong, in words, with the limit if there is one.
    ///
    /// Plain ASCII without quotes or backslashes, and never a byte of the request.
    public var detail: String {
        switch self {
        case .malformedRequestLine: "Malformed request line."
        case .methodTooLong(let limit): "Method exceeds the limit of \(limit) bytes."
        case .malformedTarget: "Malformed request target."
        case .targetTooLong(let limit): "Request target exceeds the limit of \(limit) bytes."
        case .unsupportedVersion: "Only HTTP/1.1 and HTTP/1.0 are supported."
        case .malformedLineEnd: "A line does not end in CRLF."
        case .controlCharacter: "The head holds a control character."
        case .foldedField: "A header field line begins with white space."
        case .malformedField: "Malformed header field."
        case .tooManyFields(let limit): "Header exceeds the limit of \(limit) fields."
        case .headTooLarge(let limit): "Request head exceeds the limit of \(limit) bytes."
        case .missingHost: "Header field Host is missing."
        case .malformedHost: "Malformed header field Host."
        case .malformedContentLength: "Malformed header field Content-Length."
        case .conflictingFraming: "Header field Transfer-Encoding is not allowed here."
        case .malformedTransferEncoding: "The last transfer coding is not chunked."
        case .unsupportedTransferCoding: "The only supported transfer coding is chunked."
        case .malformedChunk: "Malformed chunked body."
        case .chunkOverheadTooLarge(let limit):
            "Chunk extensions and trailer fields exceed the limit of \(limit) bytes."
        case .bodyTooLarge(let limit): "Request body exceeds the limit of \(limit) bytes."
        case .unsupportedExpectation: "The only supported expectation is 100-continue."
        case .headTimeout(let seconds): "Request head did not arrive within \(seconds) seconds."
        case .bodyTimeout(let seconds): "Request body did not arrive within \(seconds) seconds."
        case .bodyTooSlow(let rate): "Request body arrives at less than \(rate) bytes a second."
        }
    }
}
