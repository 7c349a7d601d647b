// SPDX-License-Identifier: MIT
//
// Compact JWS with HMAC (RFC 7515 §7.1). A payload is returned only if the signature over the
// received bytes is right and the header is acceptable. The header chooses neither algorithm nor
// key (RFC 8725 §3.1).

/// The keys of a token service: the first one signs, all of them verify.
package struct TokenSignature: Sendable {
    private let signer: TokenKey
    /// All keys, beginning with the signer.
    private let keys: [TokenKey]

    /// Prepares the keys.
    ///
    /// - Parameters:
    ///   - signingKey: The key of new tokens.
    ///   - formerKeys: Keys whose tokens are still valid.
    /// - Throws: ``CryptographyError/unavailable`` if OpenSSL has no HMAC.
    package init(
        signingKey: SecretKey,
        formerKeys: [SecretKey] = []
    ) throws(CryptographyError) {
        var former: [TokenKey] = []
        for key in formerKeys { former.append(try TokenKey(key)) }
        self.init(signer: try TokenKey(signingKey), former: former)
    }

    /// Creates a signature from keys that are ready.
    package init(signer: TokenKey, former: [TokenKey] = []) {
        self.signer = signer
        keys = [signer] + former
    }

    /// Returns the token that carries a payload under our header.
    package func seal(_ payload: Span<UInt8>) throws(CryptographyError) -> [UInt8] {
        var token = signer.header
        token.append(UInt8(ascii: "."))
        token += Base64URL.encode(payload)
        let tag = try signer.authenticator.tag(of: token.span)
        token.append(UInt8(ascii: "."))
        token += tag.base64URL
        return token
    }

    /// Returns the payload of a token whose signature and header are right.
    ///
    /// Nothing but the signature is decoded before it is verified.
    ///
    /// - Throws: A `TokenRefusal`: `.notThreeSegments`, `.notBase64URL`, `.signatureMismatch`, or
    ///   what ``TokenHeader/check(_:for:)`` throws. A `CryptographyError` if OpenSSL fails.
    /// - Complexity: Linear in the token, times the number of keys for the signature.
    package func payload(of token: Span<UInt8>) throws -> [UInt8] {
        let (first, second) = try Self.dots(in: token)
        let header = token.extracting(0..<first)
        let hint = key(named: header)
        let maker = try key(
            of: token.extracting((second + 1)..<token.count),
            over: token.extracting(0..<second),
            hint: hint
        )
        // What the key itself writes is known to be right, and costs no parsing.
        if maker != hint, !keys[maker].writes(header) {
            try Self.check(header, for: keys[maker].algorithm)
        }
        guard let payload = Base64URL.decode(token.extracting((first + 1)..<second))
        else { throw TokenRefusal.notBase64URL }
        return payload
    }

    /// Returns the first key whose tokens have this very header, `kid` included.
    ///
    /// The received text is compared and not read, so that no parser sees it before its signature
    /// is verified. A header that names our key in other words has no hint, and needs none.
    private func key(named header: Span<UInt8>) -> Int? {
        for index in keys.indices where keys[index].writes(header) { return index }
        return nil
    }

    /// Returns the key that made a signature: the hint is tried first, and then every other one.
    private func key(
        of text: Span<UInt8>,
        over message: Span<UInt8>,
        hint: Int?
    ) throws -> Int {
        guard keys.contains(where: { $0.signatureTextByteCount == text.count }) else {
            throw TokenRefusal.signatureMismatch
        }
        guard let signature = Base64URL.decode(text) else { throw TokenRefusal.notBase64URL }
        if let hint, try keys[hint].made(signature.span, over: message) { return hint }
        for index in keys.indices where index != hint {
            if try keys[index].made(signature.span, over: message) { return index }
        }
        throw TokenRefusal.signatureMismatch
    }

    private static func check(
        _ header: Span<UInt8>,
        for algorithm: TokenAlgorithm
    ) throws(TokenRefusal) {
        guard let header = Base64URL.decode(header) else { throw .notBase64URL }
        try TokenHeader.check(header.span, for: algorithm)
    }

    /// Finds the two dots of a token; it must have exactly two.
    private static func dots(
        in token: Span<UInt8>
    ) throws(TokenRefusal) -> (first: Int, second: Int) {
        var first: Int?
        var second: Int?
        for index in token.indices where token[index] == UInt8(ascii: ".") {
            guard second == nil else { throw .notThreeSegments }
            if first == nil { first = index } else { second = index }
        }
        guard let first, let second else { throw .notThreeSegments }
        return (first, second)
    }
}
