// SPDX-License-Identifier: MIT
//
// Touches: the database.

import GatehouseAccounts

/// The tables, and how they came to be.
enum AccountSchema {
    /// The key of the advisory lock, which belongs to the database: "gatehous" as a number.
    private static let lock = 0x6761_7465_686F_7573

    /// More changes than this are not listed: it is cheaper to forget everything.
    private static let maxChangedNames = 10_000

    /// The steps that make the tables, in the order of their numbers, which begin at 1.
    private static let migrations = [
        """
        CREATE TABLE gatehouse.account (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text COLLATE "C" NOT NULL UNIQUE,
            canonical_name text COLLATE "C" NOT NULL UNIQUE,
            email text,
            full_name text,
            is_disabled boolean NOT NULL,
            is_removed boolean NOT NULL,
            password_hash text NOT NULL,
            scopes text NOT NULL,
            epoch bigint NOT NULL,
            created_at bigint NOT NULL,
            password_changed_at bigint NOT NULL,
            version bigint NOT NULL
        );
        CREATE INDEX account_version ON gatehouse.account (version);
        CREATE TABLE gatehouse.password_hash_kind (
            prefix text COLLATE "C" PRIMARY KEY,
            hash text NOT NULL
        );
        CREATE TABLE gatehouse.state (
            id integer PRIMARY KEY CHECK (id = 1),
            version bigint NOT NULL,
            database uuid NOT NULL DEFAULT gen_random_uuid()
        );
        INSERT INTO gatehouse.state (id, version) VALUES (1, 1);
        """,
        AuditTable.definition,
        """
        CREATE TABLE gatehouse.login_outcome (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            instance uuid NOT NULL,
            account bytea NOT NULL,
            source text NOT NULL,
            is_right boolean NOT NULL,
            at timestamptz NOT NULL
        );
        CREATE INDEX login_outcome_right ON gatehouse.login_outcome (account, source) WHERE is_right;
        CREATE INDEX login_outcome_at ON gatehouse.login_outcome (at);
        """,
    ]

    /// Brings a database to the present form, one transaction for each step.
    ///
    /// Any number of instances may do this at the same time: the first does it, and the others wait
    /// for it.
    ///
    /// - Throws: `AccountStoreError.tooNew` for a database with a step that this version does not
    ///   know.
    static func migrate(_ pool: PostgresPool, place: String) throws(AccountStoreError) {
        // A role that may only read and write the tables can do without the right to make them.
        while try appliedCount(pool, place: place) < migrations.count {
            try pool.transaction(.migrating) { transaction in
                try transaction.execute("SELECT pg_advisory_xact_lock(\(lock))")
                let number = try appliedCount(transaction) + 1
                guard number <= migrations.count else { return }
                if number == 1 { try createBookkeeping(transaction) }
                try transaction.execute(migrations[number - 1])
                try transaction.execute(
                    "INSERT INTO gatehouse.migration (number) VALUES (\(number))"
                )
            }
        }
    }

    /// Makes the schema, unless an administrator has made it for a role that may not, and the table
    /// of the steps that were taken.
    private static func createBookkeeping(_ transaction: PostgresTransaction) throws {
        let schema = try transaction.execute(
            "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'gatehouse'"
        )
        if schema[0, 0] == nil { try transaction.execute("CREATE SCHEMA gatehouse") }
        try transaction.execute(
            """
            CREATE TABLE gatehouse.migration (
                number integer PRIMARY KEY,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """
        )
    }

    private static func appliedCount(
        _ pool: PostgresPool,
        place: String
    ) throws(AccountStoreError) -> Int {
        let count = try pool.transaction(.reading(within: PostgresTransaction.timeout)) {
            try appliedCount($0)
        }
        guard count <= migrations.count else { throw .tooNew(place) }
        return count
    }

    private static func appliedCount(_ transaction: PostgresTransaction) throws -> Int {
        // From the catalogue itself: to_regclass may remember what another has changed meanwhile.
        let table = try transaction.execute(
            """
            SELECT 1 FROM pg_catalog.pg_tables
            WHERE schemaname = 'gatehouse' AND tablename = 'migration'
            """
        )
        guard table[0, 0] != nil else { return 0 }
        let rows = try transaction.execute("SELECT max(number) FROM gatehouse.migration")
        return rows[0, 0].flatMap { Int($0) } ?? 0
    }

    /// Raises the version, and returns the new one.
    ///
    /// This comes first in every change: the row stays locked until the end of the transaction, so
    /// changes are made one after the other, and versions are committed in their order. Listening
    /// instances are told when the transaction is committed.
    static func nextVersion(_ transaction: PostgresTransaction) throws -> Int64 {
        try version(
            transaction.execute(
                """
                UPDATE gatehouse.state SET version = version + 1
                RETURNING version, pg_notify('\(NewsListener.channel)', '')
                """
            )
        )
    }

    private static func version(_ rows: PostgresRows) throws(AccountStoreError) -> Int64 {
        guard let version = rows[0, 0].flatMap({ Int64($0) }) else {
            throw .damaged("the row of gatehouse.state is missing")
        }
        return version
    }

    /// What tells one state of the accounts from any other.
    struct State: Equatable {
        let version: String?
        /// A database that was dropped and made anew has another.
        let database: String?

        /// The statement that asks for it.
        static let query = "SELECT version, database FROM gatehouse.state"

        init(_ rows: PostgresRows) {
            version = rows[0, 0]
            database = rows[0, 1]
        }

        /// What there is to tell somebody who knows a version, and was told of another state before.
        func news(since version: Int64?, after known: State?) -> News {
            if let version, self == known, self.version == "\(version)" {
                return .nothing(
                    AccountNews(version: version, changedNames: [], passwordHashes: nil)
                )
            }
            return .changes(since: known?.database == database ? version : nil)
        }

        enum News {
            case nothing(AccountNews)
            /// What has changed since a version; everything, if there is none.
            case changes(since: Int64?)
        }
    }

    /// The questions whose answers are news: for the version, the names, and the hashes.
    static func newsQueries(since version: Int64?) -> [String] {
        let known = version ?? .max
        return [
            "SELECT version FROM gatehouse.state",
            "SELECT name FROM gatehouse.account WHERE version > \(known) LIMIT \(maxChangedNames + 1)",
            "SELECT hash FROM gatehouse.password_hash_kind",
        ]
    }

    /// What has changed since a version; nil is the version of somebody who knows nothing.
    static func news(
        since version: Int64?,
        _ answers: [PostgresRows]
    ) throws(AccountStoreError) -> AccountNews {
        guard answers.count == 3 else { throw .unavailable("the database failed") }
        let current = try self.version(answers[0])
        var names: [String]?
        // A version that is lower than before is that of an older copy.
        if let version, version <= current { names = answers[1].firstColumn }
        return AccountNews(
            version: current,
            changedNames: names.flatMap { $0.count > maxChangedNames ? nil : $0 },
            passwordHashes: answers[2].firstColumn
        )
    }
}
