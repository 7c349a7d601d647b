// SPDX-License-Identifier: MIT
//
// Touches: the database file and its companions.

public import GatehouseAccounts
internal import GRDB
internal import Synchronization

/// Accounts in an SQLite file, shared by the processes of one machine.
///
/// What has been reported as done survives a crash of the process and of the machine
/// (`synchronous=FULL`). Several processes may use the file at the same time; one that finds it
/// locked waits for up to five seconds.
public final class SQLiteAccountStore: AccountStore {
    /// The path of the file.
    public let path: String
    /// What is allowed but probably not intended: one line each, for the log.
    public let warnings: [String]

    private let file: Mutex<OpenFile>

    /// Opens a file, or creates one that only its owner may read.
    ///
    /// A file that cannot be written, because it is read-only or its disk full, is opened all the same
    /// if it can be read; every change then throws why.
    ///
    /// - Throws: `AccountStoreError.unavailable` if the file cannot be opened or is not a database;
    ///   `AccountStoreError.tooNew`.
    public init(path: String) throws(AccountStoreError) {
        self.path = path
        let open = try OpenFile(path: path, isNewAllowed: true)
        warnings = DatabaseFile.warnings(about: path)
        file = Mutex(open)
    }

    /// Returns the account with exactly this name.
    public func account(named name: String) throws(AccountStoreError) -> Account? {
        try read { db in try AccountRow.fetch(named: name, db)?.livingAccount }
    }

    /// Returns a page of the accounts, in the order of the bytes of their names.
    public func accounts(
        after name: String?,
        limit: Int
    ) throws(AccountStoreError) -> [Account] {
        try read { db in try AccountRow.fetchPage(after: name, limit: limit, db).map(\.account) }
    }

    /// Calls a function with all accounts as they are at one moment.
    public func readAll(_ body: ([Account]) throws -> Void) throws {
        let pool = current().pool
        do {
            try pool.read { db in
                var last: String?
                while case let page = try AccountRow.fetchPage(
                    after: last,
                    limit: Self.pageSize,
                    db
                ), let end = page.last {
                    last = end.account.username
                    try body(page.map(\.account))
                }
            }
        } catch let error as DatabaseError {
            throw DatabaseFailure.translate(error)
        }
    }

    /// Adds accounts, all of them or none.
    public func add(
        _ accounts: [Account],
        _ policy: AdditionPolicy,
        by author: ChangeAuthor,
        progress: (Int) -> Void
    ) throws(AccountStoreError) {
        try write { db in
            let version = try AccountSchema.nextVersion(db)
            var rejections: [AccountStoreError.Rejection] = []
            for (index, account) in accounts.enumerated() where rejections.count < 100 {
                if let reason = try Self.add(account, policy, author, version, db) {
                    rejections.append(.init(index: index, reason: reason))
                }
                if (index + 1).isMultiple(of: 1000) { progress(index + 1) }
            }
            guard rejections.isEmpty, !policy.contains(.dryRun) else {
                throw AccountStoreError.rejected(rejections)
            }
        }
        progress(accounts.count)
    }

