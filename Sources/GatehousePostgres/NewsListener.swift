// SPDX-License-Identifier: MIT
//
// Touches: a socket.

import GatehouseAccounts
import Synchronization

/// The connection that asks for news, and is notified of them.
///
/// A notification is a hint: whoever has missed one learns the same from the version when it asks
/// next.
final class NewsListener: Sendable {
    static let channel = "gatehouse"

    private let pool: PostgresPool
    private let connection = Mutex<PostgresConnection?>(nil)

    init(_ pool: PostgresPool) {
        self.pool = pool
    }

    /// Returns what has changed since a version; everything, if the connection is a new one.
    ///
    /// A connection is listening before the first question on it: nothing falls in between. What
    /// was changed while there was none cannot be told from the version alone, since the server
    /// may be another one now, with an older copy.
    func news(
        since version: Int64?,
        within timeout: Duration
    ) throws(AccountStoreError) -> AccountNews {
        let result = connection.withLock { connection in
            var isNew = false
            return PostgresTransaction.result(
                .asking(within: timeout),
                &connection,
                connect: { () throws(AccountStoreError) in
                    isNew = true
                    return try connect()
                }
            ) { transaction in
                try AccountSchema.news(since: isNew ? nil : version, transaction)
            }
        }
        return try result.get()
    }

    /// Waits until a change is notified, or the time is over.
    func wait(within timeout: Duration) {
        connection.withLock { connection in
            do throws(PostgresFailure) {
                guard let connection else { return }
                try connection.waitForNotification(within: timeout)
            } catch {
                // The next question opens another.
                connection = nil
            }
        }
    }

    /// Whether there is a connection.
    var isConnected: Bool { connection.withLock { $0 != nil } }

    private func connect() throws(AccountStoreError) -> PostgresConnection {
        let connection = try pool.connect()
        // Behind a pooler the session belongs to nobody, and notifications go nowhere.
        guard !connection.isPooled else { return connection }
        do throws(PostgresFailure) {
            _ = try connection.execute(
                "LISTEN \(Self.channel)",
                within: PostgresTransaction.timeout
            )
            return connection
        } catch {
            throw AccountStoreError(error)
        }
    }
}
