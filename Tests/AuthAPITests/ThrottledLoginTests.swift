// SPDX-License-Identifier: MIT
//
// The login throttle as clients meet it, with a clock that the test sets.

import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseSecurity
import GatehouseTesting
import Synchronization
import Testing

/// The application with a throttle whose time stands still until it is told otherwise.
private struct Throttled {
    let fixture: Fixture
    private let clock: TestClock

    final class TestClock: Sendable {
        let milliseconds = Atomic<Int64>(1_000_000)
    }

    init(workers: any Workers = InlineWorkers()) throws {
        let clock = TestClock()
        self.clock = clock
        let events = AuditedEvents()
        fixture = try Fixture(
            workers: workers,
            loginGuard: try LoginGuard(
                key: SecretKey(Fixture.key),
                now: { clock.milliseconds.load(ordering: .relaxed) },
                onEvent: events.add
            )
        )
        throttleEvents = events
    }

    /// What the throttle has told.
    let throttleEvents: AuditedEvents

    func advance(seconds: Int) {
        clock.milliseconds.add(Int64(seconds) * 1000, ordering: .relaxed)
    }

    func login(_ name: String, _ password: String, from address: String = "192.0.2.1") async
        -> Response
    {
        await fixture.login(
            "username=\(name)&password=\(password)",
            from: IPAddress(address)
        )
    }

    /// The statuses of many wrong logins.
    func fail(_ count: Int, _ name: String, from address: String = "192.0.2.1") async -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<count {
            statuses.append(Int(await login(name, "wrong", from: address).status.code))
        }
        return statuses
    }
}

@Suite("Throttled logins")
struct ThrottledLoginTests {
    private static let detail = #"{"detail":"Too many failed logins. Try again later."}"#

    @Test(
        "The eleventh failure in a row is not even looked at, for a known and an unknown name",
        arguments: ["johndoe", "nobody"]
    )
    func eleventh(name: String) async throws {
        let server = try Throttled()
        #expect(await server.fail(10, name) == Array(repeating: 401, count: 10))
        let response = await server.login(name, "wrong")
        #expect(response.status == .tooManyRequests)
        #expect(response.text == Self.detail)
        #expect(response.fields.values(for: .retryAfter) == ["30"])
        #expect(response.fields[.wwwAuthenticate] == nil)
        // Not even the right one.
        #expect(await server.login(name, "secret").status == .tooManyRequests)
    }

    @Test("What Retry-After says is true")
    func retryAfter() async throws {
        let server = try Throttled()
        _ = await server.fail(10, "johndoe")
        server.advance(seconds: 29)
        let early = await server.login("johndoe", "secret")
        #expect(early.fields.values(for: .retryAfter) == ["1"])
        server.advance(seconds: 1)
        #expect(await server.login("johndoe", "secret").status == .ok)
        // The right one was not counted: there is room for one more wrong one, and no other.
        #expect(await server.fail(2, "johndoe") == [401, 429])
    }

    @Test("An OAuth2 client is told in its own words")
    func members() async throws {
        let server = try Throttled()
        _ = await server.fail(10, "johndoe")
        let form = "grant_type=password&username=johndoe&password=secret"
        let response = await server.fixture.login(form, from: IPAddress("192.0.2.1"))
        let body = try JSONValue.parse(response.body)
        #expect(body["error"] == "temporarily_unavailable")
        #expect(body["detail"] == "Too many failed logins. Try again later.")
    }

    @Test("One source gets thirty failures over all names")
    func source() async throws {
        let server = try Throttled()
        var statuses: [Int] = []
        for number in 0..<60 { statuses += await server.fail(1, "user-\(number)") }
        #expect(statuses == Array(repeating: 401, count: 30) + Array(repeating: 429, count: 30))
        // Others are not concerned: another address, and another network of IPv6.
        #expect(await server.login("johndoe", "secret", from: "192.0.2.2").status == .ok)
        #expect(await server.login("johndoe", "secret", from: "2001:db8::1").status == .ok)
        #expect(await server.login("johndoe", "secret").status == .tooManyRequests)
    }

