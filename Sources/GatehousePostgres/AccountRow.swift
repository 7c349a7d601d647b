// SPDX-License-Identifier: MIT
//
// Touches: the database.

import GatehouseAccounts
import GatehouseBase
import GatehouseSecurity

/// A row of the table of accounts; those of removed accounts stay, so that their names are not
/// given away.
struct AccountRow {
    private static let columns = """
        name, email, full_name, is_disabled, is_removed, password_hash, scopes, epoch, created_at, \
        password_changed_at
        """

    var account: Account
    var isRemoved = false

    /// Creates a row that is not in the table yet.
    init(account: Account) {
        self.account = account
    }

    /// Reads a row of the table.
    ///
    /// - Throws: `AccountStoreError.damaged` if the row is not as this program writes them.
    private init(_ values: [String?]) throws {
        guard values.count == 10, let name = values[0], let hash = values[5],
            let scopes = values[6],
            let epoch = values[7].flatMap({ Int64($0) }),
            let createdAt = values[8].flatMap({ Double($0) }),
            let passwordChangedAt = values[9].flatMap({ Double($0) })
        else { throw AccountStoreError.damaged("the database is damaged") }
        account = Account(
            username: name,
            email: values[1],
            fullName: values[2],
            isDisabled: values[3] == "t",
            passwordHash: hash,
            scopes: scopes.split(separator: " ").map(String.init),
            epoch: epoch,
            createdAt: UnixTime(seconds: createdAt),
            passwordChangedAt: UnixTime(seconds: passwordChangedAt)
        )
        isRemoved = values[4] == "t"
    }

    /// The text that no two rows have in common: that of all names that look the same.
    var canonicalName: String { AccountName.canonical(account.username) }

    /// Fetches the account with exactly this name, unless it was removed.
    static func fetchAccount(
        named name: String,
        _ transaction: PostgresTransaction
    ) throws -> Account? {
        // The server refuses texts with a NUL, and no name has one.
        guard !name.utf8.contains(0) else { return nil }
        let rows = try transaction.execute(
            "SELECT \(columns) FROM gatehouse.account WHERE name = $1 AND NOT is_removed",
            [name]
        )
        return try rows.values.first.map { try AccountRow($0).account }
    }

    /// Fetches the rows whose names look like one of these.
    static func fetch(
        looking names: [String],
        _ transaction: PostgresTransaction
    ) throws -> [AccountRow] {
        try transaction.execute(
            "SELECT \(columns) FROM gatehouse.account WHERE canonical_name = ANY ($1::text[])",
            [TextArray.literal(names.map(AccountName.canonical))]
        ).values.map(AccountRow.init)
    }

    /// Fetches a page of the accounts that exist, in the order of the bytes of their names.
    static func fetchPage(
        after name: String?,
        limit: Int,
        _ transaction: PostgresTransaction
    ) throws -> [Account] {
        // No name is empty, so every one comes after the empty text.
        try transaction.execute(
            """
            SELECT \(columns) FROM gatehouse.account WHERE name > $1 AND NOT is_removed
            ORDER BY name LIMIT $2::bigint
            """,
            [name ?? "", "\(max(0, limit))"]
        ).values.map { try AccountRow($0).account }
    }

    /// Writes rows, no two of which look the same, and notes the kinds of their hashes.
    static func save(
        _ rows: [AccountRow],
        version: Int64,
        _ transaction: PostgresTransaction
    ) throws {
        guard !rows.isEmpty else { return }
        let accounts = rows.map(\.account)
        try transaction.execute(
            """
            INSERT INTO gatehouse.account (
                name, canonical_name, email, full_name, is_disabled, is_removed, password_hash,
                scopes, epoch, created_at, password_changed_at, version
            )
            SELECT new.*, $12::bigint FROM unnest(
                $1::text[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::boolean[],
                $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[]
            ) AS new
            ON CONFLICT (canonical_name) DO UPDATE SET
                name = excluded.name, email = excluded.email, full_name = excluded.full_name,
                is_disabled = excluded.is_disabled, is_removed = excluded.is_removed,
                password_hash = excluded.password_hash, scopes = excluded.scopes,
                epoch = excluded.epoch, created_at = excluded.created_at,
                password_changed_at = excluded.password_changed_at, version = excluded.version
            """,
            [
                TextArray.literal(accounts.map(\.username)),
                TextArray.literal(rows.map(\.canonicalName)),
                TextArray.literal(accounts.map(\.email)),
                TextArray.literal(accounts.map(\.fullName)),
                TextArray.literal(accounts.map { "\($0.isDisabled)" }),
                TextArray.literal(rows.map { "\($0.isRemoved)" }),
                TextArray.literal(accounts.map(\.passwordHash)),
                TextArray.literal(accounts.map { $0.scopes.joined(separator: " ") }),
                TextArray.literal(accounts.map { "\($0.epoch)" }),
                TextArray.literal(accounts.map { "\($0.createdAt.wholeSeconds)" }),
                TextArray.literal(accounts.map { "\($0.passwordChangedAt.wholeSeconds)" }),
                "\(version)",
            ]
        )
        try note(accounts.map(\.passwordHash), transaction)
    }

    /// Notes one hash of each kind.
    private static func note(_ hashes: [String], _ transaction: PostgresTransaction) throws {
        let known = hashes.compactMap { hash in
            (try? PasswordHashKind(hash)).map { ($0.name, hash) }
        }
        let kinds = Array(Dictionary(known, uniquingKeysWith: { first, _ in first }))
        guard !kinds.isEmpty else { return }
        try transaction.execute(
            """
            INSERT INTO gatehouse.password_hash_kind (prefix, hash)
            SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING
            """,
            [TextArray.literal(kinds.map(\.key)), TextArray.literal(kinds.map(\.value))]
        )
    }
}
