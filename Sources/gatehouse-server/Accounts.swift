// SPDX-License-Identifier: MIT
//
// The accounts of a running server: where they are kept, and the thread that watches for changes.
// Touches: the database, threads.

import AuthAPI
import Foundation
import GatehouseAccounts
import GatehouseBase
import GatehouseSQLite
import GatehouseTransport
import Logging

/// The accounts that a server serves.
struct ServerAccounts {
    /// Where the application looks accounts up.
    let directory: any AccountDirectory
    /// The database; nil in demo mode, which has its accounts in memory.
    private let store: SQLiteAccountStore?

    /// Opens the accounts, and starts to watch for changes.
    ///
    /// - Throws: `AccountStoreError`; `ServerError` if the system has no threads.
    init(_ settings: Settings, _ logger: Logger) throws {
        guard !settings.isDemo else {
            directory = MemoryAccountStore.demo
            store = nil
            return
        }
        let store = try SQLiteAccountStore(path: settings.database)
        let cache = AccountCache(
            store: store,
            // A separate pool, so that a lookup never waits for passwords to be hashed.
            workers: try WorkerPool(threads: 2, maxQueued: 1024, name: "gatehouse-store"),
            capacity: settings.accountCacheCapacity,
            staleness: settings.databaseStaleness
        )
        try cache.refresh()
        try AccountWatch(cache, logger).start()
        directory = cache
        self.store = store
    }

    /// Says where the accounts are and, if there are none, how to add one.
    func describe(to logger: Logger) throws {
        guard let store else { return }
        for warning in store.warnings { logger.warning("\(warning)") }
        logger.info("accounts are in \(Self.absolute(store.path))")
        if try store.accounts(after: nil, limit: 1).isEmpty {
            logger.warning("there is no account yet; add one with: gatehouse user add NAME")
        }
    }

    private static func absolute(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.path
    }
}

/// Asks the database for news, often enough that a change counts within a tenth of a second.
private final class AccountWatch: Sendable {
    private static let pauseMilliseconds: Int32 = 25

    private let cache: AccountCache
    private let logger: Logger

    init(_ cache: AccountCache, _ logger: Logger) {
        self.cache = cache
        self.logger = logger
    }

    /// Starts the thread, which runs as long as the process.
    func start() throws(ServerError) {
        try SystemThread.start(name: "gatehouse-watch") { [self] in run() }.detach()
    }

    private func run() -> Never {
        var outage = Outage("the accounts are", logger)
        var damage = Outage("some accounts are", logger)
        while true {
            Process.pause(milliseconds: Self.pauseMilliseconds)
            do throws(AccountStoreError) {
                try cache.refresh()
                outage.note(nil)
            } catch {
                outage.note(error)
            }
            damage.note(cache.readFault)
        }
    }
}

/// Something that is not available at times: a line when it begins, and one when it ends.
private struct Outage {
    private let subject: String
    private let logger: Logger
    private var isOn = false

    init(_ subject: String, _ logger: Logger) {
        self.subject = subject
        self.logger = logger
    }

    /// Notes why there is an outage now, or that there is none.
    mutating func note(_ error: AccountStoreError?) {
        defer { isOn = error != nil }
        switch (isOn, error) {
        case (false, let error?): logger.error("\(subject) not available: \(error.logDescription)")
        case (true, nil): logger.notice("\(subject) available again")
        default: break
        }
    }
}
