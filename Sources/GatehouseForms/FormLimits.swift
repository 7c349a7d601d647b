// SPDX-License-Identifier: MIT

/// The limits of a form; exactly at a limit it is still accepted.
///
/// The length of the whole body, and so that of a file, is limited where the body is read.
public struct FormLimits: Sendable {
    /// The maximum number of fields, including files: 1000, as in Starlette.
    ///
    /// Each field costs far more memory than its bytes, and no form here needs more than ten.
    public var maxFieldCount = 1000

    /// The maximum length of one field in bytes: 1 MiB, as in Starlette.
    ///
    /// For a URL-encoded field, name and value count together, as sent, before decoding; for a text
    /// part of a multipart body, only its content. Files are exempt.
    public var maxFieldBytes = 1024 * 1024

    /// The maximum number of header fields of one multipart part: 16.
    ///
    /// Clients send two or three; RFC 7578 §4.8 wants all others ignored, not stored.
    public var maxPartFieldCount = 16

    /// The maximum length of all header fields of one multipart part in bytes: 8 KiB.
    ///
    /// This has room for the longest Linux file name (255 bytes) many times over.
    public var maxPartHeadBytes = 8 * 1024

    /// Creates the default limits.
    public init() {}
}

/// A reason to refuse a form; each is answered with status 400.
public enum FormError: Error, Equatable, Sendable {
    /// More fields than ``FormLimits/maxFieldCount``.
    case tooManyFields(limit: Int)
    /// A field longer than ``FormLimits/maxFieldBytes``.
    case fieldTooLarge(limitInBytes: Int)
    /// A multipart content type without a boundary (RFC 2046 §5.1.1).
    case missingBoundary
    /// A body that violates the grammar of RFC 2046 §5.1.1, or a limit on the headers of a part.
    case malformedMultipart
    /// A part whose Content-Disposition is absent or has no name (RFC 7578 §4.2).
    case missingPartName

    /// The text for the client, which contains nothing of the request.
    public var detail: String {
        switch self {
        case .tooManyFields(let limit):
            "Too many fields. Maximum number of fields is \(limit)."
        case .fieldTooLarge(let limitInBytes):
            "Field exceeded maximum size of \(limitInBytes / 1024)KB."
        case .missingBoundary:
            "Missing boundary in multipart."
        case .malformedMultipart:
            "Invalid multipart data."
        case .missingPartName:
            "The Content-Disposition header field \"name\" must be provided."
        }
    }
}
