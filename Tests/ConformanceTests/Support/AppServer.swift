// SPDX-License-Identifier: MIT
//
// A server on loopback with the application of `AuthAPI`, and a client that talks to it.
// Touches: loopback sockets, threads.

import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseSecurity
import GatehouseTransport
import TestSupport
import WireCaseSupport
import gatehouse_server

/// The whole application, as it is seen from outside.
final class AppServer {
    /// What the server is in the middle of.
    enum State: String, CaseIterable {
        case ready
        case starting
        /// No login finds a place in the queue.
        case busy
    }

    private let server: Server
    /// What takes the place of each placeholder.
    private var values: [String: String] = [:]

    init(_ state: State = .ready) throws {
        let readiness = Readiness()
        readiness.state = state == .starting ? .starting : .ready
        let app = Application.gatehouse(
            AuthAPI(
                accounts: Self.accounts,
                passwords: try PasswordContext(bcryptCost: 10),
                tokens: try Self.tokens(),
                workers: TestWorkers(isFull: state == .busy)
            ),
            Operations(readiness: readiness, accounts: Self.accounts)
        )
        var configuration = ServerConfiguration()
        configuration.port = 0
        configuration.loopCount = 1
        server = try Server.start(
            configuration,
            responder: try app.responder(),
            clock: StoppedClock()
        )
        try fillValues()
    }

    deinit {
        server.drain()
        server.wait()
    }

    /// Puts values in the place of placeholders.
    func filled(_ text: String) -> String {
        values.reduce(into: text) { text, entry in
            text = text.replacing("<" + entry.key + ">", with: entry.value)
        }
    }

    /// Sends requests, and returns all that the server sends until it closes; the client ends its
    /// side first, unless the server is to close by itself.
    func exchange(_ input: String, closes: Bool) throws -> [UInt8] {
        let socket = try ClientSocket(port: server.port)
        try socket.send(try WireText.decode(filled(input)))
        if !closes { socket.endSending() }
        return try socket.receiveAll()
    }

    /// Sends a request without content, and returns the answer.
    func answer(_ method: String, _ path: String) throws -> RawResponse {
        let request = "\(method) \(path) HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n"
        var bytes = try exchange(request, closes: false)[...]
        let response = try RawResponse(from: &bytes) { _ in method != "HEAD" }
        guard bytes.isEmpty else { throw RawResponse.Fault("bytes after the answer") }
        return response
    }
}

extension AppServer {
    private static let now = 1_800_000_000.0

    private static func tokens(
        key: String = "a key for tests that is long enough for HS256",
        time: Double = now
    ) throws -> Tokens {
        try Tokens(signingKey: SecretKey(key), clock: { UnixTime(seconds: time) })
    }

    private func fillValues() throws {
        for name in ["johndoe", "alice", "nobody"] {
            values["token " + name] = try Self.tokens().issue(to: name)
        }
        values["expired token"] = try Self.tokens(time: Self.now - 7_200).issue(to: "johndoe")
        let foreign = try Self.tokens(key: "another key for tests that is long enough too")
        values["foreign token"] = try foreign.issue(to: "johndoe")
        for path in ["/docs", "/openapi.json"] {
            values["tag " + path] = try answer("GET", path).values("ETag").first
        }
    }

    /// Accounts with the password `secret`, hashed at cost 4, so that a login takes no time.
    private static var accounts: MemoryAccountStore {
        let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS"
        return MemoryAccountStore([
            Account(
                username: "johndoe",
                email: "johndoe@example.com",
                fullName: "John Doe",
                passwordHash: hash,
                scopes: ["me", "items"]
            ),
            Account(
                username: "alice",
                isDisabled: true,
                passwordHash: hash,
                scopes: ["me", "items"]
            ),
        ])
    }
}

/// Workers that work on the spot, or never.
private struct TestWorkers: Workers {
    let isFull: Bool

    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        guard !isFull else { throw WorkersBusy() }
        return work()
    }
}
