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

    private struct Session {
        var connection: PostgresConnection?
        /// What the connection was told last; nil before the first answer.
        var known: AccountSchema.State?
    }

    private let pool: PostgresPool
    private let session = Mutex(Session())

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
        let result = session.withLock { session -> Result<AccountNews, AccountStoreError> in
            do throws(AccountStoreError) {
                return .success(try news(since: version, within: timeout, &session))
            } catch {
                session = Session()
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func news(
        since version: Int64?,
        within timeout: Duration,
        _ session: inout Session
    ) throws(AccountStoreError) -> AccountNews {
        let state = try ask(within: timeout, &session)
        let news = state.news(since: version, after: session.known)
        session.known = state
        switch news {
        case .nothing(let news): return news
        case .changes(let version):
            guard let connection = session.connection else {
                throw .unavailable("the connection was lost")
            }
            return try changes(since: version, within: timeout, connection)
        }
    }

    /// Asks for the state, on a new connection if the one that there was is lost.
    private func ask(
        within timeout: Duration,
        _ session: inout Session
    ) throws(AccountStoreError) -> AccountSchema.State {
        if let connection = session.connection,
            let state = try? Self.state(within: timeout, connection)
        {
            return state
        }
        session = Session()
        let (connection, state) = try pool.connect { connection throws(PostgresFailure) in
            try Self.listen(connection)
            return (connection, try Self.state(within: timeout, connection))
        }
        session.connection = connection
        // What the other connections are connected to may not be the same any more.
        pool.renew()
        return state
    }

    private static func listen(_ connection: PostgresConnection) throws(PostgresFailure) {
        // Behind a pooler the session belongs to nobody, and notifications go nowhere.
        guard !connection.isPooled else { return }
        _ = try connection.execute("LISTEN \(channel)", within: PostgresTransaction.timeout)
    }

    /// One message and one answer: this is asked far more often than anything changes.
    private static func state(
        within timeout: Duration,
        _ connection: PostgresConnection
    ) throws(PostgresFailure) -> AccountSchema.State {
        let queries = [AccountSchema.State.query]
        let answers = try PostgresTransaction.ask(queries, within: timeout, connection)
        return AccountSchema.State(answers.first ?? PostgresRows())
    }

    private func changes(
        since version: Int64?,
        within timeout: Duration,
        _ connection: PostgresConnection
    ) throws(AccountStoreError) -> AccountNews {
        let answers: [PostgresRows]
        do throws(PostgresFailure) {
            let queries = AccountSchema.newsQueries(since: version)
            answers = try PostgresTransaction.ask(queries, within: timeout, connection)
        } catch {
            throw AccountStoreError(error)
        }
        return try AccountSchema.news(since: version, answers)
    }

    /// Waits until a change is notified, or the time is over.
    ///
    /// - Returns: false at once if there is no connection.
    func wait(within timeout: Duration) -> Bool {
        session.withLock { session in
            do throws(PostgresFailure) {
                guard let connection = session.connection else { return false }
                try connection.waitForNotification(within: timeout)
            } catch {
                // The next question opens another.
                session = Session()
            }
            return true
        }
    }
}
