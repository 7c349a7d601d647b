// SPDX-License-Identifier: MIT
//
// The accounts of a running server: which database they are in, and how it is watched.
// Touches: the database, threads.

import AuthAPI
import Foundation
import GatehouseAccounts
import GatehouseBase
import GatehousePostgres
import GatehouseSQLite
import GatehouseTransport
import Logging

/// The accounts that a server serves.
struct ServerAccounts {
    /// Where the application looks accounts up.
    let directory: any AccountDirectory
    /// The database; nil in demo mode, which has its accounts in memory.
    private let database: ServerDatabase?

    /// Opens the accounts, and starts to watch for changes.
    ///
    /// - Throws: `AccountStoreError`; `ServerError` if the system has no threads.
    init(_ settings: Settings, _ logger: Logger) throws {
        guard !settings.isDemo else {
            directory = MemoryAccountStore.demo
            database = nil
            return
        }
        let database = try ServerDatabase(settings)
        let cache = AccountCache(
            store: database.store,
            // A separate pool, so that a lookup never waits for passwords to be hashed.
            workers: try WorkerPool(
                threads: database.threads,
                maxQueued: 1024,
                name: "gatehouse-store"
            ),
            capacity: settings.accountCacheCapacity,
            staleness: settings.databaseStaleness
        )
        try cache.refresh()
        try AccountWatch(cache, database.waitForNews, logger).start()
        directory = cache
        self.database = database
    }

    /// What tells other instances on the same database of logins; nil if there can be none.
    var sharing: LoginSharing? { (database?.store as? PostgresAccountStore).map(LoginSharing.init) }

    /// Says where the accounts are and, if there are none, how to add one.
    func describe(to logger: Logger) throws {
        guard let database else { return }
        for warning in database.warnings { logger.warning("\(warning)") }
        logger.info("accounts are in \(database.place)")
        if try database.store.accounts(after: nil, limit: 1).isEmpty {
            logger.warning("there is no account yet; add one with: gatehouse user add NAME")
        }
    }
}

/// The database of a server, whichever it is.
private struct ServerDatabase {
    let store: any AccountStore
    /// The place as the log names it.
    let place: String
    let warnings: [String]
    /// How many threads may be in the store at a time.
    let threads: Int
    /// Blocks until it is time to ask for news again, given when they were asked for last.
    let waitForNews: @Sendable (ContinuousClock.Instant) -> Void

    init(_ settings: Settings) throws(AccountStoreError) {
        switch settings.database {
        case .file(let path):
            let store = try SQLiteAccountStore(path: path)
            self.store = store
            place = URL(filePath: path).standardizedFileURL.path
            warnings = store.warnings
            threads = 2
            // Often enough that a change counts within a tenth of a second.
            waitForNews = { _ in Process.pause(milliseconds: 25) }
        case .postgres(let url):
            let staleness = settings.databaseStaleness
            let store = try PostgresAccountStore(
                url: url,
                connections: settings.databasePool,
                // Half of the time is left for another connection if this one does not answer.
                newsTimeout: staleness / 2
            )
            self.store = store
            place = url.place
            warnings = store.warnings
            threads = max(1, settings.databasePool - 1)
            // At least four times a second, and often enough before what is known becomes stale.
            let interval = min(.milliseconds(200), staleness / 4)
            waitForNews = { askedAt in
                let remaining = max(.zero, ContinuousClock.now.duration(to: askedAt + interval))
                guard !store.waitForNews(within: remaining) else { return }
                // Soon again, if the connection was lost.
                Process.pause(for: settings.databasePool == 1 ? remaining : .milliseconds(25))
            }
        }
    }
}
