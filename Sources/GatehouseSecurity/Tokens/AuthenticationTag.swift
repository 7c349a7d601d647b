// SPDX-License-Identifier: MIT

/// The authentication tag of a message, without memory of its own: a token needs one each time.
package struct AuthenticationTag: Sendable {
    /// Room for the longest tag, that of HMAC with SHA-512.
    package static let maxByteCount = 64

    private let bytes: [64 of UInt8]
    private let count: Int

    /// Creates a tag, or nil if its bytes were not written.
    ///
    /// - Parameters:
    ///   - count: How many bytes the tag has to have.
    ///   - write: Writes the bytes to a beginning of the room, and returns how many.
    package init?(byteCount count: Int, _ write: (inout MutableSpan<UInt8>) -> Int?) {
        var bytes = [64 of UInt8](repeating: 0)
        var room = bytes.mutableSpan
        guard write(&room) == count, count <= Self.maxByteCount else { return nil }
        self.bytes = bytes
        self.count = count
    }

    /// Returns in constant time whether a signature is this tag, no byte shorter or longer.
    package func isEqual(to signature: Span<UInt8>) -> Bool {
        ConstantTime.areEqual(bytes.span.extracting(0..<count), signature)
    }

    /// The bytes of the tag.
    package var array: [UInt8] { bytes.span.extracting(0..<count).array() }

    /// The tag in base64url, as a token bears it.
    package var base64URL: [UInt8] {
        Base64URL.encode(bytes.span.extracting(0..<count))
    }
}
