// SPDX-License-Identifier: MIT
//
// Specification: RFC 7519 §4.1.1 to §4.1.3. Texts are compared as bytes, as RFC 7519 §2 demands of
// StringOrURI.

/// Who issues tokens, for whom, and how a name becomes a subject: new tokens say it, and it is
/// demanded of every token.
package struct TokenParties: Sendable {
    private let issuer: String?
    private let audience: String?
    private let subjectPrefix: String

    /// Creates the parties; nil demands nothing, and an `aud` is foreign then.
    package init(issuer: String? = nil, audience: String? = nil, subjectPrefix: String? = nil) {
        self.issuer = issuer
        self.audience = audience
        self.subjectPrefix = subjectPrefix ?? ""
    }

    /// Returns the `sub` for a name.
    func subject(for name: String) -> String { subjectPrefix + name }

    /// The claims that a new token has beside those of its bearer, in their order.
    var claims: [(name: String, value: String)] {
        [("iss", issuer), ("aud", audience)].compactMap { name, value in value.map { (name, $0) } }
    }

    /// Checks who issued a token, and for whom.
    ///
    /// - Throws: `.issuerMissing`, `.issuerForeign`, `.audienceMissing`, `.audienceForeign`.
    package func check(_ claims: RegisteredClaims) throws(TokenRefusal) {
        if let issuer { try check(claims.issuer, isIssuer: issuer) }
        try checkAudience(claims.audience)
    }

    private func check(_ claim: String?, isIssuer issuer: String) throws(TokenRefusal) {
        guard let claim else { throw .issuerMissing }
        guard claim.utf8.elementsEqual(issuer.utf8) else { throw .issuerForeign }
    }

    private func checkAudience(_ claim: [String]?) throws(TokenRefusal) {
        guard let audience else {
            guard claim == nil else { throw .audienceForeign }
            return
        }
        guard let claim else { throw .audienceMissing }
        guard claim.contains(where: { $0.utf8.elementsEqual(audience.utf8) }) else {
            throw .audienceForeign
        }
    }

    /// Returns the name in a `sub`.
    ///
    /// - Throws: `.subjectForeign` without the prefix, `.subjectInvalid` without a name.
    package func name(in subject: String) throws(TokenRefusal) -> String {
        guard !subject.isEmpty else { throw .subjectInvalid }
        guard !subjectPrefix.isEmpty else { return subject }
        guard subject.utf8.starts(with: subjectPrefix.utf8) else { throw .subjectForeign }
        let name = subject.utf8.dropFirst(subjectPrefix.utf8.count)
        guard !name.isEmpty else { throw .subjectInvalid }
        return String(Substring(name))
    }
}
