// SPDX-License-Identifier: MIT
//
// Touches: the database.

import GatehouseAccounts
import GatehouseBase

/// The table of what was changed, when and by whom.
///
/// It has no index beside its key: a row is written with every change, and read a few times a year.
enum AuditTable {
    /// The statement that makes it.
    static let definition = """
        CREATE TABLE gatehouse.audit (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            time_ms bigint NOT NULL,
            author_kind text NOT NULL,
            author text,
            action text NOT NULL,
            username text NOT NULL,
            scopes text,
            is_disabled boolean,
            has_new_password boolean
        );
        """

    private static let columns = """
        time_ms, author_kind, author, action, username, scopes, is_disabled, has_new_password
        """

    /// Adds records with one statement, in their order.
    static func insert(_ records: [AuditRecord], _ transaction: PostgresTransaction) throws {
        guard !records.isEmpty else { return }
        let values = records.map(StoredAuditRecord.init)
        try transaction.execute(
            """
            INSERT INTO gatehouse.audit (\(columns))
            SELECT \(columns) FROM unnest(
                $1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                $7::boolean[], $8::boolean[]
            ) WITH ORDINALITY AS new (\(columns), number)
            ORDER BY number
            """,
            [
                TextArray.literal(values.map { "\($0.milliseconds)" }),
                TextArray.literal(values.map(\.authorKind)),
                TextArray.literal(values.map(\.author)),
                TextArray.literal(values.map(\.action)),
                TextArray.literal(values.map(\.username)),
                TextArray.literal(values.map(\.scopes)),
                TextArray.literal(values.map { $0.isDisabled.map { "\($0)" } }),
                TextArray.literal(values.map { $0.hasNewPassword.map { "\($0)" } }),
            ]
        )
    }

    /// Fetches a page of the records, in their order, with their keys.
    static func fetchPage(
        after id: Int64?,
        since time: UnixTime?,
        limit: Int,
        _ transaction: PostgresTransaction
    ) throws -> [(id: Int64, record: AuditRecord)] {
        try transaction.execute(
            """
            SELECT id, \(columns) FROM gatehouse.audit
            WHERE id > $1::bigint AND time_ms >= $2::bigint ORDER BY id LIMIT $3::bigint
            """,
            ["\(id ?? .min)", "\(time?.wholeMilliseconds ?? .min)", "\(limit)"]
        ).values.map(read)
    }

    private static func read(_ values: [String?]) throws -> (id: Int64, record: AuditRecord) {
        guard values.count == 9,
            let id = values[0].flatMap({ Int64($0) }),
            let milliseconds = values[1].flatMap({ Int64($0) }),
            let authorKind = values[2], let action = values[4], let username = values[5],
            let record = StoredAuditRecord(
                milliseconds: milliseconds,
                authorKind: authorKind,
                author: values[3],
                action: action,
                username: username,
                scopes: values[6],
                isDisabled: values[7].map { $0 == "t" },
                hasNewPassword: values[8].map { $0 == "t" }
            ).record
        else { throw AccountStoreError.damaged("the database is damaged") }
        return (id, record)
    }
}
