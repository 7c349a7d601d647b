// SPDX-License-Identifier: MIT
//
// FastAPI's tutorial "OAuth2 with Password (and hashing), Bearer with JWT tokens": a login that
// issues tokens, and dependencies that require one. Read it alongside the tutorial, from top to
// bottom.
// Specification: RFC 6749 §4.3 and §5, RFC 6750.

public import Gatehouse
public import GatehouseAccounts
public import GatehouseSecurity

/// The tutorial's login, and the dependencies that guard routes with it.
///
/// ```swift
/// let auth = AuthAPI(accounts: accounts, passwords: passwords, tokens: tokens, workers: pool)
/// auth.declare(on: app)
/// app.get("/orders", auth.activeUser) { user in try orders.list(of: user.username) }
/// ```
///
/// A test replaces the user that a token names with another through `overrides[auth.currentUser]`.
public struct AuthAPI: Sendable {
    /// The token of a request, not yet verified.
    public let bearer: Dependency<Secret>
    /// The user that the token names.
    public let currentUser: Dependency<User>
    /// The same user, unless disabled.
    public let activeUser: Dependency<User>

    private let accounts: any AccountDirectory
    private let passwords: PasswordContext
    private let tokens: Tokens
    private let workers: any Workers

    /// Creates the login and its dependencies.
    ///
    /// - Parameters:
    ///   - accounts: Who may log in.
    ///   - passwords: How passwords are verified.
    ///   - tokens: How tokens are issued and verified.
    ///   - workers: Where passwords are verified, away from the event loops.
    public init(
        accounts: any AccountDirectory,
        passwords: PasswordContext,
        tokens: Tokens,
        workers: any Workers
    ) {
        self.accounts = accounts
        self.passwords = passwords
        self.tokens = tokens
        self.workers = workers
        accounts.reportPasswordHashes { passwords.expect($0) }

        bearer = .bearer(tokenURL: "token")

        currentUser = Dependency(bearer) { token in
            do {
                let claims = try tokens.verify(token)
                var found = try await accounts.account(named: claims.subject)
                // Another server may have issued it after a change that is not known here yet.
                if let epoch = found?.epoch, epoch < claims.epoch {
                    found = try await accounts.currentAccount(named: claims.subject)
                }
                guard let account = found else { throw LoginRefusal.unknownUser }
                guard claims.epoch == account.epoch else { throw LoginRefusal.tokenEnded }
                return User(account)
            } catch let refusal as TokenRefusal {
                throw HTTPError.invalidToken(cause: refusal)
            } catch let refusal as LoginRefusal {
                throw HTTPError.invalidToken(cause: refusal)
            } catch let outage as AccountsUnavailable {
                throw HTTPError.unavailable(cause: outage)
            }
        }

        activeUser = Dependency(currentUser) { user in
            guard !user.disabled else { throw HTTPError.badRequest("Inactive user") }
            return user
        }.documented(.badRequest, "Inactive user")
    }

    /// Declares `/token`, `/users/me` and `/users/me/items`.
    public func declare(on app: Application) {
        declareToken(on: app)
        declareUser(on: app)
        declareItems(on: app)
    }

    /// Declares `POST /token`, the login.
    public func declareToken(on app: Application) {
        app.post("/token", Self.form, .client, summary: "Login for access token") { form, client in
            let account = try await authenticate(form, from: client)
            let scopes = account.grantedScopes(of: form.scopes)
            let token = Token(
                accessToken: try tokens.issue(
                    to: account.username,
                    scopes: scopes.isEmpty ? nil : scopes,
                    epoch: account.epoch
                ),
                expiresIn: tokens.lifetime.components.seconds,
                scope: form.scopes.isEmpty ? nil : scopes.joined(separator: " ")
            )
            // A token must not be kept in a cache (RFC 6749 §5.1).
            return token.with([.cacheControl: "no-store", .pragma: "no-cache"])
        }
    }

    /// Declares `GET /users/me`.
    public func declareUser(on app: Application) {
        app.get("/users/me/", activeUser, summary: "Read users me") { user in
            user
        }
    }

    /// Declares `GET /users/me/items`, the tutorial's example of a route of the user's own.
    public func declareItems(on app: Application) {
        app.get("/users/me/items/", activeUser, summary: "Read own items") { user in
            [Item(itemID: "Foo", owner: user.username)]
        }
    }
}

// MARK: - Login

extension AuthAPI {
    /// The form of a login, with the error responses that it may get.
    private static let form = Dependency.oauth2Form
        .documented(.unauthorized, "Incorrect username or password")
        .documented(.serviceUnavailable, "Too many logins at once. Try again later.")

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
    /// - Throws: `HTTPError`: 401 for a wrong name or password, the same for both; 503 if too many
    ///   logins are waiting, or the accounts are not available. Any other error is a fault of this
    ///   machine and leads to 500: a library that fails says nothing about a password.
    public func authenticate(
        _ form: OAuth2PasswordForm,
        from client: ClientAddress
    ) async throws -> Account {
        do {
            // Not from memory: a token must be of the present epoch, and a new password is good at once.
            let account = try await accounts.currentAccount(named: form.username)
            let hash = account?.passwordHash
            let verdict = try await workers.run(for: client) {
                passwords.verify(form.password, against: hash)
            }
            guard verdict != .undecided else { throw PasswordHashError.computationFailed }
            guard let account else { throw LoginRefusal.unknownUser }
            guard verdict.isMatch else { throw LoginRefusal.wrongPassword }
            return account
        } catch let refusal as LoginRefusal {
            throw form.refusal(
                .unauthorized,
                "Incorrect username or password",
                error: .invalidGrant,
                fields: [.wwwAuthenticate: "Bearer"],
                cause: refusal
            )
        } catch let cause as WorkersBusy {
            throw form.unavailable("Too many logins at once. Try again later.", cause: cause)
        } catch let cause as AccountsUnavailable {
            throw form.unavailable("The accounts are not available.", cause: cause)
        }
    }
}

/// Why a login or a token's user is refused, for the log: the client gets the same response for
/// both.
enum LoginRefusal: LogSafe {
    case unknownUser, wrongPassword, tokenEnded

    var logDescription: String {
        switch self {
        case .unknownUser: "no such user"
        case .wrongPassword: "wrong password"
        case .tokenEnded: "token of another epoch"
        }
    }
}

extension HTTPError {
    /// The one response to every fault of a token (RFC 6750 §3.1).
    fileprivate static func invalidToken(cause: any Error) -> HTTPError {
        HTTPError(
            .unauthorized,
            "Could not validate credentials",
            fields: [.wwwAuthenticate: "Bearer error=\"invalid_token\""],
            cause: cause
        )
    }

    fileprivate static func unavailable(cause: any Error) -> HTTPError {
        HTTPError(
            .serviceUnavailable,
            "The accounts are not available.",
            fields: [.retryAfter: "1"],
            cause: cause
        )
    }
}
