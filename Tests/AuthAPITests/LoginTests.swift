// SPDX-License-Identifier: MIT
//
// POST /token, as the tutorial and RFC 6749 want it.

import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseSecurity
import GatehouseTesting
import Synchronization
import Testing

@Suite("Login")
struct LoginTests {
    static let refusal = #"{"detail":"Incorrect username or password"}"#

    @Test("A login gives a token that the guarded routes take")
    func success() async throws {
        let fixture = try Fixture()
        let response = await fixture.login("username=johndoe&password=secret")
        #expect(response.status == .ok)
        #expect(response.fields.values(for: .cacheControl) == ["no-store"])
        #expect(response.fields.values(for: .pragma) == ["no-cache"])
        #expect(response.fields.values(for: .contentType) == ["application/json"])
        let body = try JSONValue.parse(response.body)
        let token = try #require(body["access_token"]?.string)
        #expect(
            response.text
                == #"{"access_token":"\#(token)","token_type":"bearer","expires_in":1800}"#
        )
        let me = await fixture.get("/users/me", authorization: "Bearer " + token)
        #expect(me.status == .ok)
    }

    @Test("Each login gives another token, in the same second too")
    func differentTokens() async throws {
        let fixture = try Fixture()
        let first = await fixture.login("username=johndoe&password=secret")
        let second = await fixture.login("username=johndoe&password=secret")
        #expect(first.text != second.text)
    }

    @Test(
        "A wrong password and an unknown user have the same answer",
        arguments: [
            "username=johndoe&password=wrong", "username=nobody&password=secret",
            "username=johndoe&password=secret%20", "username=johndoe&password=%20secret",
            "username=johndoe&password=secret%00", "username=JohnDoe&password=secret",
            "username=johndoe%00&password=secret", "username=alice&password=wrong",
            "username=cafe%CC%81&password=secret", "username=+johndoe&password=secret",
        ]
    )
    func refusal(form: String) async throws {
        let response = try await Fixture().login(form)
        #expect(response.status == .unauthorized)
        #expect(response.text == Self.refusal)
        #expect(response.fields.values(for: .wwwAuthenticate) == ["Bearer"])
        #expect(response.fields.count == 4)
    }

    @Test("A password over 72 bytes is refused and not cut", arguments: [73, 100, 60_000])
    func longPassword(length: Int) async throws {
        let password = String(repeating: "a", count: length)
        let response = try await Fixture().login("username=johndoe&password=" + password)
        #expect(response.text == Self.refusal)
    }

    @Test("A form over 64 KiB is 413, and nothing is hashed")
    func longForm() async throws {
        let workers = CountingWorkers()
        let password = String(repeating: "a", count: 64 * 1024)
        let form = "username=johndoe&password=" + password
        let response = try await Fixture(workers: workers).login(form)
        #expect(response.status == .contentTooLarge)
        #expect(workers.count == 0)
    }

    @Test("A wrong password is invalid_grant for a client that names the grant type")
    func invalidGrant() async throws {
        let form = "grant_type=password&username=johndoe&password=wrong"
        let response = try await Fixture().login(form)
        #expect(
            response.text
                == #"{"detail":"Incorrect username or password","error":"invalid_grant","#
                + #""error_description":"Incorrect username or password"}"#
        )
    }

    @Test(
        "A refusal has RFC 6749's members where the client names the grant type, and only there",
        arguments: [
            ("grant_type=password&username=a", "invalid_request"),
            ("grant_type=password", "invalid_request"),
            ("grant_type=refresh_token&refresh_token=x", "unsupported_grant_type"),
            ("grant_type=password&username=a&username=b&password=c", "invalid_request"),
            (
                "grant_type=password&username=a&password=b&scope="
                    + String(repeating: "x", count: 4097),
                "invalid_scope"
            ),
            ("grant_type=password&username=johndoe&password=wrong", "invalid_grant"),
            ("username=a", nil), ("username=a&username=b&password=c", nil), ("", nil),
        ] as [(String, String?)]
    )
    func members(form: String, error: String?) async throws {
        let response = try await Fixture().login(form)
        #expect(response.status.code >= 400)
        let body = try JSONValue.parse(response.body)
        #expect(body["detail"] != nil)
        #expect(body["error"]?.string == error)
        #expect((body["error_description"] != nil) == (error != nil))
    }

    @Test("A full queue is temporarily_unavailable for a client that names the grant type")
    func fullQueueMembers() async throws {
        let form = "grant_type=password&username=johndoe&password=secret"
        let response = try await Fixture(workers: FullWorkers()).login(form)
        #expect(response.status == .serviceUnavailable)
        let error = try JSONValue.parse(response.body)["error"]?.string
        #expect(error == "temporarily_unavailable")
    }

    @Test(
        "The echo of a wrong grant type is cut after a hundred characters",
        arguments: ["%01", "%FF", "a", "%CC%81"]
    )
    func echo(character: String) async throws {
        let form = "grant_type=" + String(repeating: character, count: 10_000)
        let response = try await Fixture().login(form)
        #expect(response.status == .unprocessableContent)
        let input = try JSONValue.parse(response.body)["detail"]?[0]?["input"]?.string
        #expect(input?.unicodeScalars.count == 100)
        #expect(response.body.count < 2000)
    }

    @Test("A password that is not UTF-8 is the bytes that it is, and none of its neighbours")
    func passwordBytes() async throws {
        let context = try PasswordContext(bcryptCost: 10)
        let hash = try context.hash(Secret(bytes: [0x70, 0xE4, 0x73, 0x73]))
        let store = MemoryAccountStore([Account(username: "latin", passwordHash: hash)])
        let fixture = try Fixture(accounts: store)
        #expect(await fixture.login("username=latin&password=p%E4ss").status == .ok)
        for other in ["p%E5ss", "p%EF%BF%BDss", "p%FFss"] {
            let response = await fixture.login("username=latin&password=" + other)
            #expect(response.text == Self.refusal)
        }
    }

    @Test("Why a login failed is for the log, and not in the answer")
    func reasons() async throws {
        let fixture = try Fixture()
        _ = await fixture.login("username=nobody&password=secret")
        _ = await fixture.login("username=johndoe&password=wrong")
        _ = await fixture.login("username=johndoe&password=secret")
        #expect(fixture.observed.reasons == ["no such user", "wrong password", "-"])
    }

    @Test("A disabled user may log in, since only the right password may reveal it")
    func disabled() async throws {
        let response = try await Fixture().login("username=alice&password=secret")
        #expect(response.status == .ok)
    }

    @Test("A name is found by its bytes")
    func nameIsBytes() async throws {
        let response = try await Fixture().login("username=caf%C3%A9&password=secret")
        #expect(response.status == .ok)
    }

    @Test(
        "A login grants the scopes that it asks for and the account has",
        arguments: [
            ("me", "me"), ("items+me", "items me"), ("me+me", "me"), ("%20me%20", "me"), ("K", "K"),
        ]
    )
    func scopes(requested: String, granted: String) async throws {
        let fixture = try Fixture()
        let form = "username=johndoe&password=secret&scope=" + requested
        let body = try JSONValue.parse(await fixture.login(form).body)
        #expect(body["scope"]?.string == granted)
        let token = try #require(body["access_token"]?.string)
        let expected = granted.split(separator: " ").map(String.init)
        #expect(try fixture.tokens.verify(token).scopes == (expected.isEmpty ? nil : expected))
    }

    @Test(
        "A login that asks for no scopes gets a token that is not narrowed",
        arguments: ["", "&scope=", "&scope=+"]
    )
    func noScopes(field: String) async throws {
        let fixture = try Fixture()
        let login = await fixture.login("username=johndoe&password=secret" + field)
        let body = try JSONValue.parse(login.body)
        #expect(body["scope"] == nil)
        let token = try #require(body["access_token"]?.string)
        #expect(try fixture.tokens.verify(token).scopes == nil)
    }

    @Test(
        "A login that asks for a scope that the account does not have is refused",
        // The last is the KELVIN SIGN, not the K that the account has.
        arguments: ["root", "me+root", "ME", "%22", "%E2%84%AA"]
    )
    func foreignScopes(requested: String) async throws {
        let form = "username=johndoe&password=secret&scope=" + requested
        let response = try await Fixture().login(form)
        let detail = "The scope is invalid, unknown, or more than the user has."
        #expect(response.status == .badRequest)
        #expect(response.text == #"{"detail":"\#(detail)"}"#)
        let named = try await Fixture().login("grant_type=password&" + form)
        #expect(named.status == .badRequest)
        #expect(try JSONValue.parse(named.body)["error"] == "invalid_scope")
    }

    @Test("Only who knows the password learns which scopes an account has")
    func scopesAreForTheOwner() async throws {
        let response = try await Fixture().login("username=johndoe&password=wrong&scope=root")
        #expect(response.status == .unauthorized)
        #expect(response.text == #"{"detail":"Incorrect username or password"}"#)
    }

    @Test("A login is 503 with Retry-After when too many are waiting")
    func fullQueue() async throws {
        let fixture = try Fixture(workers: FullWorkers())
        let response = await fixture.login("username=johndoe&password=secret")
        #expect(response.status == .serviceUnavailable)
        #expect(response.fields.values(for: .retryAfter) == ["2"])
        #expect(response.text == #"{"detail":"Too many logins at once. Try again later."}"#)
    }

    @Test(
        "A password is verified for every name, known or not",
        arguments: ["johndoe", "nobody", "alice"]
    )
    func sameWork(name: String) async throws {
        let workers = CountingWorkers()
        let fixture = try Fixture(workers: workers)
        _ = await fixture.login("username=\(name)&password=wrong")
        #expect(workers.count == 1)
    }

    @Test(
        "The form is judged before anything is hashed",
        arguments: ["username=johndoe", "password=x", "grant_type=x&username=a&password=b", ""]
    )
    func formFirst(form: String) async throws {
        let workers = CountingWorkers()
        let response = try await Fixture(workers: workers).login(form)
        #expect(response.status == .unprocessableContent)
        #expect(workers.count == 0)
    }

    @Test("A name that is not UTF-8, and longer than any name, is wrong like any other")
    func longBrokenName() async throws {
        let name = String(repeating: "%FF", count: 20_000)
        let response = try await Fixture().login("username=\(name)&password=secret")
        #expect(response.status == .unauthorized)
        #expect(response.text == #"{"detail":"Incorrect username or password"}"#)
    }

    @Test(
        "Fields in the query, Basic credentials and JSON are no login",
        arguments: [
            ("/token?username=johndoe&password=secret", "text/plain", ""),
            ("/token", "application/json", #"{"username":"johndoe","password":"secret"}"#),
            ("/token", "text/plain", "username=johndoe&password=secret"),
        ]
    )
    func noLogin(target: String, type: String, body: String) async throws {
        let type = try #require(FieldValue(type))
        let response = try await Fixture().client.send(
            .post,
            target,
            fields: [.contentType: type, .authorization: "Basic am9obmRvZTpzZWNyZXQ="],
            body: Array(body.utf8)
        )
        #expect(response.status == .unprocessableContent)
        #expect(!response.text.contains("secret"))
    }
}

/// Workers that count what they are asked for.
final class CountingWorkers: Workers {
    private let calls = Mutex(0)

    var count: Int { calls.withLock { $0 } }

    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        calls.withLock { $0 += 1 }
        return work()
    }
}
