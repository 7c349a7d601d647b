// SPDX-License-Identifier: MIT
//
// Checks a name and a password, so that nothing but the answer tells which of them was wrong.
// Specification: RFC 6749 §4.3 and §5.2, OWASP ASVS 6.3.8. Touches: the store and the workers.

internal import Gatehouse
internal import GatehouseSecurity

/// The check of a name and a password.
struct Login: Sendable {
    let accounts: any AccountStore
    let passwords: PasswordContext
    let workers: any Workers

    /// The form that a login sends, with the answers that it may get.
    static let form = Dependency.oauth2Form
        .documented(.unauthorized, "Incorrect username or password")
        .documented(.serviceUnavailable, "Too many logins at once. Try again later.")

    /// Returns the account that the name and password belong to.
    ///
    /// For an unknown name a password is verified all the same, against a hash that no password has:
    /// the answer takes the same time. Whether the account is disabled is not looked at here, since
    /// only its owner may learn that.
    func authenticate(_ form: OAuth2PasswordForm) async throws -> Account {
        let account = try await accounts.account(named: form.username)
        let password = Password(form.password.value)
        let hash = account?.passwordHash
        let verdict = try await verify(password, against: hash)
        guard let account, verdict.isMatch else { throw Self.refusal(of: form) }
        return account
    }

    private func verify(_ password: Password, against hash: String?) async throws -> PasswordVerdict
    {
        do {
            return try await workers.run { passwords.verify(password, against: hash) }
        } catch {
            throw HTTPError.serviceUnavailable(
                "Too many logins at once. Try again later.",
                retryAfterSeconds: 2
            )
        }
    }

    /// The tutorial's answer.
    ///
    /// A client that has named the grant type is an OAuth2 client, and looks for the members of
    /// RFC 6749 §5.2.
    private static func refusal(of form: OAuth2PasswordForm) -> HTTPError {
        let detail = "Incorrect username or password"
        let members = JSONObject([
            ("error", "invalid_grant"),
            ("error_description", .string(detail)),
        ])
        return HTTPError(
            .unauthorized,
            detail,
            fields: [.wwwAuthenticate: "Bearer"],
            members: form.namesGrantType ? members : JSONObject()
        )
    }
}
