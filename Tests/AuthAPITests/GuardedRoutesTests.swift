// SPDX-License-Identifier: MIT
//
// The routes that ask for a token, and the health checks beside them.

import AuthAPI
import Gatehouse
import GatehouseSecurity
import Testing

@Suite("Guarded routes")
struct GuardedRoutesTests {
    static let credentials = #"{"detail":"Could not validate credentials"}"#

    @Test(
        "answer in both spellings",
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

    @Test("write null for what a user does not have")
    func nulls() async throws {
        let response = try await Fixture().get("/users/me", as: "caf\u{E9}")
        #expect(
            response.text
                == #"{"username":"café","email":null,"full_name":null,"disabled":false}"#
        )
    }

    @Test("turn away who brings no token", arguments: ["/users/me", "/users/me/items"])
    func noToken(path: String) async throws {
        let response = try await Fixture().client.get(path)
        #expect(response.status == .unauthorized)
        #expect(response.text == #"{"detail":"Not authenticated"}"#)
        #expect(response.fields.values(for: .wwwAuthenticate) == ["Bearer"])
    }

    @Test("give one answer for every fault of a token")
    func faults() async throws {
        let fixture = try Fixture()
        let valid = try fixture.tokens.issue(to: "johndoe")
        let expired = try Fixture(time: 1_700_000_000).tokens.issue(to: "johndoe")
        let foreign = try Tokens(signingKey: SecretKey("another key, long enough for HS256 too"))
            .issue(to: "johndoe")
        let faulty = [
            "", "x", valid + "x", String(valid.dropLast()), expired, foreign, valid + " " + valid,
            try fixture.tokens.issue(to: "nobody"), try fixture.tokens.issue(to: "JOHNDOE"),
            try fixture.tokens.issue(to: "cafe\u{301}"), String(repeating: "a", count: 10_000),
        ]
        for token in faulty {
            let authorization = token.isEmpty ? "Bearer" : "Bearer " + token
            let response = await fixture.get("/users/me", authorization: authorization)
            #expect(response.status == .unauthorized, "\(token)")
            #expect(response.text == Self.credentials, "\(token)")
            #expect(response.fields.values(for: .wwwAuthenticate) == ["Bearer"])
        }
    }

    @Test("tell a disabled user so", arguments: ["/users/me", "/users/me/items"])
    func disabled(path: String) async throws {
        let response = try await Fixture().get(path, as: "alice")
        #expect(response.status == .badRequest)
        #expect(response.text == #"{"detail":"Inactive user"}"#)
    }

    @Test("decide on the method before they look at the token")
    func methodFirst() async throws {
        let response = try await Fixture().client.send(.post, "/users/me")
        #expect(response.status == .methodNotAllowed)
        #expect(response.fields.values(for: .allow) == ["GET, HEAD, OPTIONS"])
    }

    @Test("answer 500 without a word when the store fails")
    func brokenStore() async throws {
        let response = try await Fixture(accounts: BrokenStore()).get("/users/me", as: "johndoe")
        #expect(response.status == .internalServerError)
        #expect(response.text == #"{"detail":"Internal Server Error"}"#)
    }
}

/// A store that cannot be asked.
struct BrokenStore: AccountStore {
    struct Broken: Error {}

    func account(named name: String) async throws -> Account? { throw Broken() }
    var isAvailable: Bool { false }
}

@Suite("Health checks")
struct HealthTests {
    @Test("say ok while the server is ready", arguments: ["/healthz", "/readyz"])
    func ready(path: String) async throws {
        let response = try await Fixture().client.get(path)
        #expect(response.status == .ok)
        #expect(response.text == #"{"status":"ok"}"#)
    }

    @Test(
        "say 503 at /readyz while the server starts or drains, and keep /healthz at 200",
        arguments: [Readiness.State.starting, .draining]
    )
    func notReady(state: Readiness.State) async throws {
        let fixture = try Fixture()
        fixture.readiness.state = state
        let response = await fixture.client.get("/readyz")
        #expect(response.status == .serviceUnavailable)
        #expect(response.fields.values(for: .retryAfter) == ["1"])
        #expect(await fixture.client.get("/healthz").status == .ok)
    }

    @Test("say 503 at /readyz without the store")
    func noStore() async throws {
        let response = try await Fixture(accounts: BrokenStore()).client.get("/readyz")
        #expect(response.status == .serviceUnavailable)
        #expect(response.text == #"{"detail":"The accounts are not available."}"#)
    }
}
