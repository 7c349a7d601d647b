// SPDX-License-Identifier: MIT

/// A key that is ready for use, and the header of its tokens.
package struct TokenKey: Sendable {
    let authenticator: any MessageAuthenticator
    let algorithm: TokenAlgorithm
    /// The header of each of its tokens, in base64url.
    let header: [UInt8]

    /// The length of its signatures in base64url, without padding (RFC 4648 §5).
    var signatureTextByteCount: Int { (algorithm.tagByteCount * 4 + 2) / 3 }

    /// Prepares a key.
    ///
    /// - Throws: ``CryptographyError/unavailable`` if OpenSSL has no HMAC.
    package init(_ key: SecretKey) throws(CryptographyError) {
        self.init(try HMAC(key: key), algorithm: key.algorithm, id: key.id)
    }

    /// Creates a key whose tags are made by `authenticator`.
    package init(
        _ authenticator: any MessageAuthenticator,
        algorithm: TokenAlgorithm = .hs256,
        id: String? = nil
    ) {
        self.authenticator = authenticator
        self.algorithm = algorithm
        header = TokenHeader.text(for: algorithm, keyID: id)
    }

    /// Whether a header in base64url is that of its tokens, byte for byte.
    func writes(_ text: Span<UInt8>) -> Bool {
        guard text.count == header.count else { return false }
        for index in header.indices where text[index] != header[index] { return false }
        return true
    }

    /// Returns whether this key made a signature.
    ///
    /// - Throws: ``CryptographyError/unavailable`` if OpenSSL fails: that is neither yes nor no.
    func made(
        _ signature: Span<UInt8>,
        over message: Span<UInt8>
    ) throws(CryptographyError) -> Bool {
        guard signature.count == algorithm.tagByteCount else { return false }
        return try authenticator.isValid(signature, for: message)
    }
}
