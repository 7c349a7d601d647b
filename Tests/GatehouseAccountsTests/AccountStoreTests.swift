// SPDX-License-Identifier: MIT
//
// What every store of accounts owes to its users, checked against each of them.

import Foundation
import GatehouseAccounts
import GatehouseBase
import GatehousePostgres
import GatehouseSQLite
import TestSupport
import Testing

/// A kind of store.
enum Engine: Sendable {
    case memory, sqlite, postgres

    /// The engines that this machine has.
    static let available: [Engine] =
        PostgresServer.isInstalled ? [.memory, .sqlite, .postgres] : [.memory, .sqlite]

    /// Makes an empty store, which lives as long as the value.
    func make() throws -> TestStore {
        switch self {
        case .memory: return TestStore(store: MemoryAccountStore([]))
        case .sqlite:
            let folder = try TemporaryFolder()
            let store = try SQLiteAccountStore(path: folder.file("accounts.sqlite"))
            return TestStore(store: store, folder: folder)
        case .postgres:
            let server = try PostgresServer.shared.get()
            let url = try #require(PostgresURL(server.url(server.makeDatabase())))
            return TestStore(store: try PostgresAccountStore(url: url))
        }
    }
}

/// A store of a test.
struct TestStore {
    let store: any AccountStore
    var folder: TemporaryFolder?
}

extension Account {
    /// Hashes of cost 4 of some password.
    static let hashes = [
        "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS",
        "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfa",
    ]

    static func test(_ name: String, hash: String = hashes[0]) -> Account {
        Account(username: name, passwordHash: hash, scopes: ["me", "items"])
    }
}

@Suite("Stores of accounts")
struct AccountStoreTests {
    private static let time = UnixTime(seconds: 1_800_000_000)

    /// The reason why a single account cannot be added.
    private func refusal(
        of account: Account,
        _ policy: AdditionPolicy = .newNamesOnly,
        by store: any AccountStore
    ) -> AccountStoreError.Reason? {
        do throws(AccountStoreError) {
            try store.add([account], policy) { _ in }
            return nil
        } catch {
            guard case .rejected(let rejections) = error else { return nil }
            return rejections.first?.reason
        }
    }

    @Test("A store gives back what was stored in it", arguments: Engine.available)
    func roundTrip(engine: Engine) throws {
        let test = try engine.make()
        let account = Account(
            username: "Jöhn '; DROP TABLE account; --",
            email: "j@example.com",
            fullName: "J\u{1F600} \"D\"",
            isDisabled: true,
            passwordHash: Account.hashes[0],
            scopes: ["me", "items"],
            createdAt: Self.time,
            passwordChangedAt: Self.time
        )
        try test.store.add(account)
        let stored = try #require(try test.store.account(named: account.username))
        #expect(stored.username.utf8.elementsEqual(account.username.utf8))
        #expect(stored.email == account.email)
        #expect(stored.fullName == account.fullName)
        #expect(stored.isDisabled)
        #expect(stored.passwordHash == account.passwordHash)
        #expect(stored.scopes == account.scopes)
        #expect(stored.epoch == 0)
        #expect(stored.createdAt.seconds == Self.time.seconds)
        #expect(stored.passwordChangedAt.seconds == Self.time.seconds)
    }

    @Test("Names are found by their bytes, and by nothing else", arguments: Engine.available)
    func names(engine: Engine) throws {
        let test = try engine.make()
        for name in ["caf\u{E9}", "K", "%", "a_b"] { try test.store.add(.test(name)) }
        for name in ["cafe\u{301}", "\u{212A}", "", "k", "%%", "aXb", "K\0", "K "] {
            #expect(try test.store.account(named: name) == nil, "\(name.debugDescription)")
        }
        #expect(try test.store.account(named: "caf\u{E9}") != nil)
    }

    @Test("A name that is taken, or looks like one, is refused", arguments: Engine.available)
    func taken(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add(.test("caf\u{E9}"))
        #expect(refusal(of: .test("caf\u{E9}"), by: test.store) == .nameTaken)
        #expect(refusal(of: .test("cafe\u{301}"), by: test.store) == .nameLooksTaken)
        #expect(refusal(of: .test(""), by: test.store) == .invalidName(.empty))
        #expect(refusal(of: .test("a\nb"), by: test.store) == .invalidName(.controlCharacter))
        #expect(refusal(of: .test("cafe"), by: test.store) == nil)
    }

