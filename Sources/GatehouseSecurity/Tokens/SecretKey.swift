// SPDX-License-Identifier: MIT

/// A key for signing tokens with HS256.
///
/// It prints as `<redacted>`. Its bytes are those of the text itself: a text of 64 hexadecimal
/// digits is a key of 64 bytes, as other JWT libraries read it.
public struct SecretKey: Sendable {
    /// The minimum length of a key in bytes: 32, the output of SHA-256 (RFC 7518 §3.2).
    public static let minByteCount = 32

    package let secret: Secret

    /// Creates a key from the UTF-8 bytes of a text.
    ///
    /// - Throws: ``SecretKeyError/tooShort`` below ``minByteCount`` bytes.
    public init(_ text: String) throws(SecretKeyError) {
        try self.init(Secret(text))
    }

    /// Creates a key from bytes.
    ///
    /// - Throws: ``SecretKeyError/tooShort`` below ``minByteCount`` bytes.
    public init(bytes: [UInt8]) throws(SecretKeyError) {
        try self.init(Secret(bytes: bytes))
    }

    private init(_ secret: Secret) throws(SecretKeyError) {
        guard secret.count >= Self.minByteCount else { throw .tooShort }
        self.secret = secret
    }
}

extension SecretKey: Redacted {}

/// Why a text is not a valid key.
public enum SecretKeyError: Error, Equatable {
    /// It has fewer bytes than ``SecretKey/minByteCount``.
    case tooShort
}
