// SPDX-License-Identifier: MIT
//
// Specification: RFC 6749 §3.3, §4.3 and §5.

public import Gatehouse
public import GatehouseAccounts
internal import GatehouseSecurity

extension AuthAPI {
    /// The form of a login, with the error responses that it may get.
    private static let form = Dependency.oauth2Form
        .documented(.unauthorized, "Incorrect username or password")
        .documented(.tooManyRequests, "Too many failed logins. Try again later.")
        .documented(.serviceUnavailable, "Too many logins at once. Try again later.")

    /// Whether a proxy says in a field for whom it asks.
    private static let isForwarded = Dependency<Bool> { (head: Request.Head) in
        head.fields.contains("X-Forwarded-For") || head.fields.contains("Forwarded")
    }

    /// Declares `POST /token`, the login.
    public func declareToken(on app: Application) {
        app.post(
            "/token",
            Self.form,
            .client,
            Self.isForwarded,
            summary: "Login for access token"
        ) { form, client, isForwarded in
            if isForwarded { loginGuard?.noteForwarding(client) }
            let account = try await authenticate(form, from: client)
            let scopes = try Self.grantedScopes(form, account)
            let token = Token(
                accessToken: try tokens.issue(
                    to: account.username,
                    scopes: scopes,
                    epoch: account.epoch
                ),
                expiresIn: tokens.lifetime.components.seconds,
                scope: scopes?.joined(separator: " ")
            )
            // A token must not be kept in a cache (RFC 6749 §5.1).
            return token.with([.cacheControl: "no-store", .pragma: "no-cache"])
        }
    }

    /// Returns the scopes that the token is narrowed to: those that the form asks for, each once; nil
    /// if it asks for none, for a token that may do all that the account may.
    ///
    /// - Throws: `HTTPError`: 400 if the account does not have one of them.
    private static func grantedScopes(
        _ form: OAuth2PasswordForm,
        _ account: Account
    ) throws(HTTPError) -> [String]? {
        guard !form.scopes.isEmpty else { return nil }
        guard form.scopes.allSatisfy(account.has) else {
            throw form.refusal(
                .badRequest,
                "The scope is invalid, unknown, or more than the user has.",
                error: .invalidScope
            )
        }
        var granted: [String] = []
        for scope in form.scopes where !granted.contains(scope) { granted.append(scope) }
        return granted
    }

    /// Returns the account that a name and password belong to.
    ///
    /// For an unknown name the work of verifying a password is done all the same, so that the
    /// response takes the same time (OWASP ASVS 6.3.8). Whether the account is disabled is not
    /// checked here, since only its owner may learn that.
    ///
    /// - Parameters:
    ///   - form: What the client sent.
    ///   - client: Where it came from: if many log in at once, clients are served in turn.
    /// - Returns: The account.
    /// - Throws: `HTTPError`: 401 for a wrong name or password, the same for both; 429 if too many
    ///   logins have failed before; 503 if too many are waiting, or the accounts are not available. Any
    ///   other error is a fault of this machine and leads to 500: a library that fails says nothing
    ///   about a password.
    public func authenticate(
        _ form: OAuth2PasswordForm,
        from client: ClientAddress
    ) async throws -> Account {
        do {
            try admit(form.username, from: client)
            // Not from memory: a token must be of the present epoch, and a new password is good at once.
            let account = try await accounts.currentAccount(named: form.username)
            try await verify(form.password, of: account, named: form.username, from: client)
            guard let account else { throw LoginRefusal.unknownUser }
            onEvent(.login(username: account.username, client: client))
            return account
        } catch let refusal as LoginRefusal {
            throw form.refusal(
                .unauthorized,
                "Incorrect username or password",
                error: .invalidGrant,
                fields: [.wwwAuthenticate: "Bearer"],
                cause: refusal
            )
        } catch let throttled as LoginThrottled {
            throw form.refusal(
                .tooManyRequests,
                "Too many failed logins. Try again later.",
                error: .temporarilyUnavailable,
                fields: throttled.fields,
                cause: throttled
            )
        } catch let cause as WorkersBusy {
            throw form.refusal(
                .serviceUnavailable,
                "Too many logins at once. Try again later.",
                error: .temporarilyUnavailable,
                fields: cause.fields,
                cause: cause
            )
        } catch let cause as AccountsUnavailable {
            throw form.unavailable("The accounts are not available.", cause: cause)
        }
    }

    /// Lets a login through to the check of the password.
    ///
    /// - Throws: `LoginThrottled` if too many have failed.
    func admit(_ username: String, from client: ClientAddress) throws {
        do { try loginGuard?.admit(username, from: client) } catch let throttled as LoginThrottled {
            onEvent(.refusal(.throttled, username: username, client: client))
            throw throttled
        }
    }

    /// Verifies a password, or does as much work for an account that does not exist.
    ///
    /// A failure is charged to the login throttle. A hash that is weaker than a new one is replaced
    /// later, after the answer.
    ///
    /// - Throws: `LoginRefusal` if it does not match; `WorkersBusy`; another error if it cannot be told.
    func verify(
        _ password: Secret,
        of account: Account?,
        named username: String,
        from client: ClientAddress
    ) async throws {
        let hash = account?.passwordHash
        let verdict = try await workers.run(for: client) { [passwords] in
            passwords.verify(password, against: hash)
        }
        switch verdict {
        case .match(let needsRehash):
            try loginGuard?.finish(username, from: client, isRight: true)
            if needsRehash, let account { rehasher.schedule(account, password, from: client) }
        case .noMatch:
            let reason = account == nil ? AuthEvent.Reason.name : .password
            onEvent(.refusal(reason, username: username, client: client))
            try loginGuard?.finish(username, from: client, isRight: false)
            throw account == nil ? LoginRefusal.unknownUser : LoginRefusal.wrongPassword
        case .undecided(let error):
            throw error
        }
    }
}

extension LoginThrottled {
    /// When to come back.
    var fields: Fields { [.retryAfter: FieldValue(verified: "\(retryAfterSeconds)")] }
}

extension WorkersBusy {
    /// When to come back: the queue is empty then, unless others come meanwhile.
    var fields: Fields {
        let seconds = retryAfter.components.seconds
        return [.retryAfter: FieldValue(verified: "\(max(1, min(seconds + 1, 3600)))")]
    }
}
