// SPDX-License-Identifier: MIT
//
// The application of FastAPI's tutorial "OAuth2 with Password (and hashing), Bearer with JWT tokens":
// a login that gives tokens, and two routes that ask for one. Read it from top to bottom.
// Specification: RFC 6749 §4.3 and §5, RFC 6750. Touches: what it is given.

public import Gatehouse
public import GatehouseSecurity

extension Application {
    /// Makes the application.
    ///
    /// - Parameters:
    ///   - accounts: Who may log in.
    ///   - passwords: How passwords are verified.
    ///   - tokens: How tokens are made and verified.
    ///   - workers: Where passwords are verified, away from the event loops.
    ///   - readiness: What `/readyz` tells.
    ///   - documentation: Whether `/docs` and `/openapi.json` are there.
    /// - Returns: The application, to which further routes may be added.
    public static func authAPI(
        accounts: any AccountStore,
        passwords: PasswordContext,
        tokens: Tokens,
        workers: any Workers,
        readiness: Readiness,
        documentation: Documentation = .shown
    ) -> Application {
        let app = Application(
            title: "Gatehouse",
            version: gatehouseVersion,
            summary: "Password login and bearer tokens.",
            documentation: documentation
        )
        let login = Login(accounts: accounts, passwords: passwords, workers: workers)

        let bearer = Dependency.bearer(tokenURL: "token")

        let currentUser = Dependency(bearer) { token in
            guard let claims = try? tokens.verify(token.value),
                let account = try await accounts.account(named: claims.subject)
            else { throw HTTPError.unauthorized("Could not validate credentials") }
            return account.user
        }

        let activeUser = Dependency(currentUser) { user in
            guard !user.disabled else { throw HTTPError.badRequest("Inactive user") }
            return user
        }.documented(.badRequest, "Inactive user")

        app.post("/token", Login.form, summary: "Login for access token") { form in
            let account = try await login.authenticate(form)
            let scopes = account.grantedScopes(of: form.scopes)
            let token = Token(
                accessToken: try tokens.issue(to: account.user.username, scopes: scopes),
                expiresIn: tokens.lifetime.components.seconds,
                scope: form.scopes.isEmpty ? nil : scopes.joined(separator: " ")
            )
            // A token must not stay in a cache (RFC 6749 §5.1).
            return token.with([.cacheControl: "no-store", .pragma: "no-cache"])
        }

        app.get("/users/me/", activeUser, summary: "Read users me") { user in
            user
        }

        app.get("/users/me/items/", activeUser, summary: "Read own items") { user in
            [Item(itemID: "Foo", owner: user.username)]
        }

        app.get("/healthz", summary: "Whether the server runs") {
            Health(status: "ok")
        }

        let ready = readiness.isReady(accounts)

        app.get("/readyz", ready, summary: "Whether the server is ready") { _ in
            Health(status: "ok")
        }

        if documentation == .shown {
            app.get("/", hidden: true) { Response.redirect(to: "/docs") }
        }
        return app
    }
}
