// SPDX-License-Identifier: MIT

import GRDB
import GatehouseAccounts
import GatehouseBase

/// The table of what was changed, when and by whom.
///
/// It has no index beside its key: a row is written with every change, and read a few times a year.
enum AuditTable {
    /// The statements that make it.
    static let definition = """
        CREATE TABLE audit (
            id INTEGER PRIMARY KEY,
            time_ms INTEGER NOT NULL,
            author_kind TEXT NOT NULL,
            author TEXT,
            action TEXT NOT NULL,
            username TEXT NOT NULL,
            scopes TEXT,
            is_disabled INTEGER,
            has_new_password INTEGER
        ) STRICT;
        """

    private static let columns = """
        time_ms, author_kind, author, action, username, scopes, is_disabled, has_new_password
        """

    /// Whether the database has the table.
    static func exists(_ db: Database) throws -> Bool { try db.tableExists("audit") }

    /// Made once: an import executes it 100,000 times.
    private static let insertion =
        "INSERT INTO audit (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"

    /// Adds a record.
    static func insert(_ record: AuditRecord, _ db: Database) throws {
        let statement = try db.cachedStatement(sql: insertion)
        let values = StoredAuditRecord(record)
        try statement.execute(arguments: [
            values.milliseconds, values.authorKind, values.author, values.action, values.username,
            values.scopes, values.isDisabled, values.hasNewPassword,
        ])
    }

    /// Fetches a page of the records, in their order, with their keys.
    static func fetchPage(
        after id: Int64?,
        since time: UnixTime?,
        limit: Int,
        _ db: Database
    ) throws -> [(id: Int64, record: AuditRecord)] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT id, \(columns) FROM audit WHERE id > ? AND time_ms >= ?
                ORDER BY id LIMIT ?
                """
        )
        return try Row.fetchAll(
            statement,
            arguments: [id ?? .min, time?.wholeMilliseconds ?? .min, limit]
        ).map { row in (try row.decode(atIndex: 0), try record(row)) }
    }

    /// Reads a row; the subscripts of `Row` would trap on a damaged one.
    private static func record(_ row: Row) throws -> AuditRecord {
        let values = StoredAuditRecord(
            milliseconds: try row.decode(atIndex: 1),
            authorKind: try row.decode(atIndex: 2),
            author: try row.decode(atIndex: 3),
            action: try row.decode(atIndex: 4),
            username: try row.decode(atIndex: 5),
            scopes: try row.decode(atIndex: 6),
            isDisabled: try row.decode(atIndex: 7),
            hasNewPassword: try row.decode(atIndex: 8)
        )
        guard let record = values.record else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        return record
    }
}
