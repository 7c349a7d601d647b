// SPDX-License-Identifier: MIT

import GatehouseAccounts
import GatehouseBase
import Glibc
import Synchronization
import TestSupport
import Testing

/// Work done at once, on the spot.
private struct InlineWorkers: Workers {
    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        work()
    }
}

/// A clock that a test moves by hand.
private final class ManualClock: Sendable {
    private let time = Atomic<UInt64>(1_000_000_000)

    func now() -> UInt64 { time.load(ordering: .relaxed) }

    func advance(milliseconds: UInt64) {
        time.wrappingAdd(milliseconds * 1_000_000, ordering: .relaxed)
    }
}

/// Holds up whoever comes, until it is opened.
private final class Gate: Sendable {
    private let isOpen = Atomic<Bool>(false)

    func open() { isOpen.store(true, ordering: .releasing) }
    func wait() { while !isOpen.load(ordering: .acquiring) { sched_yield() } }
}

/// A store that counts questions, can be out of reach, and lets something happen amid a lookup.
private final class ProbedStore: AccountStore {
    let memory = MemoryAccountStore([])
    private let lookups = Mutex(0)
    private let outage = Mutex<AccountStoreError?>(nil)
    private let lookupFault = Mutex<AccountStoreError?>(nil)
    private let interruption = Mutex<(@Sendable () -> Void)?>(nil)
    private let hidesNames = Atomic<Bool>(false)

    var lookupCount: Int { lookups.withLock { $0 } }

    func fail(_ error: AccountStoreError?) { outage.withLock { $0 = error } }
    func failLookups(_ error: AccountStoreError?) { lookupFault.withLock { $0 = error } }
    func interruptNextLookup(_ body: @escaping @Sendable () -> Void) {
        interruption.withLock { $0 = body }
    }
    func hideChangedNames() { hidesNames.store(true, ordering: .relaxed) }

    func account(named name: String) throws(AccountStoreError) -> Account? {
        lookups.withLock { $0 += 1 }
        if let error = outage.withLock({ $0 }) ?? lookupFault.withLock({ $0 }) { throw error }
        let account = memory.account(named: name)
        interruption.withLock { body in
            defer { body = nil }
            return body
        }?()
        return account
    }

    func news(since version: Int64?) throws(AccountStoreError) -> AccountNews {
        if let error = outage.withLock({ $0 }) { throw error }
        let news = memory.news(since: version)
        guard hidesNames.load(ordering: .relaxed), news.changedNames?.isEmpty == false else {
            return news
        }
        return AccountNews(
            version: news.version,
            changedNames: nil,
            passwordHashes: news.passwordHashes
        )
    }

    func accounts(after name: String?, limit: Int) -> [Account] {
        memory.accounts(after: name, limit: limit)
    }

    func readAll(_ body: ([Account]) throws -> Void) throws { try memory.readAll(body) }

    func add(
        _ accounts: [Account],
        _ policy: AdditionPolicy,
        by author: ChangeAuthor,
        progress: (Int) -> Void
    ) throws(AccountStoreError) {
        try memory.add(accounts, policy, by: author, progress: progress)
    }

    func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) throws(AccountStoreError) -> Account {
        try memory.change(name, change, by: author)
    }

    func remove(_ name: String, by author: ChangeAuthor) throws(AccountStoreError) {
        try memory.remove(name, by: author)
    }

    func readRecords(
        since time: UnixTime?,
        _ body: ([AuditRecord]) throws -> Void
    ) throws {
        try memory.readRecords(since: time, body)
    }
}

@Suite("Account cache")
struct AccountCacheTests {
    private let store = ProbedStore()
    private let clock = ManualClock()

    private func makeCache(capacity: Int = 1000) -> AccountCache {
        AccountCache(
            store: store,
            workers: InlineWorkers(),
            capacity: capacity,
            staleness: .seconds(1),
            now: clock.now
        )
    }

    @Test("A cache is not available before it has heard from its store")
    func unheard() async throws {
        let cache = makeCache()
        #expect(!cache.isAvailable)
        await #expect(throws: AccountsUnavailable()) { try await cache.account(named: "a") }
        try cache.refresh()
        #expect(cache.isAvailable)
        #expect(try await cache.account(named: "a") == nil)
    }

