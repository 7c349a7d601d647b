// SPDX-License-Identifier: MIT
//
// Compact JWS with HS256 (RFC 7515 §7.1). A payload is returned only if the signature over the
// received bytes is right and the header is acceptable. The header chooses neither algorithm nor
// key (RFC 8725 §3.1).

internal import GatehouseJSON

/// The keys of a token service: the first one signs, all of them verify.
package struct TokenSignature: Sendable {
    /// The length of a signature in base64url: 32 bytes, without padding.
    private static let signatureTextByteCount = 43

    private let signer: any MessageAuthenticator
    private let verifiers: [any MessageAuthenticator]

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
        var former: [any MessageAuthenticator] = []
        for key in formerKeys { former.append(try HMACSHA256(key: key)) }
        self.init(signer: try HMACSHA256(key: signingKey), former: former)
    }

    /// Creates a signature from keys that are ready.
    package init(signer: any MessageAuthenticator, former: [any MessageAuthenticator] = []) {
        self.signer = signer
        verifiers = [signer] + former
    }

    /// Returns the token that carries a payload under our header.
    package func seal(_ payload: Span<UInt8>) throws(CryptographyError) -> [UInt8] {
        var token = TokenHeader.ours
        token.append(UInt8(ascii: "."))
        token += Base64URL.encode(payload)
        let tag = try signer.tag(of: token.span)
        token.append(UInt8(ascii: "."))
        token += Base64URL.encode(tag.span)
        return token
    }

    /// Returns the payload of a token whose signature and header are right.
    ///
    /// Nothing but the signature is decoded before it is verified.
    ///
    /// - Throws: A `TokenRefusal`: `.notThreeSegments`, `.notBase64URL`, `.signatureMismatch`, or
    ///   what ``TokenHeader/check(_:)`` throws. A `CryptographyError` if OpenSSL fails.
    /// - Complexity: Linear in the token, times the number of keys for the signature.
    package func payload(of token: Span<UInt8>) throws -> [UInt8] {
        let (first, second) = try Self.dots(in: token)
        try verify(
            signature: token.extracting((second + 1)..<token.count),
            of: token.extracting(0..<second)
        )
        try Self.checkHeader(token.extracting(0..<first))
        guard let payload = Base64URL.decode(token.extracting((first + 1)..<second))
        else { throw TokenRefusal.notBase64URL }
        return payload
    }

    /// Tries every key.
    private func verify(
        signature text: Span<UInt8>,
        of message: Span<UInt8>
    ) throws {
        guard text.count == Self.signatureTextByteCount else {
            throw TokenRefusal.signatureMismatch
        }
        guard let signature = Base64URL.decode(text) else { throw TokenRefusal.notBase64URL }
        for key in verifiers where try key.isValid(signature.span, for: message) { return }
        throw TokenRefusal.signatureMismatch
    }

    /// Checks the header's text; ours is known to be right and costs no parsing.
    private static func checkHeader(_ text: Span<UInt8>) throws(TokenRefusal) {
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

// MARK: - Header

package enum TokenHeader {
    /// `{"alg":"HS256","typ":"JWT"}` in base64url: the first part of every token we issue.
    package static let ours = Array("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9".utf8)

    /// Checks a decoded header.
    ///
    /// Unknown members are ignored, including any key that a token brings along.
    ///
    /// - Throws: `.headerMalformed`, `.algorithmNotAllowed`, `.typeNotJWT`,
    ///   `.keyIdentifierInvalid`, `.headerNotUnderstood`.
    package static func check(_ bytes: Span<UInt8>) throws(TokenRefusal) {
        var object = try TokenObject(bytes, malformed: .headerMalformed)
        var algorithm = ""
        while let name = try object.nextName(bytes) {
            if name.equals("alg", in: bytes) {
                algorithm = try object.string(bytes, else: .algorithmNotAllowed)
            } else if name.equals("typ", in: bytes) {
                try checkType(try object.string(bytes, else: .typeNotJWT))
            } else if name.equals("kid", in: bytes) {
                // A hint about which key to try first, and never more.
                _ = try object.string(bytes, else: .keyIdentifierInvalid)
            } else if ["crit", "b64", "cty"].contains(where: { name.equals($0, in: bytes) }) {
                throw .headerNotUnderstood
            } else {
                try object.skip(bytes)
            }
        }
        guard algorithm.utf8.elementsEqual("HS256".utf8) else { throw .algorithmNotAllowed }
    }

    /// Accepts `JWT` and `application/jwt`, ignoring ASCII case (RFC 7515 §4.1.9).
    private static func checkType(_ type: String) throws(TokenRefusal) {
        let isJWT = ["jwt", "application/jwt"].contains { known in
            type.utf8.elementsEqual(known.utf8) { $0.lowercased == $1 }
        }
        guard isJWT else { throw .typeNotJWT }
    }
}

// MARK: - JSON

/// A position in a token's JSON object; the bytes are a parameter of every step.
struct TokenObject {
    private var scanner = JSONScanner()
    private var names: JSONNames
    private let malformed: TokenRefusal

    /// Enters the object.
    ///
    /// - Throws: `malformed`, as does every step for anything but strict JSON.
    init(_ bytes: Span<UInt8>, malformed: TokenRefusal) throws(TokenRefusal) {
        self.malformed = malformed
        do { names = try scanner.beginObject(bytes) } catch { throw malformed }
    }

    /// Reads the next name; after the last one, checks that nothing follows the object.
    mutating func nextName(_ bytes: Span<UInt8>) throws(TokenRefusal) -> JSONString? {
        do {
            if let name = try scanner.nextName(bytes, unlike: &names) { return name }
            try scanner.expectEnd(bytes)
            return nil
        } catch { throw malformed }
    }

    /// Reads a string, or throws `error` for a value of another type.
    mutating func string(
        _ bytes: Span<UInt8>,
        else error: TokenRefusal
    ) throws(TokenRefusal) -> String {
        guard try type(bytes) == .string else { throw error }
        do { return try scanner.readString(bytes) } catch { throw malformed }
    }

    /// Reads a time, or throws `.dateInvalid` for anything but a number that fits a double.
    mutating func date(_ bytes: Span<UInt8>) throws(TokenRefusal) -> UnixTime {
        guard try type(bytes) == .number else { throw .dateInvalid }
        let number: JSONNumber
        do { number = try scanner.readNumber(bytes) } catch { throw malformed }
        if let whole = number.int64 { return UnixTime(seconds: Double(whole)) }
        guard let seconds = number.double, seconds.isFinite else { throw .dateInvalid }
        return UnixTime(seconds: seconds)
    }

    /// Reads a whole number in any spelling, such as `7`, `7.0` or `7e0`; throws `error` for anything
    /// else, and for a number beyond 64 bits.
    mutating func wholeNumber(
        _ bytes: Span<UInt8>,
        else error: TokenRefusal
    ) throws(TokenRefusal) -> Int64 {
        guard try type(bytes) == .number else { throw error }
        let number: JSONNumber
        do { number = try scanner.readNumber(bytes) } catch { throw malformed }
        if let whole = number.int64 { return whole }
        guard let whole = number.double.flatMap(Int64.init(exactly:)) else { throw error }
        return whole
    }

    /// Reads past a value that does not matter to us.
    mutating func skip(_ bytes: Span<UInt8>) throws(TokenRefusal) {
        do { try scanner.skipValue(bytes) } catch { throw malformed }
    }

    private mutating func type(_ bytes: Span<UInt8>) throws(TokenRefusal) -> JSONType {
        do { return try scanner.peekType(bytes) } catch { throw malformed }
    }
}
