// SPDX-License-Identifier: MIT
//
// Why a body that claims to be a form is none, one case per refusal, and the text of the answer.
// Touches: memory only.

/// A reason to refuse a form; each is answered with status 400.
public enum FormError: Error, Equatable, Sendable {
    /// More fields than ``FormLimits/maximumFieldCount``.
    case tooManyFields(limit: Int)
    /// A field longer than ``FormLimits/maximumFieldSizeInBytes``.
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
