// SPDX-License-Identifier: MIT
//
// Touches: a socket.

import GatehouseAccounts

/// A transaction in progress.
///
/// Its time limits are set within itself, since settings of a session would reach other clients of
/// a pooler.
struct PostgresTransaction {
    /// What a transaction is for.
    enum Kind {
        /// Reads or writes; a statement may take this long, the waiting for locks included.
        case reading(within: Duration), writing(within: Duration)
        /// Reads everything as it is at one moment.
        case readingAll(within: Duration)
        /// Asks for news, and gives up the connection if there is no answer in time.
        case asking(within: Duration)
        /// Brings the tables to the present form; it may wait for another instance that does the same.
        case migrating
    }

    /// How long the statements around a transaction may take.
    static let timeout = Duration.seconds(5)
    private static let migrationTimeout = Duration.seconds(600)
    private static let grace = Duration.seconds(1)

    private let connection: PostgresConnection
    private let kind: Kind

    /// Whether there is a pooler between this program and the server.
    var isPooled: Bool { connection.isPooled }

    /// Executes one statement with parameters, and returns its rows.
    @discardableResult
    func execute(_ statement: String, _ parameters: [String?]) throws -> PostgresRows {
        try connection.execute(statement, parameters, within: kind.patience)
    }

    /// Executes statements without parameters, and returns the rows of the last.
    @discardableResult
    func execute(_ statements: String) throws -> PostgresRows {
        try connection.execute(statements, within: kind.patience)
    }
}

extension PostgresTransaction.Kind {
    /// How long the server may take for a statement.
    fileprivate var timeout: Duration {
        switch self {
        case .reading(let timeout), .readingAll(let timeout), .writing(let timeout),
            .asking(let timeout):
            timeout
        case .migrating: PostgresTransaction.migrationTimeout
        }
    }

    /// How long to wait for an answer: a little longer than the server was told.
    fileprivate var patience: Duration {
        if case .asking(let timeout) = self { return timeout }
        return timeout + PostgresTransaction.grace
    }

    /// The statements that begin the transaction, all in one message.
    fileprivate var begin: String {
        let limit = isMigrating ? 0 : timeout.wholeMilliseconds
        let isolation = isSnapshot ? "REPEATABLE READ READ ONLY" : "READ COMMITTED"
        let begin = """
            BEGIN ISOLATION LEVEL \(isolation);
            SET LOCAL statement_timeout = \(limit);
            SET LOCAL idle_in_transaction_session_timeout = \(idleLimit);
            """
        // What is reported as done must survive a crash of the server, whatever its default is.
        let durability = """
            SELECT set_config('synchronous_commit', 'on', true)
            WHERE current_setting('synchronous_commit') = 'off';
            """
        return begin + (isWriting ? durability : "") + PostgresServer.standbyQuery
    }

    /// How long the client may do nothing, in milliseconds.
    ///
    /// A process that was stopped amid a change must not keep the others waiting; whoever reads an
    /// export keeps nobody waiting.
    private var idleLimit: Int { isSnapshot ? 600_000 : 5000 }

    /// Whether a statement may take as long as it takes: another instance may be at work.
    private var isMigrating: Bool {
        if case .migrating = self { true } else { false }
    }

    private var isSnapshot: Bool {
        if case .readingAll = self { true } else { false }
    }

    fileprivate var isWriting: Bool {
        switch self {
        case .reading, .readingAll, .asking: false
        case .writing, .migrating: true
        }
    }
}

// MARK: - Beginning and ending

extension PostgresTransaction {
    /// Does something in a transaction, on a connection that may have to be opened first.
    ///
    /// A connection that was lost while nobody used it is replaced without a word. After that the
    /// connection is dropped unless it is known to be good.
    static func result<Value>(
        _ kind: Kind,
        _ connection: inout PostgresConnection?,
        connect: () throws(AccountStoreError) -> PostgresConnection,
        _ body: (PostgresTransaction) throws -> Value
    ) -> Result<Value, AccountStoreError> {
        do {
            // Put back at the end, when it has proved good.
            let current = try begin(kind, &connection, connect)
            do {
                let value = try body(PostgresTransaction(connection: current, kind: kind))
                try commit(kind, current)
                connection = current
                return .success(value)
            } catch {
                if rollBack(current, after: error) { connection = current }
                throw error
            }
        } catch let error as AccountStoreError {
            return .failure(error)
        } catch let failure as PostgresFailure {
            return .failure(AccountStoreError(failure))
        } catch {
            return .failure(.unavailable("the database failed"))
        }
    }

    private static func begin(
        _ kind: Kind,
        _ existing: inout PostgresConnection?,
        _ connect: () throws(AccountStoreError) -> PostgresConnection
    ) throws -> PostgresConnection {
        if let connection = existing.take(), (try? begin(kind, connection)) != nil {
            return connection
        }
        // The lost one is closed by now, so there is room for another.
        let connection = try connect()
        try begin(kind, connection)
        return connection
    }

    private static func begin(
        _ kind: Kind,
        _ connection: PostgresConnection
    ) throws(PostgresFailure) {
        let rows = try connection.execute(kind.begin, within: kind.patience)
        try PostgresServer.checkIsPrimary(rows)
    }

    /// Asks some questions with one message, the transaction around them included.
    ///
    /// - Returns: The rows that answer each.
    static func ask(
        _ queries: [String],
        within timeout: Duration,
        _ connection: PostgresConnection
    ) throws(PostgresFailure) -> [PostgresRows] {
        let kind = Kind.asking(within: timeout)
        let message = ([kind.begin] + queries + ["COMMIT"]).joined(separator: "; ")
        var results = try connection.executeAll(message, within: kind.patience)
        guard results.popLast()?.tag == "COMMIT", results.count > queries.count else {
            throw .refused(state: "40000")
        }
        let answers = results.suffix(queries.count)
        try PostgresServer.checkIsPrimary(results[answers.startIndex - 1])
        return Array(answers)
    }

    private static func commit(_ kind: Kind, _ connection: PostgresConnection) throws {
        do throws(PostgresFailure) {
            let rows = try connection.execute("COMMIT", within: kind.patience)
            guard rows.tag == "COMMIT" else { throw .refused(state: "40000") }
        } catch {
            guard case .lost(let reason) = error, kind.isWriting else { throw error }
            throw PostgresFailure.lost("\(reason); whether the change was made is not known")
        }
    }

    /// Undoes the transaction, and returns whether the connection is as good as before.
    private static func rollBack(_ connection: PostgresConnection, after error: any Error) -> Bool {
        if case .lost? = error as? PostgresFailure { return false }
        return (try? connection.execute("ROLLBACK", within: timeout)) != nil
    }
}

extension Duration {
    /// The milliseconds, rounded down, from 1 to a day's.
    fileprivate var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        let milliseconds =
            min(max(seconds, 0), 86_400) * 1000 + attoseconds / 1_000_000_000_000_000
        return min(max(milliseconds, 1), 86_400_000)
    }
}
