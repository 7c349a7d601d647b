// SPDX-License-Identifier: MIT
//
// What a form may cost, and why a body that claims to be a form is none.

/// The limits of a form; what is exactly at a limit is still accepted.
///
/// The length of the whole body, and so that of a file, is limited where the body is read.
public struct FormLimits: Sendable {
    /// The greatest number of fields, files among them: 1000, as in Starlette.
    ///
    /// Each field costs far more memory than its bytes, and none of ours needs more than ten.
    public var maxFieldCount = 1000

    /// The greatest length of one field in bytes: 1 MiB, as in Starlette.
    ///
    /// For a URL-encoded field it counts name and value together, as sent, before decoding; for
    /// a text part of a multipart body its content. Files are exempt.
    public var maxFieldBytes = 1024 * 1024

    /// The greatest number of header fields of one multipart part: 16.
    ///
    /// Clients send two or three; RFC 7578 §4.8 wants all others ignored, not stored.
    public var maxPartFieldCount = 16

    /// The greatest length of all header fields of one multipart part in bytes: 8 KiB.
    ///
    /// It has room for the longest file name of Linux (255 bytes) many times over.
    public var maxPartHeadBytes = 8 * 1024

    /// Makes the default limits.
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
    /// A body that breaks the grammar of RFC 2046 §5.1.1, or a limit on the headers of a part.
    case malformedMultipart
    /// A part whose Content-Disposition is absent or has no name (RFC 7578 §4.2).
    case missingPartName

    /// The text for the client, which holds nothing of the request.
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
