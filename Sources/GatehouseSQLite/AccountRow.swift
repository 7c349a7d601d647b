// SPDX-License-Identifier: MIT

import GRDB
import GatehouseAccounts
import GatehouseBase
import GatehouseSecurity

/// A row of the table of accounts; those of removed accounts stay, so that their names are not
/// given away.
struct AccountRow {
    private static let columns = """
        id, name, email, full_name, is_disabled, is_removed, password_hash, scopes, epoch, \
        created_at, password_changed_at
        """

    /// The key of the row; nil until it has one.
    private var id: Int64?
    var account: Account
    var isRemoved = false

    /// Creates a row that is not in the table yet.
    init(account: Account) {
        self.account = account
    }

    /// Reads a row of the table; the subscripts of `Row` would trap on a damaged one.
    private init(_ row: Row) throws {
        id = try row.decode(atIndex: 0)
        isRemoved = try row.decode(atIndex: 5)
        let scopes = try row.decode(String.self, atIndex: 7)
        account = Account(
            username: try row.decode(atIndex: 1),
            email: try row.decode(atIndex: 2),
            fullName: try row.decode(atIndex: 3),
            isDisabled: try row.decode(atIndex: 4),
            passwordHash: try row.decode(atIndex: 6),
            scopes: scopes.split(separator: " ").map(String.init),
            epoch: try row.decode(atIndex: 8),
            createdAt: UnixTime(seconds: Double(try row.decode(Int64.self, atIndex: 9))),
            passwordChangedAt: UnixTime(seconds: Double(try row.decode(Int64.self, atIndex: 10)))
        )
    }

    /// The account, unless it was removed.
    var livingAccount: Account? { isRemoved ? nil : account }

    /// Fetches the row with exactly this name.
    ///
    /// Two indexes have to agree that there is none: a damaged one alone must not make a user unknown.
    static func fetch(named name: String, _ db: Database) throws -> AccountRow? {
        // SQLite takes a text as far as its first NUL: "johndoe\0x" would be johndoe.
        guard !name.utf8.contains(0) else { return nil }
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM account WHERE name = ?"
        )
        if let row = try Row.fetchOne(statement, arguments: [name]) { return try AccountRow(row) }
        let other = try fetch(looking: name, db)
        guard other?.account.username.utf8.elementsEqual(name.utf8) != true else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT)
        }
        return nil
    }

    /// Fetches the row with this name, or with one that looks the same.
    static func fetch(looking name: String, _ db: Database) throws -> AccountRow? {
        let statement = try db.cachedStatement(
            sql: "SELECT \(columns) FROM account WHERE canonical_name = ?"
        )
        return try Row.fetchOne(statement, arguments: [AccountName.canonical(name)])
            .map(AccountRow.init)
    }

    /// Fetches a page of the accounts that exist, in the order of the bytes of their names.
    static func fetchPage(
        after name: String?,
        limit: Int,
        _ db: Database
    ) throws -> [AccountRow] {
        let statement = try db.cachedStatement(
            sql: """
                SELECT \(columns) FROM account WHERE name > ? AND NOT is_removed
                ORDER BY name LIMIT ?
                """
        )
        // No name is empty, so every one comes after the empty text.
        return try Row.fetchAll(statement, arguments: [name ?? "", max(0, limit)])
            .map(AccountRow.init)
    }

    /// Fetches the names of the accounts that have changed since a version, removed ones included.
    static func names(
        changedSince version: Int64,
        limit: Int,
        _ db: Database
    ) throws -> [String] {
        try String.fetchAll(
            db,
            sql: "SELECT name FROM account WHERE version > ? LIMIT ?",
            arguments: [version, limit]
        )
    }

    /// Writes the row, and notes the kind of its hash.
    func save(version: Int64, _ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: """
                INSERT INTO account (
                    id, name, canonical_name, email, full_name, is_disabled, is_removed,
                    password_hash, scopes, epoch, created_at, password_changed_at, version
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET
                    name = excluded.name, canonical_name = excluded.canonical_name,
                    email = excluded.email, full_name = excluded.full_name,
                    is_disabled = excluded.is_disabled, is_removed = excluded.is_removed,
                    password_hash = excluded.password_hash, scopes = excluded.scopes,
                    epoch = excluded.epoch, created_at = excluded.created_at,
                    password_changed_at = excluded.password_changed_at,
                    version = excluded.version
                """
        )
        try statement.execute(arguments: [
            id, account.username, AccountName.canonical(account.username), account.email,
            account.fullName, account.isDisabled, isRemoved, account.passwordHash,
            account.scopes.joined(separator: " "), account.epoch,
            account.createdAt.wholeSeconds, account.passwordChangedAt.wholeSeconds, version,
        ])
        guard let kind = try? PasswordHashKind(account.passwordHash) else { return }
        let note = try db.cachedStatement(
            sql: "INSERT OR IGNORE INTO password_hash_kind (prefix, hash) VALUES (?, ?)"
        )
        try note.execute(arguments: [kind.name, account.passwordHash])
    }
}