    @Test("The store is asked once for an account, and each time for one that does not exist")
    func once() async throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        for _ in 0..<5 { #expect(try await cache.account(named: "a") != nil) }
        #expect(store.lookupCount == 1)
        for _ in 0..<2 { #expect(try await cache.account(named: "b") == nil) }
        #expect(store.lookupCount == 3)
    }

    @Test("A change in the store is seen with the next news")
    func news() async throws {
        try store.add(.test("a"))
        try store.add(.test("b"))
        let cache = makeCache()
        try cache.refresh()
        for name in ["a", "b"] { _ = try await cache.account(named: name) }
        _ = try store.change("a", .logout)
        try store.remove("b")
        try cache.refresh()
        #expect(try await cache.account(named: "a")?.epoch == 1)
        #expect(try await cache.account(named: "b") == nil)
    }

    @Test("News that do not name what has changed drop everything")
    func unnamed() async throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        _ = try await cache.account(named: "a")
        store.hideChangedNames()
        _ = try store.change("a", .logout)
        try cache.refresh()
        #expect(try await cache.account(named: "a")?.epoch == 1)
    }

    @Test("The present account is that of the store, and it replaces the one in memory")
    func present() async throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        _ = try await cache.account(named: "a")
        _ = try store.change("a", .logout)
        #expect(try await cache.account(named: "a")?.epoch == 0)
        #expect(try await cache.currentAccount(named: "a")?.epoch == 1)
        #expect(try await cache.account(named: "a")?.epoch == 1)
        store.fail(.unavailable("gone"))
        await #expect(throws: AccountsUnavailable()) { try await cache.currentAccount(named: "a") }
    }

    @Test("An answer that was under way for longer than memory is trusted is not believed")
    func lateAnswer() async throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        store.interruptNextLookup { [clock] in clock.advance(milliseconds: 1001) }
        await #expect(throws: AccountsUnavailable()) { try await cache.account(named: "a") }
        try cache.refresh()
        store.interruptNextLookup { [clock] in clock.advance(milliseconds: 1001) }
        await #expect(throws: AccountsUnavailable()) { try await cache.currentAccount(named: "a") }
        try cache.refresh()
        store.interruptNextLookup { [clock] in clock.advance(milliseconds: 1000) }
        #expect(try await cache.account(named: "a") != nil)
    }

    @Test("A name that is given away in another spelling does not leave the former in memory")
    func otherSpelling() async throws {
        try store.add(.test("cafe\u{301}"))
        let cache = makeCache()
        try cache.refresh()
        #expect(try await cache.account(named: "cafe\u{301}") != nil)
        try store.remove("cafe\u{301}")
        try store.add([.test("caf\u{E9}")], .reusingNames) { _ in }
        try cache.refresh()
        #expect(try await cache.account(named: "cafe\u{301}") == nil)
        #expect(try await cache.account(named: "caf\u{E9}") != nil)
        #expect(try await cache.account(named: "cafe\u{301}") == nil)
    }

    @Test("After an outage everything is news, even if the version is the same")
    func otherDatabase() async throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        #expect(try await cache.account(named: "a") != nil)
        store.fail(.unavailable("gone"))
        #expect(throws: AccountStoreError.self) { try cache.refresh() }
        store.fail(nil)
        try cache.refresh()
        let count = store.lookupCount
        _ = try await cache.account(named: "a")
        #expect(store.lookupCount == count + 1)
    }

    @Test("A change through the cache is seen at once")
    func ownChange() async throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        _ = try await cache.account(named: "a")
        #expect(try await cache.change("a", .disable, by: .account).epoch == 1)
        #expect(try await cache.account(named: "a")?.isDisabled == true)
        await #expect(throws: AccountStoreError.noSuchAccount) {
            try await cache.change("b", .disable, by: .account)
        }
    }

    @Test("A store that has been silent for too long is not trusted, until it is heard again")
    func silence() async throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        _ = try await cache.account(named: "a")
        store.fail(.unavailable("gone"))
        clock.advance(milliseconds: 1000)
        #expect(try await cache.account(named: "a") != nil)
        #expect(throws: AccountStoreError.unavailable("gone")) { try cache.refresh() }
        clock.advance(milliseconds: 1)
        #expect(!cache.isAvailable)
        await #expect(throws: AccountsUnavailable()) { try await cache.account(named: "a") }
        store.fail(nil)
        try cache.refresh()
        #expect(try await cache.account(named: "a") != nil)
    }

    @Test("A store that cannot be asked about an account is not taken for one without it")
    func outage() async throws {
        let cache = makeCache()
        try cache.refresh()
        store.fail(.unavailable("gone"))
        await #expect(throws: AccountsUnavailable()) { try await cache.account(named: "a") }
    }

    @Test("An account that cannot be read is remembered until it can, while others are served")
    func unreadable() async throws {
        try store.add([.test("a"), .test("b")], .newNamesOnly) { _ in }
        let cache = makeCache()
        try cache.refresh()
        _ = try await cache.account(named: "b")
        store.failLookups(.damaged("the database is damaged"))
        #expect(cache.isComplete && cache.readFault == nil)
        await #expect(throws: AccountsUnavailable()) { try await cache.account(named: "a") }
        #expect(!cache.isComplete)
        #expect(cache.readFault == .damaged("the database is damaged"))
        try cache.refresh()
        #expect(cache.isAvailable && !cache.isComplete)
        #expect(try await cache.account(named: "b") != nil)
        store.failLookups(nil)
        while !cache.isComplete {
            try cache.refresh()
            await Task.yield()
        }
        #expect(cache.readFault == nil)
        #expect(try await cache.account(named: "a") != nil)
    }

    @Test("A lookup that takes long does not hold up the news")
    func slowLookup() async throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        store.failLookups(.damaged("the database is damaged"))
        await #expect(throws: AccountsUnavailable()) { try await cache.account(named: "a") }
        store.failLookups(nil)
        let gate = Gate()
        store.interruptNextLookup { gate.wait() }
        try cache.refresh()
        gate.open()
        while !cache.isComplete { await Task.yield() }
    }

    @Test("A store that is out of reach has no single accounts that cannot be read")
    func wholeOutage() async throws {
        let cache = makeCache()
        try cache.refresh()
        store.fail(.unavailable("gone"))
        await #expect(throws: AccountsUnavailable()) { try await cache.account(named: "a") }
        #expect(cache.isComplete)
        store.fail(.damaged("the database is damaged"))
        await #expect(throws: AccountsUnavailable()) { try await cache.account(named: "a") }
        #expect(!cache.isComplete)
        #expect(throws: AccountStoreError.self) { try cache.refresh() }
        #expect(cache.isComplete)
    }

    @Test("An account that changes while it is being loaded is not kept as it was")
    func race() async throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        store.interruptNextLookup { [store] in
            _ = try? store.change("a", .logout)
            try? cache.refresh()
        }
        _ = try await cache.account(named: "a")
        #expect(try await cache.account(named: "a")?.epoch == 1)
    }

    @Test("Memory is bounded, and what is used often stays")
    func bounded() async throws {
        let names = (0..<5000).map { "user\($0)" }
        try store.add(names.map { Account.test($0) }, .newNamesOnly) { _ in }
        let cache = makeCache(capacity: 640)
        try cache.refresh()
        for name in names {
            _ = try await cache.account(named: name)
            _ = try await cache.account(named: "user0")
        }
        #expect(cache.count <= 640)
        // It was loaded hardly more often than once.
        #expect(store.lookupCount < names.count + 10)
    }

    @Test("A hash of each kind is reported: those in use, and those that come with news")
    func hashes() throws {
        try store.add(.test("a"))
        let cache = makeCache()
        try cache.refresh()
        let seen = Mutex<[String]>([])
        cache.reportPasswordHashes { hash in seen.withLock { $0.append(hash) } }
        #expect(seen.withLock { $0 } == [Account.hashes[0]])
        let dearer = Account.hashes[0].replacing("$04$", with: "$05$")
        try store.add(.test("b"))
        try store.add(.test("c", hash: dearer))
        try cache.refresh()
        #expect(seen.withLock { $0 } == [Account.hashes[0], dearer])
    }

    @Test("Many threads that look up, change and refresh see no account older than the last news")
    func manyThreads() async throws {
        try store.add((0..<50).map { .test("user\($0)") }, .newNamesOnly) { _ in }
        let cache = makeCache(capacity: 64)
        try cache.refresh()
        await withTaskGroup { group in
            for seed in 0..<4 {
                group.addTask {
                    var random = SeededGenerator(seed: UInt64(seed))
                    for _ in 0..<2000 {
                        let name = "user\(Int.random(in: 0..<50, using: &random))"
                        guard let epoch = try? await cache.account(named: name)?.epoch else {
                            continue
                        }
                        guard Int.random(in: 0..<10, using: &random) == 0 else { continue }
                        let changed = try? await cache.change(name, .logout, by: .account).epoch
                        #expect((changed ?? 0) > epoch)
                        let seen = try? await cache.account(named: name)?.epoch
                        #expect((seen ?? 0) >= (changed ?? 0))
                        try? cache.refresh()
                    }
                }
            }
        }
    }
}
