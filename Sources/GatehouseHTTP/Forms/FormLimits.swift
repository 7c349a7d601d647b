// SPDX-License-Identifier: MIT
//
// What a form may cost: every limit with its unit and where its number comes from.
// Touches: memory only.

/// The limits of a form; what is exactly at a limit is still accepted.
///
/// The length of the whole body, and so that of a file, is limited where the body is read.
public struct FormLimits: Sendable {
    /// The greatest number of fields, files among them: 1000, as in Starlette.
    ///
    /// Each field costs far more memory than its bytes, and none of ours needs more than ten.
    public var maximumFieldCount = 1000

    /// The greatest length of one field in bytes: 1 MiB, as in Starlette.
    ///
    /// For a URL-encoded field it counts name and value together, as sent, before decoding; for
    /// a text part of a multipart body its content. Files are exempt.
    public var maximumFieldSizeInBytes = 1024 * 1024

    /// The greatest number of header fields of one multipart part: 16.
    ///
    /// Clients send two or three; RFC 7578 §4.8 wants all others ignored, not stored.
    public var maximumPartHeaderCount = 16

    /// The greatest length of all header fields of one multipart part in bytes: 8 KiB.
    ///
    /// It has room for the longest file name of Linux (255 bytes) many times over.
    public var maximumPartHeaderSizeInBytes = 8 * 1024

    /// Makes the default limits.
    public init() {}
}
