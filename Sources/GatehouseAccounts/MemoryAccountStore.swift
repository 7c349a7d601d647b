// SPDX-License-Identifier: MIT

internal import GatehouseSecurity
internal import Synchronization

/// A store that ends with the process, for the demo and for tests.
public final class MemoryAccountStore: AccountStore, AccountDirectory {
    fileprivate struct Entry {
        var account: Account
        var isRemoved = false
        var version: Int64
    }

    fileprivate struct State {
        var entries: [NameKey: Entry] = [:]
        /// The name that owns each canonical form.
        var canonicalNames: [NameKey: NameKey] = [:]
        var version: Int64 = 0
        var records: [AuditRecord] = []
        var observers: [@Sendable (String) -> Void] = []
    }

    private let state = Mutex(State())

    /// Creates a store; of two accounts with the same name, the last wins.
    public init(_ accounts: [Account]) {
        state.withLock { state in
            for account in accounts { state.put(account) }
        }
    }

    /// Returns the account with exactly this name.
    public func account(named name: String) -> Account? {
        state.withLock { state in
            guard let entry = state.entries[NameKey(name)], !entry.isRemoved else { return nil }
            return entry.account
        }
    }

    /// Returns a page of the accounts, in the order of the bytes of their names.
    public func accounts(after name: String?, limit: Int) -> [Account] {
        let all = state.withLock { state in
            state.entries.values.filter { !$0.isRemoved }.map(\.account)
        }
        let isAfter: (Account) -> Bool = { account in
            guard let name else { return true }
            return name.utf8.lexicographicallyPrecedes(account.username.utf8)
        }
        return Array(
            all.filter(isAfter)
                .sorted { $0.username.utf8.lexicographicallyPrecedes($1.username.utf8) }
                .prefix(max(0, limit))
        )
    }

    /// Calls a function with all accounts as they are at one moment.
    public func readAll(_ body: ([Account]) throws -> Void) throws {
        let all = accounts(after: nil, limit: .max)
        for start in stride(from: 0, to: all.count, by: Self.pageSize) {
            try body(Array(all[start..<min(start + Self.pageSize, all.count)]))
        }
    }

    /// Adds accounts, all of them or none.
    public func add(
        _ accounts: [Account],
        _ policy: AdditionPolicy,
        by author: ChangeAuthor,
        progress: (Int) -> Void
    ) throws(AccountStoreError) {
        let (rejections, observers) = state.withLock { state in
            (state.add(accounts, policy, author), state.observers)
        }
        guard rejections.isEmpty, !policy.contains(.dryRun) else { throw .rejected(rejections) }
        progress(accounts.count)
        for account in accounts { observers.forEach { $0(account.passwordHash) } }
    }

    /// Changes an account, and returns it.
    public func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) throws(AccountStoreError) -> Account {
        let (account, observers) = try state.withLock { state throws(AccountStoreError) in
            (try state.change(name, change, author), state.observers)
        }
        observers.forEach { $0(account.passwordHash) }
        return account
    }

    /// Removes an account, and keeps its name.
    public func remove(_ name: String, by author: ChangeAuthor) throws(AccountStoreError) {
        try state.withLock { state throws(AccountStoreError) in
            guard let entry = state.entries[NameKey(name)], !entry.isRemoved else {
                throw .noSuchAccount
            }
            state.put(entry.account.removed, isRemoved: true)
            state.record(AuditRecord(removalOf: entry.account.username, by: author))
        }
    }

    /// Calls a function with the last records of changes, at least 50,000 of them.
    public func readRecords(
        since time: UnixTime?,
        _ body: ([AuditRecord]) throws -> Void
    ) throws {
        let all = state.withLock { $0.records }.filter { record in
            guard let time else { return true }
            return record.time >= time
        }
        for start in stride(from: 0, to: all.count, by: Self.pageSize) {
            try body(Array(all[start..<min(start + Self.pageSize, all.count)]))
        }
    }

    /// Returns what has changed since a version.
    public func news(since version: Int64?) -> AccountNews {
        state.withLock { state in
            guard version != state.version else {
                return AccountNews(version: state.version, changedNames: [], passwordHashes: nil)
            }
            let changed = version.map { version in
                state.entries.values.filter { $0.version > version }.map(\.account.username)
            }
            return AccountNews(
                version: state.version,
                changedNames: changed,
                passwordHashes: state.passwordHashes
            )
        }
    }

    /// Always true: memory is always available.
    public var isAvailable: Bool { true }

    /// Reports a hash of each kind in use, now and when one is added.
    public func reportPasswordHashes(to observer: @escaping @Sendable (String) -> Void) {
        let hashes = state.withLock { state in
            state.observers.append(observer)
            return state.passwordHashes
        }
        hashes.forEach(observer)
    }
}

