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
    private let watcher: DatabaseQueue
    private let sighting = Mutex(Sighting())

    init(path: String) throws(AccountStoreError) {
        try DatabaseFile.createIfMissing(path)
        (pool, watcher) = try DatabaseFailure.translated {
            let pool = try DatabasePool(path: path, configuration: Self.configuration)
            try AccountSchema.migrate(pool, path: path)
            // The pool has set NORMAL by itself after opening the connection; a transaction that was
            // reported as done could then be lost with the power.
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
            }
            return (pool, try DatabaseQueue(path: path, configuration: Self.configuration))
        }
        identity = DatabaseFile.identity(of: path)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "gatehouse"
        // Other processes may write: wait for them, and take the lock when a write begins.
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        return configuration
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
                if let version, dataVersion == known.dataVersion, version == known.version {
                    return AccountNews(version: version, changedNames: [], passwordHashes: nil)
                }
                let news = try Self.news(since: version, db)
                sighting.withLock { sighting in
                    sighting = Sighting(dataVersion: dataVersion, version: news.version)
                }
                return news
            }
        }
    }

    private static func news(since version: Int64?, _ db: Database) throws -> AccountNews {
        let current = try AccountSchema.version(db)
        guard version != current else {
            return AccountNews(version: current, changedNames: [], passwordHashes: nil)
        }
        let names = try version.map { version in
            try AccountRow.names(changedSince: version, limit: maxChangedNames + 1, db)
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
        try DatabaseFailure.translated {
            let copy = try DatabaseQueue(path: destination, configuration: Self.configuration)
            try pool.backup(to: copy)
            // One file, without companions that could be forgotten.
            try copy.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
            }
            try copy.close()
        }
    }
}
