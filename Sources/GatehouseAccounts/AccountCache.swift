// SPDX-License-Identifier: MIT
//
// Touches: the monotonic clock that it is given.

public import GatehouseSecurity
internal import Synchronization

/// A directory that keeps the accounts in use in memory, in front of a store.
///
/// Almost every lookup is answered at once. An account that is not in memory is loaded on another
/// thread. A thread of the program's own calls `refresh()` several times a second, which drops
/// whatever has changed in the store; once the store has been silent for too long, nothing in memory
/// is trusted any more, and a lookup throws `AccountsUnavailable` rather than honour what may have
/// ended.
public final class AccountCache: AccountDirectory {
    private let store: any AccountStore
    private let workers: any Workers
    private let staleness: UInt64
    private let now: @Sendable () -> UInt64
    private let shards: [AccountShard]
    /// When the store was last known to agree with the memory; 0 before the first time.
    private let heardAt = Atomic<UInt64>(0)
    private let version = Mutex<Int64?>(nil)
    private let hashes = Mutex(HashObservers())
    private let unreadable = Mutex<Unreadable?>(nil)

    /// Creates a cache that knows nothing yet, and is not available until the first `refresh()`.
    ///
    /// - Parameters:
    ///   - store: Where the accounts are kept.
    ///   - workers: Where the store is called; not the threads that hash passwords, which take long.
    ///   - capacity: How many accounts are kept in memory; less than 64 counts as 64.
    ///   - staleness: How long the memory is trusted without news from the store.
    public convenience init(
        store: any AccountStore,
        workers: any Workers,
        capacity: Int = 100_000,
        staleness: Duration = .seconds(1)
    ) {
        self.init(
            store: store,
            workers: workers,
            capacity: capacity,
            staleness: staleness,
            now: { SystemTime.bootNanoseconds }
        )
    }

    /// Creates a cache with a clock in nanoseconds that never goes backwards.
    package init(
        store: any AccountStore,
        workers: any Workers,
        capacity: Int,
        staleness: Duration,
        now: @escaping @Sendable () -> UInt64
    ) {
        self.store = store
        self.workers = workers
        self.staleness = staleness.wholeNanoseconds
        self.now = now
        // Enough that two threads hardly ever meet in one.
        let shardCount = 64
        let perShard = max(1, capacity / shardCount)
        shards = (0..<shardCount).map { _ in AccountShard(capacity: perShard) }
    }

    /// Whether the store has been heard of recently enough.
    ///
    /// It is judged from the clock at the moment of the question: a process that was stopped for a
    /// while must not trust what it knew before.
    public var isAvailable: Bool {
        let heardAt = heardAt.load(ordering: .acquiring)
        return heardAt > 0 && isRecent(heardAt)
    }

    /// Whether what was true at a time can still be relied on.
    private func isRecent(_ time: UInt64) -> Bool {
        let now = now()
        return now <= time || now - time <= staleness
    }

    /// Whether every account that was needed so far could be read, or can be read again.
    public var isComplete: Bool { readFault == nil }

    /// Why an account could not be read when it was needed; nil once it can be read again.
    public var readFault: AccountStoreError? { unreadable.withLock { $0?.error } }

    /// Returns the account with exactly this name; nil if there is none.
    ///
    /// - Throws: `AccountsUnavailable` if the store does not answer, or has not for too long.
    public func account(named name: String) async throws -> Account? {
        guard isAvailable else { throw AccountsUnavailable() }
        let key = NameKey(name)
        let shard = shard(of: key)
        if let account = shard.account(key) { return account }
        return try await load(key, into: shard)
    }

    /// Returns the account as the store has it now; nil if there is none.
    ///
    /// - Throws: As `account(named:)`.
    public func currentAccount(named name: String) async throws -> Account? {
        guard isAvailable else { throw AccountsUnavailable() }
        let key = NameKey(name)
        return try await load(key, into: shard(of: key))
    }

    /// How many accounts are in memory.
    package var count: Int { shards.reduce(0) { $0 + $1.count } }

