// SPDX-License-Identifier: MIT
//
// The routes that ask for a token.

import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseSecurity
import GatehouseTesting
import Testing

@Suite("Guarded routes")
struct GuardedRoutesTests {
    static let credentials = #"{"detail":"Could not validate credentials"}"#

    @Test(
        "A guarded route answers with and without a slash at the end",
        arguments: [
            (
                "/users/me",
                #"{"username":"johndoe","email":"johndoe@example.com","full_name":"John Doe","#
                    + #""disabled":false}"#
            ),
            ("/users/me/items", #"[{"item_id":"Foo","owner":"johndoe"}]"#),
        ]
    )
    func success(path: String, body: String) async throws {
        for spelling in [path, path + "/"] {
            let response = try await Fixture().get(spelling, as: "johndoe")
            #expect(response.status == .ok)
            #expect(response.text == body)
        }
    }

    @Test("What a user does not have is null")
    func nulls() async throws {
        let response = try await Fixture().get("/users/me", as: "caf\u{E9}")
        #expect(
            response.text
                == #"{"username":"café","email":null,"full_name":null,"disabled":false}"#
        )
    }

    @Test("A request without a token is 401", arguments: ["/users/me", "/users/me/items"])
    func noToken(path: String) async throws {
        let response = try await Fixture().client.get(path)
        #expect(response.status == .unauthorized)
        #expect(response.text == #"{"detail":"Not authenticated"}"#)
        #expect(response.fields.values(for: .wwwAuthenticate) == ["Bearer"])
    }

    @Test("Every fault of a token has the same answer")
    func faults() async throws {
        let fixture = try Fixture()
        let valid = try fixture.tokens.issue(to: "johndoe")
        let expired = try Fixture(time: 1_700_000_000).tokens.issue(to: "johndoe")
        let foreign = try Tokens(signingKey: SecretKey("another key, long enough for HS256 too"))
            .issue(to: "johndoe")
        let faulty = [
            "", "x", valid + "x", String(valid.dropLast()), expired, foreign, valid + " " + valid,
            try fixture.tokens.issue(to: "nobody"), try fixture.tokens.issue(to: "JOHNDOE"),
            try fixture.tokens.issue(to: "cafe\u{301}"),
            try fixture.tokens.issue(to: "johndoe", epoch: 1),
            String(repeating: "a", count: 10_000),
        ]
        for token in faulty {
            let authorization = token.isEmpty ? "Bearer" : "Bearer " + token
            let response = await fixture.get("/users/me", authorization: authorization)
            #expect(response.status == .unauthorized, "\(token)")
            #expect(response.text == Self.credentials, "\(token)")
            let challenge = "Bearer error=\"invalid_token\""
            #expect(response.fields.values(for: .wwwAuthenticate) == [challenge])
        }
    }

    @Test("A token of an epoch that is not known yet is good if the store knows it")
    func laterEpoch() async throws {
        let fixture = try Fixture(accounts: OutdatedDirectory())
        for (epoch, isGood) in [(0, true), (1, true), (2, false)] as [(Int64, Bool)] {
            let token = try fixture.tokens.issue(to: "johndoe", epoch: epoch)
            let response = await fixture.get("/users/me", authorization: "Bearer " + token)
            #expect(response.status == (isGood ? .ok : .unauthorized), "\(epoch)")
        }
    }

    @Test("A login is judged by what the store knows, and its token is of the present epoch")
    func currentLogin() async throws {
        let fixture = try Fixture(accounts: OutdatedDirectory())
        let login = await fixture.login("username=johndoe&password=secret")
        #expect(login.status == .ok)
        let token = try #require(try JSONValue.parse(login.body)["access_token"]?.string)
        #expect(try fixture.tokens.verify(Secret(token)).epoch == 1)
    }

    @Test("The reason why a token was refused is for the log, and not in the answer")
    func reasons() async throws {
        let fixture = try Fixture()
        let expired = try Fixture(time: 1_700_000_000).tokens.issue(to: "johndoe")
        let valid = try fixture.tokens.issue(to: "johndoe")
        for (token, reason) in [
            (expired, "token expired"), (valid + "x", "token signature wrong"),
            (try fixture.tokens.issue(to: "nobody"), "no such user"),
            (try fixture.tokens.issue(to: "johndoe", epoch: 1), "token of another epoch"),
            ("x", "token without three parts"), (valid, "-"),
        ] {
            let before = fixture.observed.reasons.count
            let response = await fixture.get("/users/me", authorization: "Bearer " + token)
            #expect(fixture.observed.reasons.dropFirst(before) == [reason])
            #expect(!response.text.contains("expired") && !response.text.contains("signature"))
        }
    }

