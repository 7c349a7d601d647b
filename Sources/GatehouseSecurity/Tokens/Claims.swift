// SPDX-License-Identifier: MIT
//
// The claims that matter here (RFC 7519 §4.1), with strict types, and their times checked against
// the clock.

internal import GatehouseJSON

/// The claims of a verified token.
public struct TokenClaims: Sendable {
    /// Who the token is about, without the service's prefix; never empty.
    public let subject: String
    /// The time from which the token is refused; infinite if it is beyond what a double can hold.
    public let expiresAt: UnixTime
    /// When the token was issued, if it says so.
    public let issuedAt: UnixTime?
    /// The identifier of the token, if it has one.
    public let id: String?
    /// The scopes that the token was narrowed to, in its order; nil if it was not narrowed.
    public let scopes: [String]?
    /// The epoch of the account in which the token was issued; 0 if the token names none.
    public let epoch: Int64

    /// Creates claims that are known to have what every token of ours must have.
    ///
    /// - Throws: `.subjectMissing`, `.subjectInvalid` for an empty one, `.subjectForeign`,
    ///   `.expiryMissing`.
    package init(_ claims: RegisteredClaims, of parties: TokenParties) throws(TokenRefusal) {
        guard let subject = claims.subject else { throw .subjectMissing }
        self.subject = try parties.name(in: subject)
        guard let expiresAt = claims.expiresAt else { throw .expiryMissing }
        self.expiresAt = expiresAt
        issuedAt = claims.issuedAt
        id = claims.id
        epoch = claims.epoch ?? 0
        scopes = claims.scope.map(Self.scopes)
    }

    private static func scopes(in text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
    }
}

/// The registered claims of a payload, each of them optional.
package struct RegisteredClaims: Sendable {
    package private(set) var subject: String?
    package private(set) var expiresAt: UnixTime?
    package private(set) var notBefore: UnixTime?
    package private(set) var issuedAt: UnixTime?
    package private(set) var id: String?
    package private(set) var scope: String?
    package private(set) var epoch: Int64?
    package private(set) var issuer: String?
    /// All that `aud` names, whether as a string or in an array.
    package private(set) var audience: [String]?

    /// Parses the claims of a payload; unknown claims are skipped, but must be strict JSON.
    ///
    /// - Throws: `.claimsMalformed`, or the case for a claim of the wrong type.
    package init(_ payload: Span<UInt8>) throws(TokenRefusal) {
        var object = try TokenObject(payload, malformed: .claimsMalformed)
        while let name = try object.nextName(payload) {
            try read(name, of: &object, in: payload)
        }
    }

    @inline(__always)
    private mutating func read(
        _ name: JSONString,
        of object: inout TokenObject,
        in payload: Span<UInt8>
    ) throws(TokenRefusal) {
        if name.equals("sub", in: payload) {
            subject = try object.string(payload, else: .subjectInvalid)
        } else if name.equals("exp", in: payload) {
            expiresAt = try object.anyDate(payload)
        } else if name.equals("nbf", in: payload) {
            notBefore = try object.date(payload)
        } else if name.equals("iat", in: payload) {
            issuedAt = try object.date(payload)
        } else if name.equals("jti", in: payload) {
            id = try object.string(payload, else: .identifierInvalid)
        } else if name.equals("scope", in: payload) {
            scope = try object.string(payload, else: .scopeInvalid)
        } else if name.equals("epoch", in: payload) {
            epoch = try object.wholeNumber(payload, else: .epochInvalid)
        } else if name.equals("iss", in: payload) {
            issuer = try object.string(payload, else: .issuerInvalid)
        } else if name.equals("aud", in: payload) {
            audience = try object.strings(payload, else: .audienceInvalid)
        } else {
            try object.skip(payload)
        }
    }

    /// How far `nbf` and `iat` may be in the future, in seconds.
    ///
    /// The clocks of two machines differ (RFC 7519 §4.1.5). `exp` has no leeway.
    private static let leeway = 5.0

    /// Checks the times that are present against the clock.
    ///
    /// Each comparison is written so that a clock that is not a number accepts nothing.
    ///
    /// - Throws: `.expired`, `.notYetValid`, `.issuedInFuture`.
    package func check(at now: UnixTime) throws(TokenRefusal) {
        if let expiresAt {
            guard now.seconds < expiresAt.seconds else { throw .expired }
        }
        if let notBefore {
            guard notBefore.seconds <= now.seconds + Self.leeway else { throw .notYetValid }
        }
        if let issuedAt {
            guard issuedAt.seconds <= now.seconds + Self.leeway else { throw .issuedInFuture }
        }
    }
}
