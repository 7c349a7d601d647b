// SPDX-License-Identifier: MIT
//
// Touches: a PostgreSQL server of the tests' own.

import GatehouseAccounts
import GatehousePostgres
import TestSupport
import Testing

@Suite("Accounts in PostgreSQL", .enabled(if: PostgresServer.isInstalled))
struct PostgresAccountStoreTests {
    private let server: PostgresServer
    private let database: String

    init() throws {
        server = try PostgresServer.shared.get()
        database = try server.makeDatabase()
    }

    private func open(_ url: String? = nil, connections: Int = 4) throws -> PostgresAccountStore {
        let url = try #require(PostgresURL(url ?? server.url(database)))
        return try PostgresAccountStore(url: url, connections: connections)
    }

    /// Ends all connections to the database, as an operator might.
    private func cutConnections() throws {
        try server.sql(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = '\(database)' AND pid <> pg_backend_pid()
            """,
            in: database
        )
    }

    /// The words of the error with which a database is refused.
    private func refusal(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch AccountStoreError.unavailable(let words) {
            return words
        } catch {
            return "another error: \(error)"
        }
    }

    @Test("Ten stores that open an empty database at once all find it ready")
    func race() async throws {
        let stores = try await withThrowingTaskGroup(of: PostgresAccountStore.self) { group in
            for _ in 0..<10 { group.addTask { try open() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for (index, store) in stores.enumerated() { try store.add(.test("a\(index)")) }
        #expect(try stores[0].accounts(after: nil, limit: 20).count == 10)
        let isDoneOnce = "SELECT count(*) = max(number) FROM gatehouse.migration"
        #expect(try server.sql(isDoneOnce, in: database) == "t")
    }

    @Test("Whoever waits for another to make the tables waits longer than a statement may take")
    func patience() throws {
        let ready = try server.makeDatabase()
        let key = 0x6761_7465_686F_7573
        try server.startSQL(
            "BEGIN; SELECT pg_advisory_xact_lock(\(key)); CREATE TABLE held (); "
                + "SELECT pg_sleep(6); COMMIT",
            in: database
        )
        let holders = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
        while try server.sql(holders, in: ready) == "0" {}
        try open().add(.test("a"))
        // Only after the other was done, which is when its table is there.
        #expect(try server.sql("SELECT count(*) FROM held", in: database) == "0")
    }

    @Test("A connection that was cut is replaced, for reading, for writing and for news")
    func cut() throws {
        let store = try open()
        try store.add(.test("a"))
        let version = try store.news(since: nil).version
        for round in 1...3 {
            try cutConnections()
            #expect(try store.account(named: "a") != nil)
            try cutConnections()
            #expect(try store.change("a", .logout).epoch == Int64(round))
            try cutConnections()
            // What was changed while nobody listened is not known, so it may be anything.
            #expect(try store.news(since: version).changedNames == nil)
        }
    }

    @Test("A statement that waits for a lock ends in words, and leaves nothing in the server")
    func locked() throws {
        let store = try open()
        try store.add(.test("a"))
        let version = try store.news(since: nil).version
        try server.sql(
            "CREATE TABLE held (); CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
                + "'BEGIN PERFORM pg_sleep(60); RETURN new; END'; CREATE TRIGGER slow "
                + "BEFORE UPDATE ON gatehouse.account FOR EACH ROW EXECUTE FUNCTION wait()",
            in: database
        )
        let words = refusal { _ = try store.change("a", .logout) }
        #expect(words == "the database took too long; an import or another program may hold a lock")
        #expect(try store.news(since: version).changedNames == [])
        let waiting = try server.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)' "
                + "AND pid <> pg_backend_pid() AND state <> 'idle'",
            in: database
        )
        #expect(waiting == "0")
        #expect(try store.account(named: "a")?.epoch == 0)
    }

    @Test("A change whose end is not known is reported as such")
    func unknown() throws {
        let store = try open()
        try store.add(.test("a"))
        try server.sql(
            "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
                + "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN new; END'; "
                + "CREATE CONSTRAINT TRIGGER last AFTER UPDATE ON gatehouse.account "
                + "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()",
            in: database
        )
        let words = refusal { _ = try store.change("a", .logout) }
        #expect(words?.hasSuffix("; whether the change was made is not known") == true)
        #expect(try store.account(named: "a")?.epoch == 0)
    }

    @Test(
        "A change is on the disk before it is done, and does not outlive a client that is stopped"
    )
    func synchronous() throws {
        try server.sql(
            "ALTER DATABASE \(database) SET synchronous_commit = off",
            in: database
        )
        let store = try open()
        try server.sql(
            "CREATE TABLE seen (setting text); CREATE FUNCTION see() RETURNS trigger "
                + "LANGUAGE plpgsql AS 'BEGIN INSERT INTO seen VALUES "
                + "(current_setting(''synchronous_commit'')), "
                + "(current_setting(''idle_in_transaction_session_timeout'')); "
                + "RETURN new; END'; CREATE TRIGGER see "
                + "BEFORE INSERT ON gatehouse.account FOR EACH ROW EXECUTE FUNCTION see()",
            in: database
        )
        try store.add(.test("a"))
        #expect(try server.sql("SELECT setting FROM seen", in: database) == "on\n5s")
    }

    @Test("A change wakes whoever waits for news")
    func notification() throws {
        let (store, other) = (try open(), try open())
        try store.add(.test("a"))
        let version = try store.news(since: nil).version
        _ = try other.change("a", .logout)
        // Without a notification this would wait for a minute.
        let begin = ContinuousClock.now
        #expect(store.waitForNews(within: .seconds(60)))
        #expect(begin.duration(to: .now) < .seconds(60))
        #expect(try store.news(since: version).changedNames == ["a"])
    }

    @Test(
        "A server that turns out to be a standby is not believed, also on a connection that stands"
    )
    func standby() throws {
        // What a pooler does when it goes on to another server, as far as a client can see it.
        try server.sql(
            "CREATE SCHEMA mock; CREATE TABLE mock.standby AS SELECT false AS it_is; "
                + "CREATE FUNCTION mock.pg_is_in_recovery() RETURNS boolean LANGUAGE sql "
                + "AS 'SELECT it_is FROM mock.standby'; "
                + "ALTER DATABASE \(database) SET search_path = mock, pg_catalog",
            in: database
        )
        let store = try open()
        try store.add(.test("a"))
        let version = try store.news(since: nil).version
        try server.sql("UPDATE mock.standby SET it_is = true", in: database)
        let words = "the server is a standby"
        #expect(refusal { _ = try store.account(named: "a") } == words)
        #expect(refusal { _ = try store.news(since: version) } == words)
        #expect(refusal { _ = try store.change("a", .logout) } == words)
        #expect(refusal { _ = try open() } == words)
        try server.sql("UPDATE mock.standby SET it_is = false", in: database)
        #expect(try open().account(named: "a")?.epoch == 0)
    }

    @Test("A database that was made anew is not taken for the former", arguments: [1, 4])
    func madeAnew(connections: Int) throws {
        let store = try open(connections: connections)
        try store.add(.test("a"))
        let version = try store.news(since: nil).version
        #expect(try store.news(since: version).changedNames == [])
        // In one transaction, so that no question fails in between.
        try server.sql(
            "BEGIN; UPDATE gatehouse.state SET database = gen_random_uuid(); "
                + "DELETE FROM gatehouse.account; COMMIT",
            in: database
        )
        #expect(try store.news(since: version).changedNames == nil)
        #expect(try store.news(since: version).changedNames == [])
    }

    @Test("An older copy of the database in place of the present one makes everything news")
    func olderCopy() throws {
        let store = try open()
        for name in ["a", "b"] { try store.add(.test(name)) }
        let version = try store.news(since: nil).version
        try server.sql("UPDATE gatehouse.state SET version = 1", in: database)
        #expect(try store.news(since: version).changedNames == nil)
    }

    @Test("A store keeps no more connections than it may", arguments: [1, 2, 4])
    func connections(count: Int) async throws {
        let store = try open(connections: count)
        try store.add(.test("a"))
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<5 { _ = try? store.account(named: "a") }
                    _ = try? store.news(since: nil)
                }
            }
        }
        let open = try server.sql(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = '\(database)' "
                + "AND application_name = 'gatehouse'",
            in: database
        )
        #expect(try (1...count).contains(#require(Int(open))))
    }

    @Test("A database that a newer version has written is refused in words")
    func newer() throws {
        let url = try #require(PostgresURL(server.url(database)))
        _ = try open()
        try server.sql("INSERT INTO gatehouse.migration VALUES (99)", in: database)
        #expect(throws: AccountStoreError.tooNew(url.place)) { try open() }
    }

    @Test("A database of the first version is brought to the present form while it is used")
    func older() throws {
        let before = try open()
        try before.add(.test("old"))
        try server.sql(
            "DROP TABLE gatehouse.audit, gatehouse.login_outcome; "
                + "DELETE FROM gatehouse.migration WHERE number > 1",
            in: database
        )
        let store = try open()
        #expect(try store.records().isEmpty)
        _ = try store.change("old", .logout)
        #expect(try before.records().map(\.username) == ["old"])
    }

    @Test("A change that cannot be recorded is not made")
    func unrecorded() throws {
        let store = try open()
        try store.add(.test("a"))
        try server.sql(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                + "'BEGIN RAISE EXCEPTION ''no''; END'; CREATE TRIGGER refuse "
                + "BEFORE INSERT ON gatehouse.audit FOR EACH ROW EXECUTE FUNCTION refuse()",
            in: database
        )
        #expect(throws: AccountStoreError.self) { try store.change("a", .logout) }
        #expect(throws: AccountStoreError.self) { try store.remove("a") }
        #expect(throws: AccountStoreError.self) { try store.add(.test("b")) }
        #expect(try store.accounts(after: nil, limit: 9).map(\.username) == ["a"])
        #expect(try store.account(named: "a")?.epoch == 0)
    }

    @Test("A database in another encoding than UTF-8 is refused in words")
    func encoding() throws {
        let database = try server.makeDatabase(
            "ENCODING 'SQL_ASCII' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
        let words = refusal { _ = try open(server.url(database)) }
        #expect(words == "the encoding of the database is not UTF8")
    }

    @Test("A role that may not make tables is refused in words, and can use those that are there")
    func privileges() throws {
        let role = "limited_\(database)"
        try server.sql("CREATE ROLE \(role) LOGIN", in: database)
        let url = server.url(database).replacing("user=gatehouse", with: "user=\(role)")
        let words = refusal { _ = try open(url) }
        #expect(words == "the role lacks a privilege that it needs in the database")
        _ = try open()
        try server.sql(
            "GRANT USAGE ON SCHEMA gatehouse TO \(role); "
                + "GRANT ALL ON ALL TABLES IN SCHEMA gatehouse TO \(role)",
            in: database
        )
        try open(url).add(.test("a"))
    }

    @Test("TLS is used as the URL says, and a server without the right certificate is refused")
    func encryption() throws {
        let url = server.url(database, port: server.port)
            .replacing("127.0.0.1", with: "localhost")
        let verified = "sslmode=verify-full&sslrootcert=\(server.folder)/server.crt"
        _ = try open(url + verified)
        let words = refusal { _ = try open(url + "sslmode=verify-full&sslrootcert=/etc/passwd") }
        #expect(words?.contains("root certificate") == true, "\(words ?? "none")")
        #expect(words?.contains("pass") == false || words?.contains("/etc/passwd") == true)
    }

    @Test("A server that cannot be reached is an error in one line, and no account is missing")
    func unreachable() throws {
        let url = "postgresql://user:secret@127.0.0.1:1/accounts"
        let words = try #require(refusal { _ = try open(url) })
        #expect(words.contains("Connection refused"))
        #expect(!words.contains("\n") && !words.contains("secret"))
        #expect(PostgresURL(url)?.description == "postgresql://127.0.0.1/accounts")
    }

    @Test(
        "What libpq does not understand is no URL",
        arguments: [
            "", "accounts.sqlite", "mysql://localhost/x", "postgresql:/x", "postgresql://[::1/x",
            "postgresql://localhost/x?nonsense=1", "postgresql://u:p%zz@localhost/x",
            "postgresql://localhost/x\0y", "postgresql://local%0Ahost/x",
            // Passwords whose characters were not encoded, and would be shown.
            "postgresql://u:SECRET/a@127.0.0.1:5432/x", "postgresql://u:SECRET@x@127.0.0.1/x",
            "postgresql://u@h/SECRET@x", "postgresql://u:SE/CRET@h/x",
        ]
    )
    func badURLs(text: String) {
        #expect(PostgresURL(text) == nil)
    }

    @Test("Texts with quotes, backslashes, braces and the word NULL are kept as they are")
    func quoting() throws {
        let store = try open()
        for text in ["NULL", "null", "{a,b}", "\\", "\"", "\\\"", "a\\,b", "{}", "%s"] {
            var account = Account.test(text)
            account.fullName = text
            account.email = text
            try store.add(account)
            let stored = try #require(try store.account(named: text))
            #expect(stored.username == text && stored.fullName == text && stored.email == text)
        }
    }
}
