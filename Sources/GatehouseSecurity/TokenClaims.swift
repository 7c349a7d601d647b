// SPDX-License-Identifier: MIT
//
// What a verified token says: about whom, until when, and for which scopes.
// Touches: memory only.

/// The claims of a token that was verified.
public struct TokenClaims: Sendable {
    /// Whom the token is about; never empty.
    public let subject: String
    /// The moment from which the token is refused.
    public let expiresAt: UnixTime
    /// When the token was made, if it says so.
    public let issuedAt: UnixTime?
    /// The token's own name, if it has one.
    public let id: String?
    /// The scopes it was made for, in its order; empty if it has none.
    public let scopes: [String]

    /// Takes over claims that hold what every token of ours must have.
    ///
    /// - Throws: `.subjectMissing`, `.subjectInvalid` for an empty one, `.expiryMissing`.
    package init(_ claims: RegisteredClaims) throws(TokenError) {
        guard let subject = claims.subject else { throw .subjectMissing }
        guard !subject.isEmpty else { throw .subjectInvalid }
        guard let expiresAt = claims.expiresAt else { throw .expiryMissing }
        self.subject = subject
        self.expiresAt = expiresAt
        issuedAt = claims.issuedAt
        id = claims.id
        scopes = claims.scope.map(Self.scopes) ?? []
    }

    private static func scopes(in text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
    }
}
