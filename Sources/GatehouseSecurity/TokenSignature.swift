// SPDX-License-Identifier: MIT
//
// Compact JWS with HS256 (RFC 7515 section 7.1): makes the signature over a payload, and gives a
// payload out only when the signature over the received bytes is right. Touches: memory only.

/// The keys of a token service: the first one signs, all of them verify.
package struct TokenSignature: Sendable {
    /// The bytes of a signature in base64url: 32 bytes, without padding.
    private static let signatureTextByteCount = 43

    private let signer: HMACSHA256
    private let verifiers: [HMACSHA256]

    /// Prepares the keys.
    ///
    /// - Parameters:
    ///   - signingKey: The key of new tokens.
    ///   - formerKeys: Keys whose tokens are still good.
    /// - Throws: `.cryptographyUnavailable`.
    package init(
        signingKey: SecretKey,
        formerKeys: [SecretKey] = []
    ) throws(TokenError) {
        signer = try Self.prepare(signingKey)
        var verifiers = [signer]
        for key in formerKeys { verifiers.append(try Self.prepare(key)) }
        self.verifiers = verifiers
    }

    /// Returns the token that carries a payload under our header.
    package func seal(_ payload: Span<UInt8>) throws(TokenError) -> [UInt8] {
        var token = TokenHeader.ours
        token.append(UInt8(ascii: "."))
        token += Base64URL.encode(payload)
        let tag: HMACSHA256.Tag
        do { tag = try signer.tag(of: token.span) } catch { throw .cryptographyUnavailable }
        token.append(UInt8(ascii: "."))
        token += Base64URL.encode(tag.span)
        return token
    }

    /// Returns the payload of a token whose signature and header are right.
    ///
    /// Nothing of the token is decoded but its signature before that is verified.
    ///
    /// - Throws: `.notThreeSegments`, `.notBase64URL`, `.signatureMismatch`,
    ///   `.cryptographyUnavailable`, or what ``TokenHeader/check(_:)`` throws.
    /// - Complexity: Linear in the token, times the number of keys for the signature.
    package func payload(of token: Span<UInt8>) throws(TokenError) -> [UInt8] {
        let (first, second) = try Self.dots(in: token)
        try verify(
            signature: token.extracting((second + 1)..<token.count),
            of: token.extracting(0..<second)
        )
        try Self.checkHeader(token.extracting(0..<first))
        guard let payload = Base64URL.decode(token.extracting((first + 1)..<second))
        else { throw .notBase64URL }
        return payload
    }

    /// Tries every key.
    private func verify(
        signature text: Span<UInt8>,
        of message: Span<UInt8>
    ) throws(TokenError) {
        guard text.count == Self.signatureTextByteCount else { throw .signatureMismatch }
        guard let signature = Base64URL.decode(text) else { throw .notBase64URL }
        for key in verifiers {
            do {
                if try key.isValid(signature.span, for: message) { return }
            } catch { throw .cryptographyUnavailable }
        }
        throw .signatureMismatch
    }

    /// Checks the header's text; ours is known to be right and costs no parsing.
    private static func checkHeader(_ text: Span<UInt8>) throws(TokenError) {
        if isOurHeader(text) { return }
        guard let header = Base64URL.decode(text) else { throw .notBase64URL }
        try TokenHeader.check(header.span)
    }

    private static func isOurHeader(_ text: Span<UInt8>) -> Bool {
        let ours = TokenHeader.ours
        return text.count == ours.count && ours.indices.allSatisfy { text[$0] == ours[$0] }
    }

    /// Finds the two dots of a token; it must have exactly two.
    private static func dots(
        in token: Span<UInt8>
    ) throws(TokenError) -> (first: Int, second: Int) {
        var first: Int?
        var second: Int?
        for index in token.indices where token[index] == UInt8(ascii: ".") {
            guard second == nil else { throw .notThreeSegments }
            if first == nil { first = index } else { second = index }
        }
        guard let first, let second else { throw .notThreeSegments }
        return (first, second)
    }

    private static func prepare(_ key: SecretKey) throws(TokenError) -> HMACSHA256 {
        do { return try HMACSHA256(key: key.bytes.span) } catch { throw .cryptographyUnavailable }
    }
}
