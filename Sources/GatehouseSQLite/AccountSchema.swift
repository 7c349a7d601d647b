// SPDX-License-Identifier: MIT

import GRDB
import GatehouseAccounts

/// The tables, and how they came to be.
enum AccountSchema {
    /// Brings a database to the present form, one transaction for each step.
    ///
    /// - Throws: `AccountStoreError.tooNew` for a database with a step that this version does not
    ///   know; `AccountStoreError.unavailable` for one without any, unless a new one is allowed.
    static func migrate(_ pool: DatabasePool, path: String, isNewAllowed: Bool) throws {
        let migrator = migrator
        if try pool.read(migrator.hasBeenSuperseded) { throw AccountStoreError.tooNew(path) }
        if try !isNewAllowed && pool.read(migrator.appliedMigrations).isEmpty {
            throw AccountStoreError.unavailable("the file is not a database of accounts")
        }
        // Nothing is written where nothing is to be done: the file may be read-only.
        guard try !pool.read(migrator.hasCompletedMigrations) else { return }
        // A file of an older version that cannot be written has the accounts at least.
        let hasAccounts = try pool.read(migrator.appliedIdentifiers).contains(accounts)
        guard !hasAccounts || !pool.configuration.readonly else { return }
        do { try migrator.migrate(pool) } catch {
            // Another process may have done the same at the same time.
            guard try pool.read(migrator.hasCompletedMigrations) else { throw error }
        }
    }

    private static let accounts = "1 accounts"

    private static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration(accounts) { db in
            try db.execute(
                sql: """
                    CREATE TABLE account (
                        id INTEGER PRIMARY KEY,
                        name TEXT NOT NULL UNIQUE,
                        canonical_name TEXT NOT NULL UNIQUE,
                        email TEXT,
                        full_name TEXT,
                        is_disabled INTEGER NOT NULL,
                        is_removed INTEGER NOT NULL,
                        password_hash TEXT NOT NULL,
                        scopes TEXT NOT NULL,
                        epoch INTEGER NOT NULL,
                        created_at INTEGER NOT NULL,
                        password_changed_at INTEGER NOT NULL,
                        version INTEGER NOT NULL
                    ) STRICT;
                    CREATE INDEX account_version ON account (version);
                    CREATE TABLE password_hash_kind (
                        prefix TEXT PRIMARY KEY,
                        hash TEXT NOT NULL
                    ) STRICT;
                    CREATE TABLE state (
                        id INTEGER PRIMARY KEY CHECK (id = 1),
                        version INTEGER NOT NULL
                    ) STRICT;
                    INSERT INTO state (id, version) VALUES (1, 1);
                    """
            )
        }
        migrator.registerMigration("2 audit") { db in
            try db.execute(sql: AuditTable.definition)
        }
        return migrator
    }

    /// The version of the accounts; every transaction that changes them raises it.
    static func version(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "SELECT version FROM state") ?? 0
    }

    /// Raises the version, and returns the new one.
    static func nextVersion(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db, sql: "UPDATE state SET version = version + 1 RETURNING version") ?? 0
    }

    /// One password hash of each kind that is or was in use.
    static func passwordHashes(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT hash FROM password_hash_kind")
    }
}