    /// Changes an account in the store; later lookups see the change.
    ///
    /// - Returns: The account after the change.
    /// - Throws: What the store throws; `WorkersBusy`.
    public func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) async throws -> Account {
        let account = try await onWorker { [store] () throws(AccountStoreError) in
            try store.change(name, change, by: author)
        }
        let key = NameKey(name)
        shard(of: key).forget(key)
        return account
    }

    private func load(_ key: NameKey, into shard: AccountShard) async throws -> Account? {
        let generation = shard.generation
        let askedAt = now()
        do {
            let account = try await onWorker { [self] () throws(AccountStoreError) in
                // The answer would be too old to trust.
                guard isRecent(askedAt) else {
                    throw .unavailable("too many lookups are waiting")
                }
                return try store.account(named: key.name)
            }
            // The answer may have been under way for long, or this process was stopped meanwhile.
            guard isRecent(askedAt) else { throw AccountsUnavailable() }
            if let account { shard.insert(account, for: key, ifStill: generation) }
            return account
        } catch let error as AccountStoreError {
            if case .damaged = error {
                unreadable.withLock { known in
                    if known?.key != key { known = Unreadable(key: key, error: error) }
                }
            }
            throw AccountsUnavailable()
        }
    }

    private func onWorker<Value: Sendable>(
        _ work: @escaping @Sendable () throws(AccountStoreError) -> Value
    ) async throws -> Value {
        try await workers.run { Result(catching: work) }.get()
    }

    private func shard(of key: NameKey) -> AccountShard {
        shards[Int(UInt(bitPattern: key.hashValue) % UInt(shards.count))]
    }
}

// MARK: - News

extension AccountCache {
    /// Asks the store what has changed, and forgets it; retries the account that could not be read.
    ///
    /// Blocks the calling thread.
    ///
    /// - Throws: What the store throws; the cache is then trusted only until the time is over.
    public func refresh() throws(AccountStoreError) {
        // Taken before the question: what the store says is true from then on at the earliest.
        let askedAt = now()
        let known = version.withLock { $0 }
        let news = try askForNews(since: known)
        forget(news, isFirst: known == nil)
        version.withLock { $0 = news.version }
        heardAt.store(max(1, askedAt), ordering: .releasing)
        if let found = news.passwordHashes { report(found) }
        tryUnreadable()
    }

    private func askForNews(since version: Int64?) throws(AccountStoreError) -> AccountNews {
        do { return try store.news(since: version) } catch {
            // All is out of reach then, and not some accounts alone; and what answers next may be
            // another database.
            unreadable.withLock { $0 = nil }
            self.version.withLock { $0 = nil }
            throw error
        }
    }

    /// An account that the store failed to read, though it has told its news.
    private struct Unreadable {
        let key: NameKey
        let error: AccountStoreError
        var isBeingTried = false
    }

    /// Tries again what could not be read, until it can.
    ///
    /// Nobody waits for it: a store may take its time to fail.
    private func tryUnreadable() {
        let key = unreadable.withLock { known -> NameKey? in
            guard known?.isBeingTried == false else { return nil }
            known?.isBeingTried = true
            return known?.key
        }
        guard let key else { return }
        Task {
            let isReadable = await canRead(key)
            unreadable.withLock { known in
                // Another may have joined meanwhile.
                guard known?.key == key else { return }
                if isReadable { known = nil } else { known?.isBeingTried = false }
            }
        }
    }

    private func canRead(_ key: NameKey) async -> Bool {
        do {
            // That there is no such account is an answer too.
            _ = try await onWorker { [store] () throws(AccountStoreError) in
                try store.account(named: key.name)
            }
            return true
        } catch {
            return false
        }
    }

    private func forget(_ news: AccountNews, isFirst: Bool) {
        guard let names = news.changedNames, !isFirst else {
            shards.forEach { $0.forgetAll() }
            return
        }
        for name in names {
            let key = NameKey(name)
            shard(of: key).forget(key)
        }
    }

    private struct HashObservers {
        var known: [PasswordHashKind: String] = [:]
        var observers: [@Sendable (String) -> Void] = []
    }

    /// Reports a hash of each kind in use, now and when news of another come.
    public func reportPasswordHashes(to observer: @escaping @Sendable (String) -> Void) {
        let known = hashes.withLock { hashes in
            hashes.observers.append(observer)
            return hashes.known.values.map(\.self)
        }
        known.forEach(observer)
    }

    private func report(_ found: [String]) {
        let (new, observers) = hashes.withLock { hashes in
            let new = found.filter { hash in
                guard let kind = try? PasswordHashKind(hash), hashes.known[kind] == nil else {
                    return false
                }
                hashes.known[kind] = hash
                return true
            }
            return (new, hashes.observers)
        }
        for hash in new { observers.forEach { $0(hash) } }
    }
}

extension Duration {
    /// The nanoseconds, from 0 to half of the range.
    fileprivate var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = UInt64(clamping: seconds)
            .multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow, product < .max / 4 else { return .max / 2 }
        return product + UInt64(clamping: attoseconds) / 1_000_000_000
    }
}
