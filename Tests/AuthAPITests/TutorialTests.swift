// SPDX-License-Identifier: MIT
//
// The code of "A login" in Documentation/Tutorial.md, run.

import AuthAPI
import Gatehouse
import GatehouseSecurity
import GatehouseTesting
import Testing

private struct Order: Content {
    let item: String
    let owner: String

    static let schema = Schema.object("Order", ["item": .string, "owner": .string])
}

@Suite("The tutorial's login")
struct TutorialTests {
    private let auth: AuthAPI
    private let app = Application(title: "Orders", version: "1.0.0")
    private let tokens: Tokens

    init() throws {
        let accounts = Fixture.accounts
        let passwords = try PasswordContext(bcryptCost: 10)
        let tokens = try Tokens(signingKey: SecretKey(Fixture.key))
        let workers = InlineWorkers()

        let auth = AuthAPI(
            accounts: accounts,
            passwords: passwords,
            tokens: tokens,
            workers: workers
        )
        auth.declare(on: app)

        app.get("/orders", auth.activeUser) { user in
            [Order(item: "Tea", owner: user.username)]
        }
        self.auth = auth
        self.tokens = tokens
    }

    @Test("The token of a login opens a route of your own, and nothing else does")
    func guardedRoute() async throws {
        let client = TestClient(try app.responder())
        let login = await client.post("/token", form: "username=johndoe&password=secret")
        let token = try JSONValue.parse(login.body)["access_token"]?.string ?? ""
        let authorization = try #require(FieldValue("Bearer " + token))
        let orders = await client.get("/orders", fields: [.authorization: authorization])
        #expect(orders.text == #"[{"item":"Tea","owner":"johndoe"}]"#)

        #expect(await client.get("/orders").status == .unauthorized)
        let disabled = try #require(FieldValue("Bearer " + tokens.issue(to: "alice")))
        let refusal = await client.get("/orders", fields: [.authorization: disabled])
        #expect(refusal.status == .badRequest)
    }

    @Test("A test puts a user in the place of the one whom a token names")
    func override() async throws {
        var overrides = DependencyOverrides()
        overrides[auth.currentUser] = Dependency { _ in User(username: "jane") }
        let client = TestClient(try app.responder(overrides: overrides))
        let orders = await client.get("/orders")
        #expect(orders.text == #"[{"item":"Tea","owner":"jane"}]"#)
    }

    @Test("A user who is put in the place of another is guarded like any")
    func overrideWithDisabled() async throws {
        var overrides = DependencyOverrides()
        overrides[auth.currentUser] = Dependency { _ in User(username: "jane", disabled: true) }
        let client = TestClient(try app.responder(overrides: overrides))
        #expect(await client.get("/orders").status == .badRequest)
    }
}
