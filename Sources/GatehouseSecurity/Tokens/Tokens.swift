// SPDX-License-Identifier: MIT
//
// Specification: RFC 7519.
// Touches: the clock and the random source that it is given.

internal import GatehouseJSON

/// Issues and verifies bearer tokens: JWTs signed with HMAC.
///
///     let tokens = try Tokens(signingKey: SecretKey(text))
///     let token = try tokens.issue(to: "johndoe")
///     let claims = try tokens.verify(token)
///
/// To change the key, start with the new key and pass the old one as a former key until its last
/// token has expired. If keys have names, a token is tried with the key that it names first, and
/// with all others after it: a name is no more than a hint. All functions may be called from any
/// thread.
public struct Tokens: Sendable {
    /// The maximum length of a token that is issued or examined, in bytes: half of a request's
    /// head.
    public static let maxByteCount = 8192

    /// How long a new token is valid, in whole seconds.
    public let lifetime: Duration

    private let signature: TokenSignature
    private let parties: TokenParties
    private let clock: WallClock
    private let random: RandomSource

    /// Creates a token service.
    ///
    /// - Parameters:
    ///   - signingKey: The key that signs new tokens and verifies them.
    ///   - formerKeys: Keys that no longer sign but still verify.
    ///   - lifetime: How long a new token is valid; a fraction of a second is dropped.
    ///   - issuer: Written as `iss`, and demanded of every token (RFC 7519 §4.1.1); nil to accept
    ///     any `iss`.
    ///   - audience: Written as `aud`, and demanded of every token (RFC 7519 §4.1.3); nil to refuse
    ///     every token that has one.
    ///   - subjectPrefix: What precedes the name in `sub`, such as `username:`.
    ///   - clock: What time it is.
    ///   - random: Where token identifiers come from.
    /// - Throws: ``CryptographyError/unavailable`` if OpenSSL has no HMAC.
    public init(
        signingKey: SecretKey,
        formerKeys: [SecretKey] = [],
        lifetime: Duration = .seconds(30 * 60),
        issuer: String? = nil,
        audience: String? = nil,
        subjectPrefix: String? = nil,
        clock: @escaping WallClock = UnixTime.now,
        random: @escaping RandomSource = RandomBytes.system
    ) throws(CryptographyError) {
        self.init(
            signature: try TokenSignature(signingKey: signingKey, formerKeys: formerKeys),
            parties: TokenParties(
                issuer: issuer,
                audience: audience,
                subjectPrefix: subjectPrefix
            ),
            lifetime: lifetime,
            clock: clock,
            random: random
        )
    }

    /// Creates a token service from keys that are ready.
    package init(
        signature: TokenSignature,
        parties: TokenParties = TokenParties(),
        lifetime: Duration = .seconds(30 * 60),
        clock: @escaping WallClock = UnixTime.now,
        random: @escaping RandomSource = RandomBytes.system
    ) {
        self.signature = signature
        self.parties = parties
        self.lifetime = .seconds(lifetime.components.seconds)
        self.clock = clock
        self.random = random
    }

    /// Issues a token that says who its bearer is.
    ///
    /// Its claims are `sub`, `exp`, `iat`, a `jti` and a `sid` of 128 random bits each, `epoch`,
    /// `scope` if it is narrowed (RFC 8693 §4.2), and `iss` and `aud` if the service has them.
    ///
    /// - Parameters:
    ///   - subject: Who the token is about, without the service's prefix.
    ///   - scopes: What the token is valid for: names without spaces, in this order; none of them
    ///     for nothing at all, and nil for all that its bearer may do.
    ///   - epoch: The epoch of the account. The token is good for as long as the account is in it.
    /// - Returns: The token, of at most ``maxByteCount`` bytes.
    /// - Throws: A ``TokenIssueError``, or ``CryptographyError/unavailable``.
    public func issue(
        to subject: String,
        scopes: [String]? = nil,
        epoch: Int64 = 0
    ) throws -> String {
        guard !subject.isEmpty else { throw TokenIssueError.subjectEmpty }
        guard (scopes ?? []).allSatisfy(Self.isScope) else { throw TokenIssueError.scopeInvalid }
        let payload = payload(subject: subject, scopes: scopes, epoch: epoch)
        let token = try signature.seal(payload.span)
        guard token.count <= Self.maxByteCount else { throw TokenIssueError.tooLong }
        return String(decoding: token, as: UTF8.self)
    }

    /// Verifies a token and returns its claims.
    ///
    /// - Parameter token: The token as received.
    /// - Returns: Its claims.
    /// - Throws: A ``TokenRefusal`` that says what is wrong, for the log and not for the client; or
    ///   ``CryptographyError/unavailable``, if the fault is this machine's.
    public func verify(_ token: String) throws -> TokenClaims {
        try verify(token.utf8.span)
    }

    /// Verifies a token as a client sent it, and returns its claims.
    ///
    /// - Parameter token: The token as received.
    /// - Returns: Its claims.
    /// - Throws: The same as `verify(_:)` for a string.
    public func verify(_ token: Secret) throws -> TokenClaims {
        try token.withBytes { bytes throws(any Error) in try verify(bytes) }
    }

    /// Verifies a token, given as bytes, and returns its claims.
    ///
    /// - Parameter token: The token as received.
    /// - Returns: Its claims.
    /// - Throws: A ``TokenRefusal`` that says what is wrong, for the log and not for the client; or
    ///   ``CryptographyError/unavailable``, if the fault is this machine's.
    public func verify(_ token: Span<UInt8>) throws -> TokenClaims {
        let claims = try registeredClaims(of: token)
        return try TokenClaims(claims, of: parties)
    }

    /// Verifies everything except that the claims that every token of ours has are present.
    package func registeredClaims(of token: Span<UInt8>) throws -> RegisteredClaims {
        guard token.count <= Self.maxByteCount else { throw TokenRefusal.tooLong }
        let payload = try signature.payload(of: token)
        let claims = try RegisteredClaims(payload.span)
        try parties.check(claims)
        try claims.check(at: clock())
        return claims
    }

    /// Writes the claims of a new token, in the documented order.
    private func payload(subject: String, scopes: [String]?, epoch: Int64) -> [UInt8] {
        let issuedAt = clock().wholeSeconds
        let (sum, isBeyond) = issuedAt.addingReportingOverflow(lifetime.components.seconds)
        let expiresAt = isBeyond ? Int64.max : sum

        var json = Array("{\"sub\":".utf8)
        json.appendJSONString(parties.subject(for: subject))
        json += Array(",\"exp\":\(expiresAt),\"iat\":\(issuedAt),\"jti\":".utf8)
        json.appendJSONString(makeIdentifier())
        json += Array(",\"sid\":".utf8)
        json.appendJSONString(makeIdentifier())
        json += Array(",\"epoch\":\(epoch)".utf8)
        if let scopes {
            json += Array(",\"scope\":".utf8)
            json.appendJSONString(scopes.joined(separator: " "))
        }
        for (name, value) in parties.claims {
            json += Array(",\"\(name)\":".utf8)
            json.appendJSONString(value)
        }
        json.append(UInt8(ascii: "}"))
        return json
    }

    private func makeIdentifier() -> String {
        String(decoding: Base64URL.encode(random(16).span), as: UTF8.self)
    }

    /// Whether a text can be a scope: it is printable ASCII without space, quote and backslash (RFC 6749 §3.3).
    package static func isScope(_ scope: String) -> Bool {
        !scope.isEmpty
            && scope.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C }
    }
}