    @Test(
        "Many accounts are added all or none, and each bad one is named",
        arguments: Engine.available
    )
    func allOrNone(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add(.test("b"))
        let accounts = ["a", "b", "c", "c", " d", "e"].map { Account.test($0) }
        let expected: [AccountStoreError.Rejection] = [
            .init(index: 1, reason: .nameTaken), .init(index: 3, reason: .nameTaken),
            .init(index: 4, reason: .invalidName(.outerWhitespace)),
        ]
        #expect(throws: AccountStoreError.rejected(expected)) {
            try test.store.add(accounts, .newNamesOnly) { _ in }
        }
        #expect(try test.store.accounts(after: nil, limit: 9).map(\.username) == ["b"])
        let many = (0..<300).map { _ in Account.test("") }
        #expect {
            try test.store.add(many, .newNamesOnly) { _ in }
        } throws: { error in
            guard case .rejected(let rejections)? = error as? AccountStoreError else {
                return false
            }
            return rejections.count == 100
        }
    }

    @Test(
        "Accounts come in pages, in the order of the bytes of their names",
        arguments: Engine.available
    )
    func pages(engine: Engine) throws {
        let test = try engine.make()
        let names = ["Z", "a", "aa", "b", "\u{E9}", "\u{FF21}", "\u{1F600}"]
        for name in names.reversed() { try test.store.add(.test(name)) }
        var listed: [String] = []
        while case let page = try test.store.accounts(after: listed.last, limit: 2), !page.isEmpty {
            #expect(page.count <= 2)
            listed += page.map(\.username)
        }
        #expect(listed == names)
        #expect(try test.store.accounts(after: nil, limit: 0).isEmpty)
        #expect(try test.store.accounts(after: nil, limit: -1).isEmpty)
    }

    @Test(
        "All accounts are read as they were at one moment, whatever changes meanwhile",
        arguments: Engine.available
    )
    func snapshot(engine: Engine) throws {
        let test = try engine.make()
        let names = (1000..<3500).map { "user\($0)" }
        try test.store.add(names.map { .test($0) }, .newNamesOnly) { _ in }
        var read: [String] = []
        try test.store.readAll { page in
            #expect((1...1000).contains(page.count))
            if read.isEmpty { try changeElsewhere(test.store) }
            read += page.map(\.username)
        }
        #expect(read == names)
        #expect(
            try test.store.accounts(after: "user3499", limit: 9).map(\.username) == ["user9999"]
        )
    }

    /// Adds an account at the end and removes one, on another thread.
    private func changeElsewhere(_ store: any AccountStore) throws {
        let isDone = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            try? store.add(.test("user9999"))
            try? store.remove("user3000")
            isDone.signal()
        }
        isDone.wait()
    }

    @Test("A dry run adds nothing, and says what would be rejected", arguments: Engine.available)
    func trial(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add(.test("a"))
        for (names, rejections) in [
            (["b", "a"], [AccountStoreError.Rejection(index: 1, reason: .nameTaken)]), (["b"], []),
        ] {
            #expect(throws: AccountStoreError.rejected(rejections)) {
                try test.store.add(names.map { .test($0) }, .dryRun) { _ in }
            }
        }
        #expect(try test.store.accounts(after: nil, limit: 9).map(\.username) == ["a"])
    }

    @Test("What a reader of all accounts throws comes back to it", arguments: Engine.available)
    func throwingReader(engine: Engine) throws {
        struct Enough: Error {}
        let test = try engine.make()
        try test.store.readAll { _ in throw Enough() }
        try test.store.add(.test("a"))
        #expect(throws: Enough.self) { try test.store.readAll { _ in throw Enough() } }
        #expect(try test.store.account(named: "a") != nil)
    }

    @Test(
        "What ends tokens raises the epoch, and what does not leaves it",
        arguments: Engine.available
    )
    func epochs(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add(.test("a"))
        let hash = Account.hashes[1]
        let changes: [(AccountChange, Int64)] = [
            (.logout, 1), (.scopes(["me"]), 1), (.disable, 2), (.enable, 2),
            (.password(hash: hash, at: Self.time, expected: nil), 3),
        ]
        for (change, epoch) in changes {
            #expect(try test.store.change("a", change).epoch == epoch)
            #expect(try test.store.account(named: "a")?.epoch == epoch)
        }
        let account = try #require(try test.store.account(named: "a"))
        #expect(account.scopes == ["me"])
        #expect(!account.isDisabled)
        #expect(account.passwordHash == hash)
        #expect(account.passwordChangedAt.seconds == Self.time.seconds)
    }

    @Test(
        "A password is set only if the hash is still the expected one",
        arguments: Engine.available
    )
    func condition(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add(.test("a"))
        let (old, new) = (Account.hashes[0], Account.hashes[1])
        let change = AccountChange.password(hash: new, at: Self.time, expected: old)
        #expect(try test.store.change("a", change).passwordHash == new)
        #expect(throws: AccountStoreError.conflict) { try test.store.change("a", change) }
        #expect(try test.store.account(named: "a")?.epoch == 1)
    }

    @Test(
        "An account that does not exist cannot be changed or removed",
        arguments: Engine.available
    )
    func missing(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add(.test("a"))
        try test.store.remove("a")
        for name in ["a", "b", ""] {
            #expect(throws: AccountStoreError.noSuchAccount) {
                try test.store.change(name, .logout)
            }
            #expect(throws: AccountStoreError.noSuchAccount) { try test.store.remove(name) }
        }
    }

    @Test(
        "The name of a removed account is given away only on purpose, and with a later epoch",
        arguments: Engine.available
    )
    func removed(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add(.test("caf\u{E9}"))
        _ = try test.store.change("caf\u{E9}", .logout)
        try test.store.remove("caf\u{E9}")
        #expect(try test.store.account(named: "caf\u{E9}") == nil)
        #expect(try test.store.accounts(after: nil, limit: 9).isEmpty)
        for name in ["caf\u{E9}", "cafe\u{301}"] {
            #expect(refusal(of: .test(name), by: test.store) == .nameWasUsed)
            #expect(refusal(of: .test(name), .updatingExisting, by: test.store) == .nameWasUsed)
        }
        #expect(refusal(of: .test("cafe\u{301}"), .reusingNames, by: test.store) == nil)
        #expect(try test.store.account(named: "cafe\u{301}")?.epoch == 2)
        #expect(try test.store.account(named: "caf\u{E9}") == nil)
    }

    @Test(
        "An update of an account ends its tokens if the password changes, or if it is disabled",
        arguments: Engine.available
    )
    func update(engine: Engine) throws {
        let test = try engine.make()
        try test.store.add(.test("a"))
        var account = Account.test("a")
        account.email = "a@example.com"
        try test.store.add([account], .updatingExisting) { _ in }
        #expect(try test.store.account(named: "a")?.epoch == 0)
        #expect(try test.store.account(named: "a")?.email == "a@example.com")
        account.passwordHash = Account.hashes[1]
        try test.store.add([account], .updatingExisting) { _ in }
        #expect(try test.store.account(named: "a")?.epoch == 1)
        account.isDisabled = true
        try test.store.add([account], .updatingExisting) { _ in }
        #expect(try test.store.account(named: "a")?.epoch == 2)
    }

    @Test("The news of a store name what has changed since a version", arguments: Engine.available)
    func news(engine: Engine) throws {
        let test = try engine.make()
        let start = try test.store.news(since: nil)
        try test.store.add(.test("a"))
        try test.store.add(.test("b"))
        let first = try test.store.news(since: start.version)
        #expect(first.changedNames.map(Set.init) == ["a", "b"])
        #expect(first.passwordHashes == [Account.hashes[0]])
        #expect(first.version > start.version)
        _ = try test.store.change("b", .logout)
        try test.store.remove("a")
        let second = try test.store.news(since: first.version)
        #expect(second.changedNames.map(Set.init) == ["a", "b"])
        let third = try test.store.news(since: second.version)
        #expect(third.changedNames == [])
        #expect(third.passwordHashes == nil)
        #expect(third.version == second.version)
    }

    @Test(
        "Of many callers that change one account at once, none is lost",
        arguments: Engine.available
    )
    func concurrency(engine: Engine) async throws {
        let test = try engine.make()
        try test.store.add(.test("a"))
        let store = test.store
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<10 { _ = try? store.change("a", .logout) } }
            }
        }
        #expect(try store.account(named: "a")?.epoch == 80)
    }
}
