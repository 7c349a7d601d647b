// SPDX-License-Identifier: MIT
//
// What every store records of the changes that are made in it.

import Foundation
import GatehouseAccounts
import GatehouseBase
import TestSupport
import Testing

extension AccountStore {
    /// All records, or those since a time.
    func records(since time: UnixTime? = nil) throws -> [AuditRecord] {
        var records: [AuditRecord] = []
        try readRecords(since: time) { records += $0 }
        return records
    }
}

@Suite("Records of changes")
struct AuditRecordTests {
    private static let time = UnixTime(seconds: 1_800_000_000)

    @Test("Each change leaves a record of who, what and when", arguments: Engine.available)
    func actions(engine: Engine) throws {
        let test = try engine.make()
        let start = UnixTime.now()
        var account = Account.test("J\u{F6}hn \"D\"")
        account.email = "j@example.com"
        account.fullName = "John D"
        try test.store.add([account], .newNamesOnly, by: .system("root")) { _ in }
        let changes: [(AccountChange, ChangeAuthor, AuditRecord.Action)] = [
            (
                .rehash(hash: Account.hashes[1], expected: Account.hashes[0]), .program,
                .passwordRehashed
            ),
            (
                .password(hash: Account.hashes[0], at: Self.time, expected: nil), .account,
                .passwordChanged
            ),
            (.disable, .system("a b"), .disabled), (.enable, .system("1000"), .enabled),
            (.logout, .system("root"), .loggedOut), (.scopes([]), .system("root"), .scopesChanged),
            (.scopes(["me", "x"]), .system("root"), .scopesChanged),
        ]
        for (change, author, _) in changes {
            _ = try test.store.change(account.username, change, by: author)
        }
        try test.store.remove(account.username, by: .system("\u{202E}'; --"))
        let records = try test.store.records()
        #expect(records.map(\.action) == [.added] + changes.map(\.2) + [.removed])
        #expect(
            records.map(\.author)
                == [.system("root")] + changes.map(\.1) + [.system("\u{202E}'; --")]
        )
        #expect(records.allSatisfy { $0.username.utf8.elementsEqual(account.username.utf8) })
        #expect(zip(records, records.dropFirst()).allSatisfy { $0.time <= $1.time })
        #expect(records.allSatisfy { $0.time >= start && $0.time <= .now() })
        var expected = [AuditRecord.Detail](repeating: .init(), count: 9)
        expected[0] = .init(scopes: ["me", "items"], isDisabled: false)
        expected[6] = .init(scopes: [])
        expected[7] = .init(scopes: ["me", "x"])
        #expect(records.map(\.detail) == expected)
        let all = "\(records)"
        for secret in Account.hashes + ["j@example.com", "John D"] {
            #expect(!all.contains(secret))
        }
    }

    @Test("A change that is refused leaves no record", arguments: Engine.available)
    func refused(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add(.test("a"))
        let known = try test.store.records()
        let store = test.store
        let conflicts: [AccountChange] = [
            .password(hash: "x", at: Self.time, expected: Account.hashes[1]),
            .rehash(hash: "x", expected: Account.hashes[1]),
        ]
        for change in conflicts {
            #expect(throws: AccountStoreError.conflict) { try store.change("a", change) }
        }
        #expect(throws: AccountStoreError.noSuchAccount) { try store.change("b", .logout) }
        #expect(throws: AccountStoreError.noSuchAccount) { try store.remove("b") }
        for (names, policy) in [
            (["c", "a"], AdditionPolicy.newNamesOnly), (["c", ""], .updatingExisting),
            (["c"], .dryRun),
        ] {
            #expect(throws: AccountStoreError.self) {
                try store.add(names.map { .test($0) }, policy) { _ in }
            }
        }
        #expect(try store.records() == known)
    }

    @Test(
        "Of accounts that are added together each has a record, in order, and says what it was",
        arguments: Engine.available
    )
    func additions(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add([.test("b"), .test("gone")], .newNamesOnly) { _ in }
        try test.store.remove("gone")
        var disabled = Account.test("b", hash: Account.hashes[1])
        disabled.isDisabled = true
        disabled.scopes = []
        try test.store.add(
            [.test("z"), disabled, .test("gone"), .test("a"), .test("z")],
            [.updatingExisting, .reusingNames],
            by: .system("root")
        ) { _ in }
        let records = Array(try test.store.records().dropFirst(3))
        #expect(records.map(\.username) == ["z", "b", "gone", "a", "z"])
        #expect(records.map(\.action) == [.added, .updated, .added, .added, .updated])
        #expect(records.allSatisfy { $0.author == .system("root") })
        let added = AuditRecord.Detail(scopes: ["me", "items"], isDisabled: false)
        var same = added
        same.hasNewPassword = false
        let changed = AuditRecord.Detail(scopes: [], isDisabled: true, hasNewPassword: true)
        #expect(records.map(\.detail) == [added, changed, added, added, same])
    }

    @Test("Records are read since a time, the time itself included", arguments: Engine.available)
    func since(engine: Engine) throws {
        let test = try engine.make()
        for name in ["a", "b", "c"] {
            try test.store.add(.test(name))
            Thread.sleep(forTimeInterval: 0.002)
        }
        let records = try test.store.records()
        try #require(records.map(\.username) == ["a", "b", "c"])
        let second = records[1].time
        #expect(try test.store.records(since: second) == Array(records.dropFirst()))
        let later = UnixTime(seconds: second.seconds + 0.001)
        #expect(try test.store.records(since: later) == Array(records.dropFirst(2)))
        #expect(try test.store.records(since: UnixTime(seconds: -1e300)) == records)
        #expect(try test.store.records(since: UnixTime(seconds: 1e300)).isEmpty)
    }

    @Test(
        "Records come in pages as they were at one moment, whatever changes meanwhile",
        arguments: Engine.available
    )
    func snapshot(engine: Engine) throws {
        let test = try engine.make()
        let store = test.store
        try store.add((0..<2500).map { .test("user\($0)") }, .newNamesOnly) { _ in }
        var read: [String] = []
        try store.readRecords(since: nil) { page in
            #expect((1...1000).contains(page.count))
            if read.isEmpty {
                let isDone = DispatchSemaphore(value: 0)
                Thread.detachNewThread {
                    try? store.add(.test("later"))
                    isDone.signal()
                }
                isDone.wait()
            }
            read += page.map(\.username)
        }
        #expect(read == (0..<2500).map { "user\($0)" })
        #expect(try store.records().count == 2501)
    }

    @Test("What a reader of records throws comes back to it", arguments: Engine.available)
    func throwingReader(engine: Engine) throws {
        struct Enough: Error {}
        let test = try engine.make()
        try test.store.readRecords(since: nil) { _ in throw Enough() }
        try test.store.add(.test("a"))
        #expect(throws: Enough.self) {
            try test.store.readRecords(since: nil) { _ in throw Enough() }
        }
        #expect(try test.store.account(named: "a") != nil)
    }

    @Test("A store in memory forgets the oldest records, since memory has an end")
    func bounded() throws {
        let store = MemoryAccountStore([.test("a")])
        for _ in 0..<100_001 { _ = try store.change("a", .logout) }
        #expect(try store.records().count == 50_001)
    }

    @Test("A cache passes on who makes a change")
    func cache() async throws {
        let store = MemoryAccountStore([.test("a")])
        let cache = AccountCache(store: store, workers: OneWorker())
        _ = try await cache.change("a", .logout, by: .account)
        #expect(try store.records().map(\.author) == [.account])
    }
}

/// Work done at once, on the spot.
private struct OneWorker: Workers {
    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        work()
    }
}