    @Test("An owner who has logged in before is not shut out by guesses from everywhere")
    func owner() async throws {
        let server = try Throttled()
        #expect(await server.login("johndoe", "secret", from: "198.51.100.1").status == .ok)
        for number in 0..<100 {
            _ = await server.fail(1, "johndoe", from: "203.0.113.\(number)")
        }
        #expect(await server.fail(1, "johndoe", from: "203.0.113.200") == [429])
        #expect(await server.login("johndoe", "secret", from: "198.51.100.1").status == .ok)
        server.advance(seconds: 29 * 86_400)
        for number in 0..<101 {
            _ = await server.fail(1, "johndoe", from: "203.0.113.\(number)")
        }
        #expect(await server.login("johndoe", "secret", from: "198.51.100.1").status == .ok)
    }

    @Test("The audit log is told of each login, of each refusal and why, and of the throttle")
    func events() async throws {
        let server = try Throttled()
        let client = ClientAddress.internet(try #require(IPAddress("192.0.2.1")), port: 1)
        _ = await server.login("johndoe", "secret")
        _ = await server.fail(1, "nobody")
        _ = await server.fail(11, "johndoe")
        #expect(
            server.fixture.events.all == [
                .login(username: "johndoe", client: client),
                .refusal(.name, username: "nobody", client: client),
            ]
                + Array(
                    repeating: .refusal(.password, username: "johndoe", client: client),
                    count: 10
                ) + [.refusal(.throttled, username: "johndoe", client: client)]
        )
        guard
            case .throttleBegan(.accountAndSource, "johndoe", let account, client)? =
                server.throttleEvents.all.first
        else {
            Issue.record("\(server.throttleEvents.all)")
            return
        }
        server.advance(seconds: 301)
        _ = await server.login("johndoe", "secret")
        #expect(
            server.throttleEvents.all.dropFirst() == [
                .throttleEnded(.accountAndSource, account: account, source: client.ip)
            ]
        )
    }

    @Test("A wrong current password is charged like a failed login, and a throttled one is 429")
    func passwordChange() async throws {
        let server = try Throttled()
        let token = try server.fixture.tokens.issue(to: "johndoe")
        let fields: Fields = [
            .authorization: try #require(FieldValue("Bearer " + token)),
            .contentType: "application/x-www-form-urlencoded",
        ]
        func change(_ current: String) async throws -> Response {
            await server.fixture.client.send(
                .post,
                "/users/me/password",
                fields: fields,
                body: Array("current_password=\(current)&new_password=vhzkqwxj".utf8),
                from: .internet(try #require(IPAddress("192.0.2.1")), port: 1)
            )
        }
        for _ in 0..<10 { #expect(try await change("wrong").status == .forbidden) }
        let response = try await change("secret")
        #expect(response.status == .tooManyRequests)
        #expect(response.text == Self.detail)
        #expect(response.fields.values(for: .retryAfter) == ["30"])
        #expect(await server.login("johndoe", "secret").status == .tooManyRequests)
    }

    @Test(
        "A proxy that names its clients is not believed, which is told once",
        arguments: ["X-Forwarded-For", "Forwarded"] as [FieldName]
    )
    func forwarding(name: FieldName) async throws {
        let server = try Throttled()
        let proxy = ClientAddress.internet(try #require(IPAddress("192.0.2.1")), port: 1)
        for number in 0..<40 {
            let fields: Fields = [
                .contentType: "application/x-www-form-urlencoded",
                name: try #require(FieldValue("203.0.113.\(number)")),
            ]
            let response = await server.fixture.client.send(
                .post,
                "/token",
                fields: fields,
                body: Array("username=user-\(number)&password=wrong".utf8),
                from: proxy
            )
            #expect(response.status == (number < 30 ? .unauthorized : .tooManyRequests))
        }
        let told = server.throttleEvents.all.filter { $0 == .forwardingIgnored(client: proxy) }
        #expect(told.count == 1)
    }

    @Test("A login that is not checked, since too many wait, is not charged")
    func busy() async throws {
        let server = try Throttled(workers: FullWorkers())
        #expect(await server.fail(20, "johndoe") == Array(repeating: 503, count: 20))
    }
}
