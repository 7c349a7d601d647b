// SPDX-License-Identifier: MIT
//
// Touches: the database file and its companions.

import Foundation
import GRDB
import GatehouseAccounts
import Synchronization

/// A database file that is open: a pool for the accounts, and a connection that only watches.
final class OpenFile: Sendable {
    /// What the watching connection knew when it looked last.
    private struct Sighting {
        var dataVersion: Int?
        var version: Int64 = 0
    }

    /// More changes than this are not listed: it is cheaper to forget everything.
    private static let maxChangedNames = 10_000

    let pool: DatabasePool
    /// Tells this file from another that is moved to its place.
    let identity: DatabaseFile.Identity?
    /// Tells the file `-shm`, in which the processes lock and see each other; nil if there is none.
    let companion: DatabaseFile.Identity?
    /// Why the file can only be read; nil if it can be written.
    let writeFault: AccountStoreError?
    private let watcher: DatabaseQueue
    private let sighting = Mutex(Sighting())

    /// Opens a file, for reading only if it cannot be written.
    ///
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - isNewAllowed: Whether a file that does not exist, or is empty, becomes a database without
    ///     accounts.
    /// - Throws: `AccountStoreError.unavailable` if it cannot be read either; `.tooNew`.
    init(path: String, isNewAllowed: Bool) throws(AccountStoreError) {
        try DatabaseFile.check(path, isEmptyAllowed: isNewAllowed)
        if isNewAllowed { try DatabaseFile.createIfMissing(path) }
        do {
            (pool, watcher) = try Self.open(path, Self.configuration, isNewAllowed)
            writeFault = nil
        } catch {
            guard Self.mayBeReadable(after: error) else { throw DatabaseFailure.translate(error) }
            let fault = DatabaseFailure.translate(error)
            var configuration = Self.configuration
            configuration.readonly = true
            guard let opened = try? Self.open(path, configuration, isNewAllowed) else {
                throw DatabaseFile.obstacle(to: path) ?? fault
            }
            (pool, watcher) = opened
            writeFault = fault
        }
        identity = DatabaseFile.identity(of: path)
        companion = DatabaseFile.identity(of: path + "-shm")
    }

    private static func open(
        _ path: String,
        _ configuration: Configuration,
        _ isNewAllowed: Bool
    ) throws -> (DatabasePool, DatabaseQueue) {
        let pool = try DatabasePool(path: path, configuration: configuration)
        try AccountSchema.migrate(pool, path: path, isNewAllowed: isNewAllowed)
        if !configuration.readonly {
            // The pool has set NORMAL by itself after opening the connection; a transaction that was
            // reported as done could then be lost with the power.
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
            }
        }
        return (pool, try DatabaseQueue(path: path, configuration: configuration))
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "gatehouse"
        // Other processes may write: wait for them, and take the lock when a write begins.
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        return configuration
    }

    /// Whether a file that could not be opened for writing may be good for reading: opening writes a
    /// little, which a full disk or a read-only file refuses.
    private static func mayBeReadable(after error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return false }
        return [.SQLITE_READONLY, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN]
            .contains(error.resultCode)
    }

    /// Returns what has changed since a version.
    ///
    /// `data_version` changes for the watching connection when any other connection has committed,
    /// in this process or another; as long as it does not, nothing else is read.
    func news(since version: Int64?) throws(AccountStoreError) -> AccountNews {
        try DatabaseFailure.translated {
            // Without a transaction, which would cost several times as much, forty times a second. What
            // is committed between two statements is dropped from memory once too often at most.
            try watcher.unsafeRead { db in
                let dataVersion = try Int.fetchOne(
                    db.cachedStatement(sql: "PRAGMA data_version")
                )
                let known = sighting.withLock { $0 }
                let isSeen = version != nil && version == known.version
                if let version, isSeen, dataVersion == known.dataVersion {
                    return AccountNews(version: version, changedNames: [], passwordHashes: nil)
                }
                let hasChanged = isSeen && known.dataVersion != nil
                let news = try Self.news(since: version, hasChanged: hasChanged, db)
                sighting.withLock { sighting in
                    sighting = Sighting(dataVersion: dataVersion, version: news.version)
                }
                return news
            }
        }
    }

    /// Reads what has changed since a version.
    ///
    /// A change that has not raised the version is not ours: an older copy was restored into the
    /// file, or somebody has changed it by hand. Nothing tells which accounts are concerned then.
    private static func news(
        since version: Int64?,
        hasChanged: Bool,
        _ db: Database
    ) throws -> AccountNews {
        let current = try AccountSchema.version(db)
        guard version != current || hasChanged else {
            return AccountNews(version: current, changedNames: [], passwordHashes: nil)
        }
        var names: [String]?
        if let version, version < current {
            let limit = maxChangedNames + 1
            names = try AccountRow.names(changedSince: version, limit: limit, db)
        }
        return AccountNews(
            version: current,
            changedNames: names.flatMap { $0.count > maxChangedNames ? nil : $0 },
            passwordHashes: try AccountSchema.passwordHashes(db)
        )
    }

    func backUp(to destination: String) throws(AccountStoreError) {
        guard DatabaseFile.identity(of: destination) == nil else {
            throw .unavailable("\(destination) exists already")
        }
        try DatabaseFile.createIfMissing(destination)
        do {
            try DatabaseFailure.translated {
                let copy = try DatabaseQueue(path: destination, configuration: Self.configuration)
                try pool.backup(to: copy)
                // One file, without companions that could be forgotten.
                try copy.writeWithoutTransaction { db in
                    try db.execute(sql: "PRAGMA journal_mode = DELETE")
                }
                try copy.close()
            }
        } catch {
            // Half a copy must not be taken for one.
            for suffix in ["", "-journal", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: destination + suffix)
            }
            throw error
        }
    }
}