    @Test(
        "A route asks for a scope of the token and of the account",
        arguments: [
            ("johndoe", nil, 200, 200), ("johndoe", ["me"], 200, 403),
            ("johndoe", ["items"], 403, 200), ("johndoe", ["items", "me"], 200, 200),
            ("johndoe", [], 403, 403), ("johndoe", ["root"], 403, 403),
            ("caf\u{E9}", nil, 200, 403), ("caf\u{E9}", ["items"], 403, 403),
        ] as [(String, [String]?, Int, Int)]
    )
    func scopes(user: String, narrowed: [String]?, me: Int, items: Int) async throws {
        let fixture = try Fixture()
        let token = try fixture.tokens.issue(to: user, scopes: narrowed)
        for (path, scope, status) in [("/users/me", "me", me), ("/users/me/items", "items", items)]
        {
            let response = await fixture.get(path, authorization: "Bearer " + token)
            #expect(response.status.code == status)
            guard status == 403 else { continue }
            #expect(response.text == #"{"detail":"Not enough permissions"}"#)
            let challenge = #"Bearer error="insufficient_scope", scope="\#(scope)""#
            #expect(response.fields.values(for: .wwwAuthenticate) == [challenge])
        }
    }

    @Test("The token of a disabled user is 400", arguments: ["/users/me", "/users/me/items"])
    func disabled(path: String) async throws {
        let response = try await Fixture().get(path, as: "alice")
        #expect(response.status == .badRequest)
        #expect(response.text == #"{"detail":"Inactive user"}"#)
    }

    @Test("The method is decided on before the token is looked at")
    func methodFirst() async throws {
        let response = try await Fixture().client.send(.post, "/users/me")
        #expect(response.status == .methodNotAllowed)
        #expect(response.fields.values(for: .allow) == ["GET, HEAD, OPTIONS"])
    }

    @Test("A store that fails is 500 without a word, and never 401")
    func brokenStore() async throws {
        let fixture = try Fixture(accounts: BrokenStore(error: BrokenStore.Broken()))
        for response in [
            try await fixture.get("/users/me", as: "johndoe"),
            await fixture.login("username=johndoe&password=secret"),
        ] {
            #expect(response.status == .internalServerError)
            #expect(response.text == #"{"detail":"Internal Server Error"}"#)
        }
    }

    @Test("A store that cannot be asked now is 503, and never 401")
    func unavailableStore() async throws {
        let fixture = try Fixture(accounts: BrokenStore(error: AccountsUnavailable()))
        for response in [
            try await fixture.get("/users/me", as: "johndoe"),
            await fixture.login("username=johndoe&password=secret"),
        ] {
            #expect(response.status == .serviceUnavailable)
            #expect(response.text == #"{"detail":"The accounts are not available."}"#)
            #expect(response.fields[.retryAfter] != nil)
        }
        #expect(
            fixture.observed.reasons == Array(repeating: "the accounts are not available", count: 2)
        )
    }
}

/// A store that cannot be asked.
struct BrokenStore: AccountDirectory {
    struct Broken: Error {}

    func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) async throws -> Account {
        throw error
    }

    let error: any Error

    func account(named name: String) async throws -> Account? { throw error }
    var isAvailable: Bool { false }
    func reportPasswordHashes(to observer: @escaping @Sendable (String) -> Void) {}
}

/// A directory that remembers an account as it was before its password was changed elsewhere.
private struct OutdatedDirectory: AccountDirectory {
    func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) async throws -> Account {
        throw AccountsUnavailable()
    }

    func account(named name: String) -> Account? {
        Account(username: name, passwordHash: "", scopes: ["me"])
    }

    func currentAccount(named name: String) -> Account? {
        Account(username: name, passwordHash: Fixture.secretHash, scopes: ["me"], epoch: 1)
    }

    var isAvailable: Bool { true }

    func reportPasswordHashes(to observer: @escaping @Sendable (String) -> Void) {
        observer(Fixture.secretHash)
    }
}