    /// Changes an account, and returns it.
    public func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) throws(AccountStoreError) -> Account {
        try write { db in
            guard var row = try AccountRow.fetch(named: name, db), !row.isRemoved else {
                throw AccountStoreError.noSuchAccount
            }
            guard let account = change.applied(to: row.account) else {
                throw AccountStoreError.conflict
            }
            row.account = account
            try row.save(version: AccountSchema.nextVersion(db), db)
            try AuditTable.insert(AuditRecord(change, of: account.username, by: author), db)
            return account
        }
    }

    /// Removes an account, and keeps its name.
    public func remove(_ name: String, by author: ChangeAuthor) throws(AccountStoreError) {
        try write { db in
            guard var row = try AccountRow.fetch(named: name, db), !row.isRemoved else {
                throw AccountStoreError.noSuchAccount
            }
            row.account = row.account.removed
            row.isRemoved = true
            try row.save(version: AccountSchema.nextVersion(db), db)
            let name = row.account.username
            try AuditTable.insert(AuditRecord(removalOf: name, by: author), db)
        }
    }

    /// Calls a function with the records of changes as they are at one moment.
    ///
    /// A file that is read-only, and was last written by a version that made no records, has none.
    public func readRecords(
        since time: UnixTime?,
        _ body: ([AuditRecord]) throws -> Void
    ) throws {
        let pool = current().pool
        do {
            try pool.read { db in
                guard try AuditTable.exists(db) else { return }
                var last: Int64?
                while case let page = try AuditTable.fetchPage(
                    after: last,
                    since: time,
                    limit: Self.pageSize,
                    db
                ), let end = page.last {
                    last = end.id
                    try body(page.map(\.record))
                }
            }
        } catch let error as DatabaseError {
            throw DatabaseFailure.translate(error)
        }
    }

    /// Returns what has changed since a version.
    public func news(since version: Int64?) throws(AccountStoreError) -> AccountNews {
        if try reopenIfReplaced() {
            let news = try current().news(since: nil)
            return AccountNews(
                version: news.version,
                changedNames: nil,
                passwordHashes: news.passwordHashes
            )
        }
        return try current().news(since: version)
    }

    /// Returns what a pragma is for the connection that writes.
    package func writerPragma(_ name: String) throws(AccountStoreError) -> String? {
        let pool = current().pool
        return try DatabaseFailure.translated {
            try pool.writeWithoutTransaction { db in
                try String.fetchOne(db, sql: "PRAGMA \(name)")
            }
        }
    }

    /// Writes a consistent copy to a new file, while others may read and write this one.
    ///
    /// - Throws: `AccountStoreError.unavailable` if the copy cannot be written.
    public func backUp(to destination: String) throws(AccountStoreError) {
        try current().backUp(to: destination)
    }
}

extension SQLiteAccountStore {
    private func current() -> OpenFile { file.withLock { $0 } }

    private func read<Value>(
        _ body: (Database) throws -> Value
    ) throws(AccountStoreError) -> Value {
        let pool = current().pool
        return try DatabaseFailure.translated { try pool.read(body) }
    }

    private func write<Value>(
        _ body: (Database) throws -> Value
    ) throws(AccountStoreError) -> Value {
        let file = current()
        if let fault = file.writeFault { throw fault }
        return try DatabaseFailure.translated { try file.pool.write(body) }
    }

    /// Opens the file anew if another has taken its place, as when a backup was restored.
    ///
    /// - Returns: Whether it has.
    private func reopenIfReplaced() throws(AccountStoreError) -> Bool {
        let known = current()
        guard let identity = DatabaseFile.identity(of: path) else {
            throw .unavailable("the database file \(path) is gone")
        }
        let companion = DatabaseFile.identity(of: path + "-shm")
        let isKnown = known.companion == nil || companion == known.companion
        guard identity != known.identity else {
            // Other processes would change the database without this one seeing it.
            guard isKnown else {
                throw .unavailable("the file -shm of the database was removed: restart the server")
            }
            return false
        }
        // SQLite would mix what is in the -wal of the former file into the new one.
        guard companion == nil || companion != known.companion else {
            throw .unavailable("the files -wal and -shm are of the former database: remove them")
        }
        // What a running server finds in the place of its accounts must have accounts of its own: an
        // empty file would make everybody unknown.
        let open = try OpenFile(path: path, isNewAllowed: false)
        file.withLock { $0 = open }
        return true
    }

    /// Adds one account, or returns why it cannot be added.
    private static func add(
        _ account: Account,
        _ policy: AdditionPolicy,
        _ author: ChangeAuthor,
        _ version: Int64,
        _ db: Database
    ) throws -> AccountStoreError.Reason? {
        let existing = try AccountRow.fetch(looking: account.username, db)
        switch AccountAddition.decide(
            account,
            policy,
            existing: existing?.account,
            isRemoved: existing?.isRemoved ?? false,
            by: author
        ) {
        case .refuse(let reason): return reason
        case .put(let account, let record):
            var row = existing ?? AccountRow(account: account)
            row.account = account
            row.isRemoved = false
            try row.save(version: version, db)
            try AuditTable.insert(record, db)
            return nil
        }
    }
}