extension MemoryAccountStore.State {
    fileprivate var passwordHashes: [String] {
        let accounts = entries.values.filter { !$0.isRemoved }.map(\.account)
        let kinds = accounts.compactMap { account in
            (try? PasswordHashKind(account.passwordHash)).map { ($0, account.passwordHash) }
        }
        return Array(Dictionary(kinds, uniquingKeysWith: { first, _ in first }).values)
    }

    fileprivate mutating func put(_ account: Account, isRemoved: Bool = false) {
        version += 1
        let key = NameKey(account.username)
        entries[key] = MemoryAccountStore.Entry(
            account: account,
            isRemoved: isRemoved,
            version: version
        )
        canonicalNames[NameKey(AccountName.canonical(account.username))] = key
    }

    fileprivate mutating func change(
        _ name: String,
        _ change: AccountChange,
        _ author: ChangeAuthor
    ) throws(AccountStoreError) -> Account {
        guard let entry = entries[NameKey(name)], !entry.isRemoved else { throw .noSuchAccount }
        guard let account = change.applied(to: entry.account) else { throw .conflict }
        put(account)
        record(AuditRecord(change, of: account.username, by: author))
        return account
    }

    /// Keeps a record; of too many only the later half, since memory has an end.
    fileprivate mutating func record(_ record: AuditRecord) {
        records.append(record)
        if records.count > 100_000 { records.removeFirst(50_000) }
    }

    fileprivate mutating func add(
        _ accounts: [Account],
        _ policy: AdditionPolicy,
        _ author: ChangeAuthor
    ) -> [AccountStoreError.Rejection] {
        let before = self
        var rejections: [AccountStoreError.Rejection] = []
        for (index, account) in accounts.enumerated() where rejections.count < 100 {
            if let reason = addOne(account, policy, author) {
                rejections.append(.init(index: index, reason: reason))
            }
        }
        if !rejections.isEmpty || policy.contains(.dryRun) { self = before }
        return rejections
    }

    private mutating func addOne(
        _ account: Account,
        _ policy: AdditionPolicy,
        _ author: ChangeAuthor
    ) -> AccountStoreError.Reason? {
        let owner = canonicalNames[NameKey(AccountName.canonical(account.username))]
        let entry = owner.flatMap { entries[$0] }
        switch AccountAddition.decide(
            account,
            policy,
            existing: entry?.account,
            isRemoved: entry?.isRemoved ?? false,
            by: author
        ) {
        case .refuse(let reason): return reason
        case .put(let account, let record):
            if let owner { entries[owner] = nil }
            put(account)
            self.record(record)
            return nil
        }
    }
}

extension MemoryAccountStore {
    /// The tutorial's user: `johndoe` with the well-known password `secret`.
    public static var demo: MemoryAccountStore {
        MemoryAccountStore([
            Account(
                username: "johndoe",
                email: "johndoe@example.com",
                fullName: "John Doe",
                passwordHash: "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
                scopes: ["me", "items"]
            )
        ])
    }
}
