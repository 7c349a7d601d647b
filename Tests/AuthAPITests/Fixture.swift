// SPDX-License-Identifier: MIT
//
// The application with a few accounts whose hashes are cheap, called without a socket.

import AuthAPI
import Gatehouse
import GatehouseSecurity

/// Work done at once, on the spot.
struct InlineWorkers: Workers {
    func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws -> Result {
        work()
    }
}

/// Workers whose queue is full.
struct FullWorkers: Workers {
    struct Full: Error {}

    func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws -> Result {
        throw Full()
    }
}

/// The tutorial's application for a test.
struct Fixture {
    /// A hash of `secret` at cost 4, so that a login takes no time.
    static let secretHash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS"
    static let key = "a key for tests that is long enough for HS256"

    let tokens: Tokens
    let client: TestClient
    let readiness: Readiness

    init(
        workers: any Workers = InlineWorkers(),
        accounts: any AccountStore = Self.accounts,
        documentation: Application.Documentation = .shown,
        time: Double = 1_800_000_000
    ) throws {
        tokens = try Tokens(
            signingKey: SecretKey(Self.key),
            clock: { UnixTime(seconds: time) }
        )
        readiness = Readiness()
        readiness.state = .ready
        let app = Application.authAPI(
            accounts: accounts,
            passwords: try PasswordContext(bcryptCost: 10),
            tokens: tokens,
            workers: workers,
            readiness: readiness,
            documentation: documentation
        )
        client = TestClient(try app.responder())
    }

    static var accounts: MemoryAccountStore {
        let johndoe = User(
            username: "johndoe",
            email: "johndoe@example.com",
            fullName: "John Doe"
        )
        return MemoryAccountStore([
            Account(user: johndoe, passwordHash: secretHash, scopes: ["me", "items"]),
            Account(
                user: User(username: "alice", disabled: true),
                passwordHash: secretHash
            ),
            Account(user: User(username: "caf\u{E9}"), passwordHash: secretHash),
        ])
    }

    /// Sends a login.
    func login(_ form: String) async -> Response {
        await client.post("/token", form: form)
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

extension Response {
    /// The content as text.
    var text: String { String(decoding: body, as: UTF8.self) }
}
