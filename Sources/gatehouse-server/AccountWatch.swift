// SPDX-License-Identifier: MIT
//
// The thread of a running server that learns what has changed in its database.
// Touches: the database, a thread, the clock.

import GatehouseAccounts
import GatehouseTransport
import Logging

/// Asks the database for news again and again.
final class AccountWatch: Sendable {
    private let cache: AccountCache
    private let waitForNews: @Sendable (ContinuousClock.Instant) -> Void
    private let logger: Logger

    init(
        _ cache: AccountCache,
        _ waitForNews: @escaping @Sendable (ContinuousClock.Instant) -> Void,
        _ logger: Logger
    ) {
        self.cache = cache
        self.waitForNews = waitForNews
        self.logger = logger
    }

    /// Starts the thread, which runs as long as the process.
    func start() throws(ServerError) {
        try SystemThread.start(name: "gatehouse-watch") { [self] in run() }.detach()
    }

    private func run() -> Never {
        var outage = Outage("the accounts are", logger)
        var damage = Outage("some accounts are", logger)
        var askedAt = ContinuousClock.now
        while true {
            waitForNews(askedAt)
            askedAt = .now
            do throws(AccountStoreError) {
                try cache.refresh()
                outage.note(nil)
                damage.note(cache.readFault)
            } catch {
                outage.note(error)
            }
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
