// SPDX-License-Identifier: MIT
//
// What belongs to the executable: health, readiness, and the way to the docs page.

import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseTesting
import Testing
import gatehouse_server

/// A store that cannot be asked.
private struct AbsentStore: AccountDirectory {
    func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) async throws -> Account {
        throw AccountsUnavailable()
    }
    func account(named name: String) async throws -> Account? { throw AccountsUnavailable() }
    var isAvailable: Bool { false }
    func reportPasswordHashes(to observer: @escaping @Sendable (String) -> Void) {}
}

/// A store that has lost a part of its accounts.
private struct DamagedStore: AccountDirectory {
    func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) async throws -> Account {
        throw AccountsUnavailable()
    }
    func account(named name: String) async throws -> Account? { throw AccountsUnavailable() }
    var isAvailable: Bool { true }
    var isComplete: Bool { false }
    func reportPasswordHashes(to observer: @escaping @Sendable (String) -> Void) {}
}

@Suite("Operations")
struct OperationsTests {
    private func client(
        _ state: Readiness.State = .ready,
        accounts: any AccountDirectory = MemoryAccountStore([]),
        documentation: Application.Documentation = .shown
    ) throws -> TestClient {
        let readiness = Readiness()
        readiness.state = state
        let app = Application(title: "T", version: "1", documentation: documentation)
        Operations(readiness: readiness, accounts: accounts).declare(on: app)
        return TestClient(try app.responder())
    }

    @Test("A ready server says ok on both health routes", arguments: ["/healthz", "/readyz"])
    func ready(path: String) async throws {
        let response = try await client().get(path)
        #expect(response.status == .ok)
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"status":"ok"}"#)
    }

    @Test(
        "A server that is starting or draining is alive but not ready",
        arguments: [Readiness.State.starting, .draining]
    )
    func notReady(state: Readiness.State) async throws {
        let client = try client(state)
        let response = await client.get("/readyz")
        #expect(response.status == .serviceUnavailable)
        #expect(response.fields.values(for: .retryAfter) == ["1"])
        #expect(await client.get("/healthz").status == .ok)
    }

    @Test("A server whose account store is not available is not ready")
    func noStore() async throws {
        let response = try await client(accounts: AbsentStore()).get("/readyz")
        #expect(response.status == .serviceUnavailable)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text == #"{"detail":"The accounts are not available."}"#)
    }

    @Test("A server that cannot read some of its accounts is not ready, and says so")
    func damagedStore() async throws {
        let response = try await client(accounts: DamagedStore()).get("/readyz")
        #expect(response.status == .serviceUnavailable)
        let text = String(decoding: response.body, as: UTF8.self)
        #expect(text == #"{"detail":"Some accounts cannot be read."}"#)
    }

    @Test("The root redirects to the docs page by a relative reference, if there is one")
    func root() async throws {
        let response = try await client().get("/")
        #expect(response.status == .temporaryRedirect)
        #expect(response.fields.values(for: .location) == ["/docs"])
        for path in ["/", "/docs", "/openapi.json"] {
            #expect(try await client(documentation: .hidden).get(path).status == .notFound)
        }
    }

    @Test("The printed OpenAPI document has every route of the program, in order")
    func document() throws {
        let document = try JSONValue.parse(OpenAPICommand.document())
        guard case .object(let paths)? = document["paths"] else {
            Issue.record("no paths")
            return
        }
        let names = [
            "/token", "/users/me/", "/users/me/items/", "/users/me/password", "/healthz", "/readyz",
        ]
        #expect(paths.members.map(\.name) == names)
    }
}
