// SPDX-License-Identifier: MIT
//
// FastAPI's tutorial "OAuth2 with Password (and hashing), Bearer with JWT tokens", with the scopes of
// its advanced chapter: a login that issues tokens, and dependencies that require one. Read it alongside
// the tutorial, from top to bottom; the login itself is in Login.swift.
// Specification: RFC 6749 §4.3 and §5, RFC 6750.

public import Gatehouse
public import GatehouseAccounts
public import GatehouseSecurity

/// The tutorial's login, and the dependencies that guard routes with it.
///
/// ```swift
/// let auth = AuthAPI(accounts: accounts, passwords: passwords, tokens: tokens, workers: pool)
/// auth.declare(on: app)
/// app.get("/orders", auth.activeUser.requiring("orders")) { user in
///     try orders.list(of: user.username)
/// }
/// ```
///
/// A test replaces the user that a token names with another through `overrides[auth.currentUser]`.
public struct AuthAPI: Sendable {
    /// The token of a request, not yet verified.
    public let bearer: Dependency<Secret>
    /// The user that the token names, who has the scopes that the route demands.
    public let currentUser: Dependency<User>
    /// The same user, unless disabled.
    public let activeUser: Dependency<User>

    /// The account of the user, unless disabled.
    let activeAccount: Dependency<Account>
    let accounts: any AccountDirectory
    let passwords: PasswordContext
    let tokens: Tokens
    let workers: any Workers
    let rehasher: Rehasher
    /// The login throttle; nil if there is none.
    let loginGuard: LoginGuard?
    let onEvent: @Sendable (AuthEvent) -> Void

    /// The tutorial's scopes, with their descriptions.
    public static let tutorialScopes: KeyValuePairs<String, String> = [
        "me": "Read your own account.",
        "items": "Read your own items.",
    ]

    /// Creates the login and its dependencies.
    ///
    /// - Parameters:
    ///   - accounts: Who may log in.
    ///   - passwords: How passwords are verified.
    ///   - tokens: How tokens are issued and verified.
    ///   - workers: Where passwords are verified, away from the event loops.
    ///   - scopes: The scopes that a client may ask for, each with a description for the document.
    ///   - throttle: Whether logins are refused for a while after many have failed.
    ///   - onEvent: Is told of logins, refusals and changes of passwords, for an audit log. It is called
    ///     on event loops, so it must not block.
    public init(
        accounts: any AccountDirectory,
        passwords: PasswordContext,
        tokens: Tokens,
        workers: any Workers,
        scopes: KeyValuePairs<String, String> = tutorialScopes,
        throttle: Throttle = .on,
        onEvent: @escaping @Sendable (AuthEvent) -> Void = { _ in }
    ) {
        self.init(
            accounts: accounts,
            passwords: passwords,
            tokens: tokens,
            workers: workers,
            scopes: scopes,
            // Without OpenSSL there are no tokens either.
            loginGuard: throttle == .on ? try? LoginGuard(onEvent: onEvent) : nil,
            onEvent: onEvent
        )
    }

    /// Whether the login throttle is on.
    public enum Throttle: Sendable {
        /// After many failures, logins are refused for a while, with 429.
        case on
        /// All logins are checked, for tests and behind a proxy that throttles.
        case off
    }

    /// Creates the login with a throttle that is shared with others.
    package init(
        accounts: any AccountDirectory,
        passwords: PasswordContext,
        tokens: Tokens,
        workers: any Workers,
        scopes: KeyValuePairs<String, String> = tutorialScopes,
        loginGuard: LoginGuard?,
        onEvent: @escaping @Sendable (AuthEvent) -> Void = { _ in }
    ) {
        self.accounts = accounts
        self.passwords = passwords
        self.tokens = tokens
        self.workers = workers
        self.loginGuard = loginGuard
        self.onEvent = onEvent
        rehasher = Rehasher(
            accounts: accounts,
            passwords: passwords,
            workers: workers,
            onEvent: onEvent
        )
        accounts.reportPasswordHashes { hash in
            guard passwords.expect(hash) else { return }
            // Not here: whoever reports has other things to do.
            Task { try? await workers.run { passwords.prepare() } }
        }

        bearer = .bearer(tokenURL: "token", scopes: scopes)

        let currentAccount = Dependency(bearer, .requiredScopes) { token, required in
            do {
                let claims = try tokens.verify(token)
                var found = try await accounts.account(named: claims.subject)
                // Another server may have issued it after a change that is not known here yet.
                if let epoch = found?.epoch, epoch < claims.epoch {
                    found = try await accounts.currentAccount(named: claims.subject)
                }
                guard let account = found else { throw LoginRefusal.unknownUser }
                guard claims.epoch == account.epoch else { throw LoginRefusal.tokenEnded }
                guard account.allows(required.names, narrowedTo: claims.scopes) else {
                    throw required.insufficient(cause: LoginRefusal.missingScope)
                }
                return account
            } catch let refusal as TokenRefusal {
                throw HTTPError.invalidToken(cause: refusal)
            } catch let refusal as LoginRefusal {
                throw HTTPError.invalidToken(cause: refusal)
            } catch let outage as AccountsUnavailable {
                throw HTTPError.accountsUnavailable(cause: outage)
            }
        }

        let currentUser = Dependency(currentAccount) { User($0) }
        self.currentUser = currentUser

        activeUser = Dependency(currentUser, .client) { user, client in
            guard !user.disabled else {
                onEvent(.refusal(.disabled, username: user.username, client: client))
                throw HTTPError.badRequest("Inactive user")
            }
            return user
        }.documented(.badRequest, "Inactive user")

        activeAccount = Dependency(currentAccount, activeUser) { account, _ in account }
    }

    /// Declares `/token`, `/users/me`, `/users/me/items` and `/users/me/password`.
    public func declare(on app: Application) {
        declareToken(on: app)
        declareUser(on: app)
        declareItems(on: app)
        declarePassword(on: app)
    }

    /// Declares `GET /users/me`.
    public func declareUser(on app: Application) {
        app.get("/users/me/", activeUser.requiring("me"), summary: "Read users me") { user in
            user
        }
    }

    /// Declares `GET /users/me/items`, the tutorial's example of a route of the user's own.
    public func declareItems(on app: Application) {
        app.get("/users/me/items/", activeUser.requiring("items"), summary: "Read own items") {
            user in [Item(itemID: "Foo", owner: user.username)]
        }
    }
}

// MARK: - Refusals

/// Why a login or a token's user is refused, for the log: the client gets the same response for
/// a name and a password that are wrong.
enum LoginRefusal: LogSafe {
    case unknownUser, wrongPassword, tokenEnded, missingScope

    var logDescription: String {
        switch self {
        case .unknownUser: "no such user"
        case .wrongPassword: "wrong password"
        case .tokenEnded: "token of another epoch"
        case .missingScope: "a scope is missing"
        }
    }
}

extension HTTPError {
    /// The one response to every fault of a token (RFC 6750 §3.1).
    static func invalidToken(cause: any Error) -> HTTPError {
        HTTPError(
            .unauthorized,
            "Could not validate credentials",
            fields: [.wwwAuthenticate: "Bearer error=\"invalid_token\""],
            cause: cause
        )
    }

    static func accountsUnavailable(cause: any Error) -> HTTPError {
        HTTPError(
            .serviceUnavailable,
            "The accounts are not available.",
            fields: [.retryAfter: "1"],
            cause: cause
        )
    }
}
