// SPDX-License-Identifier: MIT
//
// Bearer tokens: signed JWTs with HS256 (RFC 7519), made and verified with the same keys.
// Touches: the clock and the random source it was given.

internal import GatehouseJSON

/// Makes and verifies bearer tokens.
///
///     let tokens = try Tokens(signingKey: SecretKey(text))
///     let token = try tokens.issue(to: "johndoe")
///     let claims = try tokens.verify(token)
///
/// To change the key, start with the new key and pass the old one as a former key until its last
/// token has expired. All functions may be called from any thread.
public struct Tokens: Sendable {
    /// The longest token that is made or looked at, in bytes: half of a request's head.
    public static let maximumByteCount = 8192

    /// How long a new token is good for, in whole seconds.
    public let lifetime: Duration

    private let signature: TokenSignature
    private let clock: WallClock
    private let random: RandomSource

    /// Creates a token service.
    ///
    /// - Parameters:
    ///   - signingKey: The key that signs new tokens and verifies them.
    ///   - formerKeys: Keys that no longer sign but still verify.
    ///   - lifetime: How long a new token is good for; a fraction of a second is cut off.
    ///   - clock: What time it is.
    ///   - random: Where token identifiers come from.
    /// - Throws: ``TokenError/cryptographyUnavailable`` when OpenSSL has no HMAC.
    public init(
        signingKey: SecretKey,
        formerKeys: [SecretKey] = [],
        lifetime: Duration = .seconds(30 * 60),
        clock: @escaping WallClock = UnixTime.now,
        random: @escaping RandomSource = RandomBytes.system
    ) throws(TokenError) {
        signature = try TokenSignature(signingKey: signingKey, formerKeys: formerKeys)
        self.lifetime = .seconds(lifetime.components.seconds)
        self.clock = clock
        self.random = random
    }

    /// Makes a token that says who its bearer is.
    ///
    /// Its claims are `sub`, `exp`, `iat`, a `jti` of 128 random bits, and `scope` if there are
    /// scopes (RFC 8693 section 4.2).
    ///
    /// - Parameters:
    ///   - subject: Whom the token is about.
    ///   - scopes: What it is good for: names without spaces, in this order.
    /// - Returns: The token, shorter than ``maximumByteCount``.
    /// - Throws: ``TokenError/subjectInvalid`` for an empty subject, ``TokenError/scopeInvalid``,
    ///   ``TokenError/tooLong``, ``TokenError/cryptographyUnavailable``.
    public func issue(to subject: String, scopes: [String] = []) throws(TokenError) -> String {
        guard !subject.isEmpty else { throw .subjectInvalid }
        guard scopes.allSatisfy(Self.isScope) else { throw .scopeInvalid }
        let payload = payload(subject: subject, scopes: scopes)
        let token = try signature.seal(payload.span)
        guard token.count <= Self.maximumByteCount else { throw .tooLong }
        return String(decoding: token, as: UTF8.self)
    }

    /// Verifies a token and returns what it says.
    ///
    /// - Parameter token: The token as it came.
    /// - Returns: Its claims.
    /// - Throws: A ``TokenError`` that says what is wrong; clients should not be told.
    public func verify(_ token: String) throws(TokenError) -> TokenClaims {
        try verify(token.utf8.span)
    }

    /// Verifies a token, given as bytes, and returns what it says.
    ///
    /// - Parameter token: The token as it came.
    /// - Returns: Its claims.
    /// - Throws: A ``TokenError`` that says what is wrong; clients should not be told.
    public func verify(_ token: Span<UInt8>) throws(TokenError) -> TokenClaims {
        let claims = try registeredClaims(of: token)
        return try TokenClaims(claims)
    }

    /// Verifies all but that the claims which every token of ours has are there.
    package func registeredClaims(of token: Span<UInt8>) throws(TokenError) -> RegisteredClaims {
        guard token.count <= Self.maximumByteCount else { throw .tooLong }
        let payload = try signature.payload(of: token)
        let claims = try RegisteredClaims(payload.span)
        try claims.check(at: clock())
        return claims
    }

    /// Writes the claims of a new token, in the order in which they are documented.
    private func payload(subject: String, scopes: [String]) -> [UInt8] {
        let issuedAt = clock().wholeSeconds
        let (sum, isBeyond) = issuedAt.addingReportingOverflow(lifetime.components.seconds)
        let expiresAt = isBeyond ? Int64.max : sum
        let id = String(decoding: Base64URL.encode(random(16).span), as: UTF8.self)

        var json = Array("{\"sub\":".utf8)
        json.appendJSONString(subject)
        json += Array(",\"exp\":\(expiresAt),\"iat\":\(issuedAt),\"jti\":".utf8)
        json.appendJSONString(id)
        if !scopes.isEmpty {
            json += Array(",\"scope\":".utf8)
            json.appendJSONString(scopes.joined(separator: " "))
        }
        json.append(UInt8(ascii: "}"))
        return json
    }

    /// A scope is printable ASCII without space, quote and backslash (RFC 6749 section 3.3).
    private static func isScope(_ scope: String) -> Bool {
        !scope.isEmpty
            && scope.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
    }
}
