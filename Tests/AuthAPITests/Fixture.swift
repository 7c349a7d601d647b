// SPDX-License-Identifier: MIT
//
// The application with a few accounts whose hashes are cheap, called without a socket.

import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseSecurity
import GatehouseTesting
import Synchronization

/// Work done at once, on the spot.
struct InlineWorkers: Workers {
    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        work()
    }
}

/// Workers whose queue is full.
struct FullWorkers: Workers {
    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        throw WorkersBusy()
    }
}

/// The tutorial's application for a test.
struct Fixture {
    /// A hash of `secret` at cost 4, so that a login takes no time.
    static let secretHash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS"
    static let key = "a key for tests that is long enough for HS256"

    let tokens: Tokens
    let auth: AuthAPI
    let client: TestClient
    /// What was observed of each exchange.
    let observed = Observations()
    /// What the audit log is told.
    let events = AuditedEvents()

    init(
        workers: any Workers = InlineWorkers(),
        accounts: any AccountDirectory = Self.accounts,
        time: Double = 1_800_000_000,
        loginGuard: LoginGuard? = nil,
        overrides: (AuthAPI, inout DependencyOverrides) -> Void = { _, _ in },
        declare: (AuthAPI, Application) -> Void = { _, _ in }
    ) throws {
        tokens = try Tokens(
            signingKey: SecretKey(Self.key),
            clock: { UnixTime(seconds: time) }
        )
        auth = AuthAPI(
            accounts: accounts,
            passwords: try PasswordContext(bcryptCost: 10),
            tokens: tokens,
            workers: workers,
            loginGuard: loginGuard,
            onEvent: events.add
        )
        let app = Application(title: "Test", version: "1.0.0")
        auth.declare(on: app)
        declare(auth, app)
        var replacements = DependencyOverrides()
        overrides(auth, &replacements)
        let observer = Observer(now: { .zero }, ended: observed.add)
        client = TestClient(try app.responder(overrides: replacements, observer: observer))
    }

    static var accounts: MemoryAccountStore {
        MemoryAccountStore([
            Account(
                username: "johndoe",
                email: "johndoe@example.com",
                fullName: "John Doe",
                passwordHash: secretHash,
                scopes: ["me", "items", "K"]
            ),
            Account(
                username: "alice",
                isDisabled: true,
                passwordHash: secretHash,
                scopes: ["me", "items"]
            ),
            Account(username: "caf\u{E9}", passwordHash: secretHash, scopes: ["me"]),
        ])
    }

    /// Sends a login.
    func login(_ form: String, from address: IPAddress? = nil) async -> Response {
        guard let address else { return await client.post("/token", form: form) }
        return await client.send(
            .post,
            "/token",
            fields: [.contentType: "application/x-www-form-urlencoded"],
            body: Array(form.utf8),
            from: .internet(address, port: 1)
        )
    }

    /// Sends a GET with a token, made for the user where none is given.
    func get(_ path: String, as user: String) async throws -> Response {
        let token = try tokens.issue(to: user)
        return await get(path, authorization: "Bearer " + token)
    }

    func get(_ path: String, authorization: String) async -> Response {
        guard let value = FieldValue(authorization) else { return Response(status: .badRequest) }
        return await client.get(path, fields: [.authorization: value])
    }
}

/// What the audit log is told.
final class AuditedEvents: Sendable {
    private let events = Mutex<[AuthEvent]>([])

    var all: [AuthEvent] { events.withLock { $0 } }

    func add(_ event: AuthEvent) { events.withLock { $0.append(event) } }
}

/// What an observer has seen.
final class Observations: Sendable {
    private let exchanges = Mutex<[ObservedExchange]>([])

    /// Why each exchange was refused, as the log would say it; a dash where it was not.
    var reasons: [String] {
        exchanges.withLock { $0.map { ($0.cause as? any LogSafe)?.logDescription ?? "-" } }
    }

    func add(_ exchange: ObservedExchange) { exchanges.withLock { $0.append(exchange) } }
}

extension Response {
    /// The content as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}
