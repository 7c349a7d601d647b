// SPDX-License-Identifier: MIT

/// A key for signing tokens.
///
/// It prints as `<redacted>`. Its bytes are those of the text itself: a text of 64 hexadecimal
/// digits is a key of 64 bytes, as other JWT libraries read it. It belongs to one algorithm: a
/// token of this key that names another is refused (RFC 8725 §3.1).
public struct SecretKey: Sendable {
    /// The algorithm that the key is for.
    public let algorithm: TokenAlgorithm
    /// The name of the key, which its tokens bear as `kid` (RFC 7515 §4.1.4); nil for none.
    public private(set) var id: String?

    package let secret: Secret

    /// Creates a key from the UTF-8 bytes of a text.
    ///
    /// - Parameters:
    ///   - text: The key.
    ///   - algorithm: The algorithm that the key is for.
    /// - Throws: ``SecretKeyError/tooShort`` below ``TokenAlgorithm/minKeyByteCount`` bytes.
    public init(_ text: String, algorithm: TokenAlgorithm = .hs256) throws(SecretKeyError) {
        try self.init(Secret(text), algorithm)
    }

    /// Creates a key from bytes.
    ///
    /// - Parameters:
    ///   - bytes: The key.
    ///   - algorithm: The algorithm that the key is for.
    /// - Throws: ``SecretKeyError/tooShort`` below ``TokenAlgorithm/minKeyByteCount`` bytes.
    public init(bytes: [UInt8], algorithm: TokenAlgorithm = .hs256) throws(SecretKeyError) {
        try self.init(Secret(bytes: bytes), algorithm)
    }

    private init(_ secret: Secret, _ algorithm: TokenAlgorithm) throws(SecretKeyError) {
        guard secret.count >= algorithm.minKeyByteCount else { throw .tooShort }
        self.secret = secret
        self.algorithm = algorithm
    }

    /// Returns the key under a name, which everybody can read in its tokens.
    ///
    /// - Parameter id: 1 to 32 of the ASCII letters, digits, `.`, `_` and `-`.
    /// - Returns: The same key with that name.
    /// - Throws: ``SecretKeyError/idInvalid`` for any other name.
    public func named(_ id: String) throws(SecretKeyError) -> SecretKey {
        guard Self.isID(id) else { throw .idInvalid }
        var key = self
        key.id = id
        return key
    }

    /// Whether a text can name a key.
    package static func isID(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.utf8.allSatisfy(idBytes.contains)
    }

    private static let idBytes = ByteClass.alphanumeric.union(ByteClass("._-"))
}

extension SecretKey: Redacted {}

/// Why a text is not a valid key, or not a valid name of one.
public enum SecretKeyError: Error, Equatable {
    /// It has fewer bytes than ``TokenAlgorithm/minKeyByteCount`` of its algorithm.
    case tooShort
    /// It is no name for a key: see ``SecretKey/named(_:)``.
    case idInvalid
}
