// SPDX-License-Identifier: MIT
//
// Touches: files or sockets, once the database is opened.

import GatehouseAccounts
package import GatehousePostgres
import GatehouseSQLite

/// Where the accounts are.
package enum DatabaseLocation: Sendable {
    /// An SQLite file, by its path.
    case file(String)
    /// A PostgreSQL database.
    case postgres(PostgresURL)

    /// Creates a location from a URL or a path; nil if the text is neither.
    init?(_ text: String) {
        if let url = PostgresURL(text) {
            self = .postgres(url)
        } else {
            let isPath = !text.isEmpty && !text.contains("://") && !text.hasSuffix("/")
            guard isPath, !text.utf8.contains(0) else { return nil }
            self = .file(text)
        }
    }

    /// Opens the database for a command.
    func open() throws(AccountStoreError) -> any AccountStore {
        switch self {
        case .file(let path): try SQLiteAccountStore(path: path)
        case .postgres(let url):
            // An import of 100,000 accounts, which others have to wait for, takes less.
            try PostgresAccountStore(url: url, connections: 1, timeout: .seconds(15))
        }
    }
}

extension DatabaseLocation: CustomStringConvertible {
    /// The path, or the host and name of the database without user or password.
    package var description: String {
        switch self {
        case .file(let path): path
        case .postgres(let url): url.place
        }
    }
}
