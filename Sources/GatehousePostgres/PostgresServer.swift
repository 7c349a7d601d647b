// SPDX-License-Identifier: MIT
//
// Touches: a socket.

import GatehouseAccounts

/// What a server has to be for accounts to be kept there.
enum PostgresServer {
    private static let oldestVersion = 13

    /// Opens a connection to a server that will do.
    static func connect(_ url: PostgresURL) throws(PostgresFailure) -> PostgresConnection {
        let connection = try PostgresConnection(url)
        let rows = try connection.execute(
            """
            SELECT current_setting('server_version_num')::int / 10000,
                current_setting('server_encoding'), pg_backend_pid(), pg_is_in_recovery()
            """,
            within: PostgresTransaction.timeout
        )
        connection.isPooled = rows[0, 2] != "\(connection.backendNumber)"
        if let fault = fault(rows) { throw .lost(fault) }
        return connection
    }

    private static func fault(_ rows: PostgresRows) -> String? {
        guard let version = rows[0, 0].flatMap({ Int($0) }), version >= oldestVersion else {
            return "the server is older than PostgreSQL \(oldestVersion)"
        }
        guard rows[0, 1] == "UTF8" else { return "the encoding of the database is not UTF8" }
        return rows[0, 3] == "f" ? nil : standby
    }

    private static let standby = "the server is a standby"

    /// Asks whether the server is a standby.
    ///
    /// This is asked in each transaction: behind a pooler it may be another server each time.
    static let standbyQuery = "SELECT pg_is_in_recovery()"

    /// Refuses a standby: what it knows may be older than what others were told.
    static func checkIsPrimary(_ rows: PostgresRows) throws(PostgresFailure) {
        guard rows[0, 0] == "f" else { throw .lost(standby) }
    }
}
