// SPDX-License-Identifier: MIT

import Foundation
import GRDB
import GatehouseAccounts
import GatehouseSQLite
import TestSupport
import Testing

@Suite("Accounts in SQLite")
struct SQLiteAccountStoreTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("accounts.sqlite")
    }

    @Test("A new database can be read by its owner only, and so can its companions")
    func mode() throws {
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        for name in ["accounts.sqlite", "accounts.sqlite-wal", "accounts.sqlite-shm"] {
            #expect(try folder.mode(of: name) == 0o600, "\(name)")
        }
        #expect(store.warnings.isEmpty)
    }

    @Test("A database that others may read causes a warning")
    func openMode() throws {
        _ = try SQLiteAccountStore(path: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        let warnings = try SQLiteAccountStore(path: path).warnings
        #expect(warnings == ["others may read the database: chmod 600 \(path)"])
    }

    @Test("What was stored is there when the file is opened again")
    func reopen() throws {
        do { try SQLiteAccountStore(path: path).add(.test("a")) }
        let store = try SQLiteAccountStore(path: path)
        #expect(try store.account(named: "a") != nil)
    }

    @Test("A committed change is forced to the disk: synchronous is FULL, and the journal is WAL")
    func pragmas() throws {
        let store = try SQLiteAccountStore(path: path)
        #expect(try store.writerPragma("synchronous") == "2")
        #expect(try store.writerPragma("journal_mode") == "wal")
        #expect(try store.writerPragma("foreign_keys") == "1")
    }

    @Test("Two stores on one file see what the other has written")
    func twoStores() throws {
        let one = try SQLiteAccountStore(path: path)
        let two = try SQLiteAccountStore(path: path)
        let version = try two.news(since: nil).version
        try one.add(.test("a"))
        #expect(try two.account(named: "a") != nil)
        #expect(try two.news(since: version).changedNames == ["a"])
    }

    @Test("A database that a newer version has written is refused in words")
    func newer() throws {
        _ = try SQLiteAccountStore(path: path)
        let queue = try DatabaseQueue(path: path)
        try queue.write { db in
            try db.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')")
        }
        #expect(throws: AccountStoreError.tooNew(path)) { try SQLiteAccountStore(path: path) }
    }

    /// Makes a database as the version before the records of changes made it, with an account.
    private func makeOldDatabase() throws {
        try SQLiteAccountStore(path: path).add(.test("old"))
        try DatabaseQueue(path: path).write { db in
            try db.execute(
                sql: "DROP TABLE audit; DELETE FROM grdb_migrations WHERE identifier = '2 audit'"
            )
        }
    }

    @Test("A database of the version before is brought to the present form where it is")
    func older() throws {
        try makeOldDatabase()
        let store = try SQLiteAccountStore(path: path)
        #expect(try store.records().isEmpty)
        _ = try store.change("old", .logout)
        #expect(try store.records().map(\.username) == ["old"])
    }

    @Test("A change that cannot be recorded is not made")
    func unrecorded() throws {
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        try DatabaseQueue(path: path).write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON audit
                    BEGIN SELECT RAISE(ABORT, ''); END
                    """
            )
        }
        #expect(throws: AccountStoreError.self) { try store.change("a", .logout) }
        #expect(throws: AccountStoreError.self) { try store.remove("a") }
        #expect(throws: AccountStoreError.self) { try store.add(.test("b")) }
        #expect(try store.accounts(after: nil, limit: 9).map(\.username) == ["a"])
        #expect(try store.account(named: "a")?.epoch == 0)
    }

    @Test("A record that no version has written is an error in words, and no change depends on it")
    func damagedRecord() throws {
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        try DatabaseQueue(path: path).write { db in
            try db.execute(sql: "UPDATE audit SET action = 'nonsense'")
        }
        #expect(throws: AccountStoreError.damaged("the database is damaged")) {
            try store.records()
        }
        #expect(try store.change("a", .logout).epoch == 1)
    }

    @Test("A file that is no database is refused in words and left as it is")
    func noDatabase() throws {
        let text = String(repeating: "This is not a database. ", count: 100)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: AccountStoreError.damaged("the file is not a database")) {
            try SQLiteAccountStore(path: path)
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("A row that was made by hand and has no hash is an error in words, and traps nothing")
    func damagedRow() throws {
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA writable_schema = ON;
                    UPDATE sqlite_schema SET sql = replace(sql, 'password_hash TEXT NOT NULL',
                        'password_hash TEXT') WHERE name = 'account';
                    """
            )
        }
        try queue.close()
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "UPDATE account SET password_hash = NULL") }
        let reopened = try SQLiteAccountStore(path: path)
        #expect(throws: AccountStoreError.damaged("the database is damaged")) {
            try reopened.account(named: "a")
        }
    }

    @Test("An epoch at the end of its range does not trap, and still changes")
    func lastEpoch() throws {
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "UPDATE account SET epoch = 9223372036854775807") }
        #expect(try store.change("a", .logout).epoch == .min)
    }

    @Test("A folder that does not exist is named")
    func noFolder() {
        let path = folder.file("nowhere/accounts.sqlite")
        #expect(throws: AccountStoreError.unavailable("the folder of \(path) does not exist")) {
            try SQLiteAccountStore(path: path)
        }
    }

    @Test("A file that is gone is not available, and another in its place is opened")
    func replaced() throws {
        let other = folder.file("other.sqlite")
        do { try SQLiteAccountStore(path: other).add(.test("from the backup")) }
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        let version = try store.news(since: nil).version
        try FileManager.default.removeItem(atPath: path)
        #expect(throws: AccountStoreError.unavailable("the database file \(path) is gone")) {
            try store.news(since: version)
        }
        try FileManager.default.moveItem(atPath: other, toPath: path)
        for companion in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + companion)
        }
        let news = try store.news(since: version)
        #expect(news.changedNames == nil)
        #expect(try store.account(named: "from the backup") != nil)
        #expect(try store.account(named: "a") == nil)
    }

    @Test("A backup is one file with all accounts, readable by its owner only")
    func backUp() throws {
        let store = try SQLiteAccountStore(path: path)
        for number in 0..<100 { try store.add(.test("user\(number)")) }
        let copy = folder.file("backup.sqlite")
        try store.backUp(to: copy)
        #expect(try folder.mode(of: "backup.sqlite") == 0o600)
        #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
        #expect(try SQLiteAccountStore(path: copy).accounts(after: nil, limit: 1000).count == 100)
        #expect(throws: AccountStoreError.unavailable("\(copy) exists already")) {
            try store.backUp(to: copy)
        }
    }

    @Test(
        "An older copy that is restored into the same file makes everything unknown, and is served"
    )
    func restored() throws {
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        let copy = folder.file("copy.sqlite")
        try store.backUp(to: copy)
        try store.add(.test("b"))
        _ = try store.change("a", .logout)
        let version = try store.news(since: nil).version
        try restore(copy)
        let news = try store.news(since: version)
        #expect(news.version < version)
        #expect(news.changedNames == nil)
        #expect(news.passwordHashes != nil)
        #expect(try store.account(named: "a")?.epoch == 0)
        #expect(try store.account(named: "b") == nil)
        #expect(try store.news(since: news.version).changedNames == [])
        try store.add(.test("c"))
        #expect(try store.news(since: news.version).changedNames == ["c"])
    }

    @Test("A copy that is restored and changed up to the known version makes everything unknown")
    func restoredAndChanged() throws {
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        let copy = folder.file("copy.sqlite")
        try store.backUp(to: copy)
        _ = try store.change("a", .disable)
        let version = try store.news(since: nil).version
        try restore(copy)
        try store.add(.test("b"))
        let news = try store.news(since: version)
        #expect(news.version == version)
        #expect(news.changedNames == nil)
    }

    /// Does what `sqlite3 FILE ".restore COPY"` does.
    private func restore(_ copy: String) throws {
        try DatabaseQueue(path: copy).backup(to: DatabaseQueue(path: path))
    }

    @Test("A damaged index does not make a user unknown, and is an error in words")
    func damagedIndex() throws {
        try SQLiteAccountStore(path: path).add(.test("a"))
        let index = try DatabaseQueue(path: path).read { db in
            try Int.fetchOne(
                db,
                sql: """
                    SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_account_1'
                    """
            )
        }
        let page = try #require(index)
        // A page of an index that is in order, but has no entries.
        let empty: [UInt8] = [0x0A, 0, 0, 0, 0, 0x10, 0, 0]
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seek(toOffset: UInt64(4096 * (page - 1)))
        try handle.write(contentsOf: empty)
        try handle.close()
        let store = try SQLiteAccountStore(path: path)
        #expect(throws: AccountStoreError.damaged("the database is damaged")) {
            try store.account(named: "a")
        }
        #expect(try store.account(named: "b") == nil)
    }

    @Test("A database is not made of what takes the place of an open one")
    func replacedByAnother() throws {
        let store = try SQLiteAccountStore(path: path)
        let version = try store.news(since: nil).version
        for companion in ["", "-wal", "-shm"] {
            try FileManager.default.removeItem(atPath: path + companion)
        }
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        let empty = AccountStoreError.unavailable(
            "the file is empty, but was a database: restore a backup of it"
        )
        #expect(throws: empty) { try store.news(since: version) }
        try FileManager.default.removeItem(atPath: path)
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE other (id INTEGER)") }
        let other = AccountStoreError.unavailable("the file is not a database of accounts")
        #expect(throws: other) { try store.news(since: version) }
    }

    @Test("Without the file through which processes see each other, nothing is trusted")
    func lostCompanion() throws {
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        let version = try store.news(since: nil).version
        for companion in ["-wal", "-shm"] {
            try FileManager.default.removeItem(atPath: path + companion)
        }
        // Another process sees only files of its own, and is not seen.
        #expect(throws: AccountStoreError.self) { try store.news(since: version) }
    }

    @Test("A backup that is moved into place is not mixed with the changes of what was there")
    func leftCompanions() throws {
        let store = try SQLiteAccountStore(path: path)
        try store.add(.test("a"))
        let copy = folder.file("copy.sqlite")
        try store.backUp(to: copy)
        try store.add(.test("b"))
        let version = try store.news(since: nil).version
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.moveItem(atPath: copy, toPath: path)
        let mixed = AccountStoreError.unavailable(
            "the files -wal and -shm are of the former database: remove them"
        )
        #expect(throws: mixed) { try store.news(since: version) }
        for companion in ["-wal", "-shm"] {
            try FileManager.default.removeItem(atPath: path + companion)
        }
        #expect(try store.news(since: version).changedNames == nil)
        #expect(try store.account(named: "b") == nil)
    }

    @Test("Changes that many stores make to one account at once are all kept")
    func manyWriters() async throws {
        let path = path
        try SQLiteAccountStore(path: path).add(.test("a"))
        await withTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    guard let store = try? SQLiteAccountStore(path: path) else { return }
                    for _ in 0..<25 { _ = try? store.change("a", .logout) }
                }
            }
        }
        #expect(try SQLiteAccountStore(path: path).account(named: "a")?.epoch == 100)
    }

    @Test("Ten stores that open a new file at once all find it ready")
    func manyOpeners() async throws {
        let path = path
        let opened = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 {
                group.addTask { (try? SQLiteAccountStore(path: path)) != nil }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(opened == 10)
    }
}
