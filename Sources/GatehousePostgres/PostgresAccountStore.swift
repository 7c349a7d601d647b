// SPDX-License-Identifier: MIT
//
// Touches: sockets, the clock.

public import GatehouseAccounts
internal import GatehouseBase
internal import Synchronization

/// Accounts in a PostgreSQL database, version 13 or later, shared by any number of machines.
///
/// The tables are in a schema of their own, `gatehouse`. What has been reported as done survives a
/// crash of the server. A connection that is lost is opened anew, after growing pauses while the
/// server cannot be reached.
public final class PostgresAccountStore: AccountStore {
    /// How many accounts are added with one statement.
    private static let batchSize = 1000

    /// Where the database is.
    public let url: PostgresURL
    /// What is allowed but probably not intended: one line each, for the log.
    public let warnings: [String]

    private let pool: PostgresPool
    /// Nil if there is one connection for everything.
    private let listener: NewsListener?
    /// What was known when there was no listener to know it.
    private let known = Mutex<AccountSchema.State?>(nil)
    private let timeout: Duration
    private let newsTimeout: Duration

    /// Opens a database, and makes the tables if there are none.
    ///
    /// Loads libpq, which may be missing, and connects.
    ///
    /// - Parameters:
    ///   - url: Where the database is.
    ///   - connections: How many connections the store may keep; one of them is for news, unless it
    ///     is the only one.
    ///   - timeout: How long a statement may take, the waiting for other changes included.
    ///   - newsTimeout: How long an answer to `news` may take before the connection is given up.
    /// - Throws: `AccountStoreError.unavailable` if the database cannot be reached, or is not one
    ///   that accounts can be kept in; `AccountStoreError.tooNew`.
    public init(
        url: PostgresURL,
        connections: Int = 4,
        timeout: Duration = .seconds(5),
        newsTimeout: Duration = .milliseconds(500)
    ) throws(AccountStoreError) {
        self.url = url
        self.timeout = timeout
        self.newsTimeout = newsTimeout
        pool = PostgresPool(url, connections: max(1, connections) - 1)
        listener = connections > 1 ? NewsListener(pool) : nil
        try AccountSchema.migrate(pool, place: url.place)
        let isPooled = try pool.transaction(.reading(within: timeout)) { $0.isPooled }
        warnings = isPooled ? [Self.poolerWarning] : []
    }

    private static let poolerWarning = """
        the database is behind a connection pooler: changes are found by polling alone
        """

    /// Returns the account with exactly this name.
    ///
    /// Waits for a lock no longer than two seconds: others wait for the thread.
    public func account(named name: String) throws(AccountStoreError) -> Account? {
        try pool.transaction(.reading(within: min(timeout, .seconds(2)))) {
            try AccountRow.fetchAccount(named: name, $0)
        }
    }

    /// Returns a page of the accounts, in the order of the bytes of their names.
    public func accounts(
        after name: String?,
        limit: Int
    ) throws(AccountStoreError) -> [Account] {
        try pool.transaction(.reading(within: timeout)) { transaction in
            try AccountRow.fetchPage(after: name, limit: limit, transaction)
        }
    }

    /// Calls a function with all accounts as they are at one moment.
    public func readAll(_ body: ([Account]) throws -> Void) throws {
        var last: String?
        try readPages(body) { transaction in
            let page = try AccountRow.fetchPage(after: last, limit: Self.pageSize, transaction)
            last = page.last?.username
            return page
        }
    }

    /// Calls a function with the records of changes as they are at one moment.
    public func readRecords(
        since time: UnixTime?,
        _ body: ([AuditRecord]) throws -> Void
    ) throws {
        var last: Int64?
        try readPages(body) { transaction in
            let page = try AuditTable.fetchPage(
                after: last,
                since: time,
                limit: Self.pageSize,
                transaction
            )
            last = page.last?.id
            return page.map(\.record)
        }
    }

    /// Calls a function with one page after the other of a snapshot, until one is empty.
    private func readPages<Row>(
        _ body: ([Row]) throws -> Void,
        _ next: (PostgresTransaction) throws -> [Row]
    ) throws {
        // What the function throws is not an error of the database.
        var thrown: (any Error)?
        do throws(AccountStoreError) {
            try pool.transaction(.readingAll(within: timeout)) { transaction in
                while case let page = try next(transaction), !page.isEmpty {
                    do { try body(page) } catch {
                        thrown = error
                        throw error
                    }
                }
            }
        } catch {
            throw thrown ?? error
        }
    }

