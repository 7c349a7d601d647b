// SPDX-License-Identifier: MIT
//
// The renewal of hashes that are weaker than new ones.

import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseSecurity
import Synchronization
import Testing

/// Workers that do something of a test's own before one of their works, counted from 1.
final class InterruptingWorkers: Workers {
    private let count = Atomic(0)
    private let number: Int
    private let interrupt: @Sendable () -> Void

    init(before number: Int, _ interrupt: @escaping @Sendable () -> Void) {
        self.number = number
        self.interrupt = interrupt
    }

    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        if count.add(1, ordering: .relaxed).newValue == number { interrupt() }
        return work()
    }
}

/// A directory in memory that tells a test of each change.
private final class NotedChanges: AccountDirectory {
    let store: MemoryAccountStore
    let changes: AsyncStream<AccountChange>
    private let note: AsyncStream<AccountChange>.Continuation

    init(_ store: MemoryAccountStore) {
        self.store = store
        (changes, note) = AsyncStream.makeStream()
    }

    var isAvailable: Bool { true }
    func account(named name: String) async throws -> Account? { store.account(named: name) }
    func reportPasswordHashes(to observer: @escaping @Sendable (String) -> Void) {}

    func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) async throws -> Account {
        defer { note.yield(change) }
        return try store.change(name, change, by: author)
    }
}

@Suite("Renewal of hashes")
struct RehashTests {
    private static let login = "username=johndoe&password=secret"

    @Test("A right login renews a weak hash after its answer; tokens stay valid")
    func renews() async throws {
        let store = Fixture.accounts
        let accounts = NotedChanges(store)
        let fixture = try Fixture(accounts: accounts)
        let before = try #require(store.account(named: "johndoe"))
        #expect(await fixture.login(Self.login).status == .ok)
        for await change in accounts.changes {
            guard case .rehash(let hash, Fixture.secretHash) = change else {
                Issue.record("\(change)")
                return
            }
            let after = try #require(store.account(named: "johndoe"))
            #expect(after.passwordHash == hash && hash.hasPrefix("$2b$10$"))
            #expect(after.epoch == before.epoch)
            #expect(after.passwordChangedAt.seconds == before.passwordChangedAt.seconds)
            break
        }
        #expect(try await fixture.get("/users/me", as: "johndoe").status == .ok)
        #expect(await fixture.login(Self.login).status == .ok)
    }

    @Test("A renewal that meets a new password leaves it alone")
    func losesRaces() async throws {
        let store = Fixture.accounts
        let accounts = NotedChanges(store)
        let new = try PasswordContext(bcryptCost: 10).hash(Secret("vhzkqwxj"))
        let workers = InterruptingWorkers(before: 2) {
            _ = try? store.change("johndoe", .password(hash: new, at: .now(), expected: nil))
        }
        let fixture = try Fixture(workers: workers, accounts: accounts)
        #expect(await fixture.login(Self.login).status == .ok)
        for await _ in accounts.changes { break }
        #expect(store.account(named: "johndoe")?.passwordHash == new)
    }

    @Test("A wrong password and a strong hash renew nothing")
    func leavesAlone() async throws {
        let strong = try PasswordContext(bcryptCost: 11).hash(Secret("secret"))
        let store = MemoryAccountStore([
            Account(username: "johndoe", passwordHash: Fixture.secretHash),
            Account(username: "strong", passwordHash: strong),
        ])
        let accounts = NotedChanges(store)
        let fixture = try Fixture(accounts: accounts)
        #expect(await fixture.login("username=johndoe&password=wrong").status == .unauthorized)
        #expect(await fixture.login("username=strong&password=secret").status == .ok)
        // What is renewed is renewed in the order of the logins: this one is the first.
        #expect(await fixture.login(Self.login).status == .ok)
        for await change in accounts.changes {
            guard case .rehash(_, Fixture.secretHash) = change else {
                Issue.record("\(change)")
                return
            }
            break
        }
        #expect(store.account(named: "strong")?.passwordHash == strong)
    }

    @Test("A thousand renewals that race against changes never bring an old password back")
    func manyRaces() async throws {
        // Hashes without meaning: what counts is which one is left.
        let store = MemoryAccountStore([])
        for round in 0..<1000 {
            let name = "user-\(round)"
            try store.add(Account(username: name, passwordHash: "old"))
            await withTaskGroup { group in
                group.addTask {
                    _ = try? store.change(name, .rehash(hash: "renewed", expected: "old"))
                }
                group.addTask {
                    _ = try? store.change(name, .password(hash: "new", at: .now(), expected: nil))
                }
            }
            #expect(store.account(named: name)?.passwordHash == "new")
        }
    }
}