    /// Adds accounts, all of them or none.
    public func add(
        _ accounts: [Account],
        _ policy: AdditionPolicy,
        by author: ChangeAuthor,
        progress: (Int) -> Void
    ) throws(AccountStoreError) {
        try pool.transaction(.writing(within: timeout)) { transaction in
            let version = try AccountSchema.nextVersion(transaction)
            // The planner has no figures of a table that is only being filled, and would read all of it
            // for each batch.
            try transaction.execute("SET LOCAL enable_seqscan = off")
            var rejections: [AccountStoreError.Rejection] = []
            for start in stride(from: 0, to: accounts.count, by: Self.batchSize) {
                let end = min(start + Self.batchSize, accounts.count)
                var batch = try Batch(accounts[start..<end], transaction)
                for index in start..<end where rejections.count < 100 {
                    if let reason = batch.add(accounts[index], policy, author) {
                        rejections.append(.init(index: index, reason: reason))
                    }
                }
                guard rejections.count < 100 else { break }
                try batch.save(version: version, transaction)
                progress(end)
            }
            guard rejections.isEmpty, !policy.contains(.dryRun) else {
                throw AccountStoreError.rejected(rejections)
            }
        }
    }

    /// Changes an account, and returns it.
    public func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) throws(AccountStoreError) -> Account {
        try replace(name) { existing in
            guard let account = change.applied(to: existing) else {
                throw AccountStoreError.conflict
            }
            let record = AuditRecord(change, of: account.username, by: author)
            return (AccountRow(account: account), record)
        }
    }

    /// Removes an account, and keeps its name.
    public func remove(_ name: String, by author: ChangeAuthor) throws(AccountStoreError) {
        _ = try replace(name) { existing in
            var row = AccountRow(account: existing.removed)
            row.isRemoved = true
            return (row, AuditRecord(removalOf: existing.username, by: author))
        }
    }

    private func replace(
        _ name: String,
        with row: (Account) throws -> (AccountRow, AuditRecord)
    ) throws(AccountStoreError) -> Account {
        try pool.transaction(.writing(within: timeout)) { transaction in
            let version = try AccountSchema.nextVersion(transaction)
            guard let existing = try AccountRow.fetchAccount(named: name, transaction) else {
                throw AccountStoreError.noSuchAccount
            }
            let (row, record) = try row(existing)
            try AccountRow.save([row], version: version, transaction)
            try AuditTable.insert([record], transaction)
            return row.account
        }
    }

    /// Returns what has changed since a version.
    public func news(since version: Int64?) throws(AccountStoreError) -> AccountNews {
        if let listener { return try listener.news(since: version, within: newsTimeout) }
        return try pool.transaction(.asking(within: newsTimeout)) { transaction in
            let state = AccountSchema.State(try transaction.execute(AccountSchema.State.query))
            switch state.news(since: version, after: known.withLock { $0 }) {
            case .nothing(let news): return news
            case .changes(let version):
                let queries = AccountSchema.newsQueries(since: version)
                let answers = try queries.map { try transaction.execute($0) }
                let news = try AccountSchema.news(since: version, answers)
                // Only now: what was not told is news the next time as well.
                known.withLock { $0 = state }
                return news
            }
        }
    }

    /// Does something in a transaction whose statements may take as long as any.
    func transaction<Value: Sendable>(
        isWriting: Bool,
        _ body: (PostgresTransaction) throws -> Value
    ) throws(AccountStoreError) -> Value {
        try pool.transaction(
            isWriting ? .writing(within: timeout) : .reading(within: timeout),
            body
        )
    }

    /// Blocks until there may be news, but no longer than a time.
    ///
    /// - Returns: false at once if nothing is listened to: there is no connection at present, or only
    ///   one for everything.
    public func waitForNews(within timeout: Duration) -> Bool {
        listener?.wait(within: timeout) ?? false
    }
}

/// Accounts that are added with one statement.
private struct Batch {
    /// The rows that exist or are to be written, by what all names share that look the same.
    private var rows: [[UInt8]: AccountRow] = [:]
    private var changed: Set<[UInt8]> = []
    private var records: [AuditRecord] = []

    init(_ accounts: ArraySlice<Account>, _ transaction: PostgresTransaction) throws {
        let names = accounts.map(\.username).filter { AccountName.fault(of: $0) == nil }
        for row in try AccountRow.fetch(looking: names, transaction) {
            rows[Array(row.canonicalName.utf8)] = row
        }
    }

    /// Adds one account, or returns why it cannot be added.
    mutating func add(
        _ account: Account,
        _ policy: AdditionPolicy,
        _ author: ChangeAuthor
    ) -> AccountStoreError.Reason? {
        let key = Array(AccountName.canonical(account.username).utf8)
        let existing = rows[key]
        switch AccountAddition.decide(
            account,
            policy,
            existing: existing?.account,
            isRemoved: existing?.isRemoved ?? false,
            by: author
        ) {
        case .refuse(let reason): return reason
        case .put(let account, let record):
            records.append(record)
            rows[key] = AccountRow(account: account)
            changed.insert(key)
            return nil
        }
    }

    func save(version: Int64, _ transaction: PostgresTransaction) throws {
        try AccountRow.save(changed.compactMap { rows[$0] }, version: version, transaction)
        try AuditTable.insert(records, transaction)
    }
}
