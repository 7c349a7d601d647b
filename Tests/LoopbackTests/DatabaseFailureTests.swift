// SPDX-License-Identifier: MIT
//
// A database whose disk is full, that is read-only, or that is locked. The server and the commands
// say so in words, and do what they still can.
// Touches: processes, files in the directory for temporary files, mounts where that is allowed.
// Unsafe: mount(2), fcntl(2).

import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

@Suite("Database on a full disk")
struct FullDiskTests {
    /// More than fits on the disk of these tests, and below the limits.
    private static let manyLines = (0..<5000).map { Accounts.line("user\($0)") }
        .joined(separator: "\n")

    @Test(
        "On a full disk nothing is changed by half, the server goes on, and with space all is as before",
        .enabled(if: SmallDisk.isAllowed, "only root may mount a small disk")
    )
    func smallDisk() throws {
        let disk = try SmallDisk(kibibytes: 512)
        let accounts = try Accounts(in: disk.folder)
        try accounts.add("johndoe")
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let client = try server.connect()
            let token = try client.token()
            let full = "gatehouse: \(accounts.path): the disk of the database is full\n"
            try disk.fill()
            for words in [["add", "--hash-stdin", "jane"], ["logout", "johndoe"]] {
                let outcome = try accounts.user(words, input: Accounts.hash + "\n")
                #expect(outcome.status == 75, "\(words)")
                #expect(outcome.errors == full)
            }
            try disk.makeSpace()
            let imported = try accounts.user(["import", "-"], input: Self.manyLines)
            #expect(imported.status == 75)
            #expect(imported.errors == full)
            #expect(try accounts.names() == ["johndoe"])
            #expect(try client.status(of: token) == 200)
            #expect(try client.login("johndoe").status == 200)
            #expect(try client.readiness() == 200)
            try accounts.add("jane")
            #expect(try accounts.user(["logout", "johndoe"]).status == 0)
            #expect(try eventually { try client.status(of: token) == 401 })
            #expect(try client.login("jane").status == 200)
        }
    }

    @Test(
        "A limit on the size of files ends no command by a signal, and leaves nothing by half",
        arguments: [0, 4096, 20_000, 100_000]
    )
    func limit(bytes: Int) throws {
        let accounts = try Accounts()
        try accounts.add("johndoe")
        let launcher = ["/usr/bin/prlimit", "--fsize=\(bytes)"]
        let imported = try accounts.user(["import", "-"], input: Self.manyLines, by: launcher)
        #expect(imported.status == 75)
        #expect(imported.errors.hasPrefix("gatehouse: \(accounts.path): the "))
        #expect(imported.errors.components(separatedBy: "\n").count == 2)
        #expect(try accounts.names() == ["johndoe"])
        try accounts.add("jane")
        #expect(try accounts.names() == ["jane", "johndoe"])
    }

    @Test("A server that may not write any file still serves what another keeps in order")
    func limitedServer() throws {
        let accounts = try Accounts()
        try accounts.add("johndoe")
        try Gatehouse.serve(flags: ["--database", accounts.path]) { _ in
            try Gatehouse.serve(
                flags: ["--database", accounts.path],
                by: ["/usr/bin/prlimit", "--fsize=0"]
            ) { server in
                let client = try server.connect()
                let token = try client.token()
                #expect(try accounts.user(["logout", "johndoe"]).status == 0)
                #expect(try eventually { try client.status(of: token) == 401 })
                #expect(try server.stop() == 0)
            }
        }
    }

    @Test("A backup that does not fit is no file, and a list that does not is no success")
    func output() throws {
        let accounts = try Accounts()
        let lines = (0..<500).map { Accounts.line("user\($0)") }.joined(separator: "\n")
        #expect(try accounts.user(["import", "-"], input: lines).status == 0)
        let launcher = ["/usr/bin/prlimit", "--fsize=20000"]
        // Beside a server, whose files are there already, a command writes nothing to read.
        try Gatehouse.serve(flags: ["--database", accounts.path]) { _ in
            let copy = accounts.file("copy.sqlite")
            let words = ["backup", "--database", accounts.path, copy]
            let outcome = try Gatehouse.run(words, by: launcher)
            #expect(outcome.status == 75)
            #expect(outcome.errors.contains("cannot be written"))
            #expect(!FileManager.default.fileExists(atPath: copy))
            #expect(try Gatehouse.run(words).status == 0)
            for words in [["list"], ["list", "--json"], ["export"]] {
                let outcome = try accounts.user(words, by: launcher)
                #expect(outcome.status == 1, "\(words)")
                #expect(outcome.errors == "gatehouse: cannot write to standard output\n")
            }
        }
    }
}

@Suite("Database that is read-only")
struct ReadOnlyDatabaseTests {
    /// Root may do everything, unless it is taken away.
    private static let obedient =
        getuid() == 0
        ? ["/usr/bin/setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []
    private static let readOnly = "the database is read-only"
    private static let folderIsReadOnly =
        "its folder is read-only, where SQLite has to create the files -wal and -shm"

    private let accounts: Accounts

    init() throws {
        accounts = try Accounts()
        try accounts.add("johndoe")
    }

    /// Changes the permissions of the database and its companions, and of their folder.
    private func setMode(file: mode_t, folder: mode_t = 0o700) {
        for suffix in ["", "-wal", "-shm"] { _ = unsafe chmod(accounts.path + suffix, file) }
        _ = unsafe chmod(accounts.folderPath, folder)
    }

    /// Expects that accounts can be read, but not changed.
    private func expectReading() throws {
        for words in [["list"], ["show", "johndoe"], ["export"]] {
            let outcome = try accounts.user(words, by: Self.obedient)
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
            #expect(outcome.output.contains("johndoe"))
        }
        for words in [["add", "--hash-stdin", "jane"], ["logout", "johndoe"]] {
            let outcome = try accounts.user(
                words,
                input: Accounts.hash + "\n",
                by: Self.obedient
            )
            #expect(outcome.status == 75, "\(words)")
            #expect(outcome.errors == "gatehouse: \(accounts.path): \(Self.readOnly)\n")
        }
    }

    /// Expects that nothing works, and that it is one line.
    private func expectNothing(_ reason: String) throws {
        let commands = [
            ["user", "list", "--database", accounts.path],
            ["user", "logout", "--database", accounts.path, "johndoe"],
            ["serve", "--port", "0", "--database", accounts.path],
        ]
        for words in commands {
            let outcome = try Gatehouse.run(
                words,
                environment: ["SECRET_KEY": Gatehouse.key],
                by: Self.obedient
            )
            #expect(outcome.status == 75, "\(words)")
            #expect(outcome.errors == "gatehouse: \(accounts.path): \(reason)\n")
        }
    }

    @Test("A read-only file can be read, and a server serves it and says so")
    func file() throws {
        setMode(file: 0o400)
        try expectReading()
        try Gatehouse.serve(flags: ["--database", accounts.path], by: Self.obedient) { server in
            let client = try server.connect()
            let token = try client.token()
            #expect(try client.status(of: token) == 200)
            #expect(try client.readiness() == 200)
            try server.process.line(
                containing: "the database is read-only: accounts can be read, but not changed"
            )
        }
    }

    @Test("A read-only file of the version before, which made no records, can be read as well")
    func olderFile() throws {
        try DatabaseQueue(path: accounts.path).write { db in
            try db.execute(
                sql: "DROP TABLE audit; DELETE FROM grdb_migrations WHERE identifier = '2 audit'"
            )
        }
        setMode(file: 0o400)
        try expectReading()
        let words = ["audit", "--database", accounts.path]
        let outcome = try Gatehouse.run(words, by: Self.obedient)
        #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.errors)")
        setMode(file: 0o600)
        #expect(try accounts.user(["logout", "johndoe"]).status == 0)
        #expect(try Gatehouse.run(words).output.contains("logged_out"))
    }

    @Test("A server that may only read the file sees what others change")
    func changedByOthers() throws {
        try Gatehouse.serve(flags: ["--database", accounts.path]) { _ in
            setMode(file: 0o400)
            try Gatehouse.serve(flags: ["--database", accounts.path], by: Self.obedient) { server in
                let client = try server.connect()
                let token = try client.token()
                setMode(file: 0o600)
                #expect(try accounts.user(["logout", "johndoe"]).status == 0)
                #expect(try eventually { try client.status(of: token) == 401 })
            }
        }
    }

    @Test("In a read-only folder SQLite cannot read either, unless the companions are there")
    func folder() throws {
        defer { setMode(file: 0o600) }
        for mode: mode_t in [0o400, 0o600] {
            setMode(file: mode, folder: 0o500)
            try expectNothing(Self.folderIsReadOnly)
        }
        setMode(file: 0o600)
        try Gatehouse.serve(flags: ["--database", accounts.path]) { _ in
            setMode(file: 0o400, folder: 0o500)
            try expectReading()
        }
    }

    @Test("A backup can be read in a read-only folder, since it has no companions")
    func backup() throws {
        defer { setMode(file: 0o600) }
        let copy = accounts.file("copy.sqlite")
        #expect(try Gatehouse.run(["backup", "--database", accounts.path, copy]).status == 0)
        try FileManager.default.removeItem(atPath: accounts.path)
        try FileManager.default.moveItem(atPath: copy, toPath: accounts.path)
        setMode(file: 0o400, folder: 0o500)
        try expectReading()
    }

    @Test("A file that may not be read is said to be that")
    func noAccess() throws {
        setMode(file: 0)
        try expectNothing("the file may not be read")
    }
}

@Suite("Database that is locked")
struct LockedDatabaseTests {
    private let accounts: Accounts

    init() throws {
        accounts = try Accounts()
        for name in ["johndoe", "jane"] { try accounts.add(name) }
    }

    @Test("A server goes on reading while another program holds the database exclusively")
    func exclusive() throws {
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let client = try server.connect()
            let token = try client.token()
            let other = try DatabaseQueue(path: accounts.path)
            try other.writeWithoutTransaction { db in
                try db.execute(sql: "BEGIN EXCLUSIVE")
                // The command waits for five seconds, longer than memory is trusted without news.
                let outcome = try accounts.user(["logout", "johndoe"])
                #expect(outcome.status == 75)
                #expect(outcome.errors.contains("the database is locked by another program"))
                #expect(try client.status(of: token) == 200)
                #expect(try client.login("jane").status == 200)
                #expect(try client.readiness() == 200)
                try db.execute(sql: "ROLLBACK")
            }
            #expect(try accounts.user(["logout", "johndoe"]).status == 0)
            #expect(try eventually { try client.status(of: token) == 401 })
        }
    }

    @Test("Where even reading is locked out, the server answers 503, and goes on afterwards")
    func unreadable() throws {
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let client = try server.connect()
            let token = try client.token()
            let lock = try SharedMemoryLock(database: accounts.path)
            #expect(try eventually { try client.status(of: token) == 503 })
            let login = try client.login("jane")
            #expect(login.status == 503)
            #expect(login["retry-after"] != nil)
            #expect(try client.readiness() == 503)
            try server.process.line(
                containing: "the accounts are not available: the database is locked"
            )
            lock.release()
            #expect(try eventually { try client.status(of: token) == 200 })
            #expect(try client.readiness() == 200)
            try server.process.line(containing: "the accounts are available again")
        }
    }

    @Test("A start while another program keeps the database to itself is one line and status 75")
    func start() throws {
        var configuration = Configuration()
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        let other = try DatabaseQueue(path: accounts.path, configuration: configuration)
        try other.write { try $0.execute(sql: "UPDATE state SET version = version + 1") }
        let outcome = try Gatehouse.run(
            ["serve", "--port", "0", "--database", accounts.path],
            environment: ["SECRET_KEY": Gatehouse.key]
        )
        #expect(outcome.status == 75)
        #expect(
            outcome.errors
                == "gatehouse: \(accounts.path): the database is locked by another program\n"
        )
        try other.close()
    }
}

/// A disk of its own, which is small enough to be filled.
private final class SmallDisk {
    let folder: TemporaryFolder

    /// Whether this process may mount.
    static let isAllowed = (try? SmallDisk(kibibytes: 64)) != nil

    init(kibibytes: Int) throws {
        folder = try TemporaryFolder()
        guard unsafe mount("tmpfs", folder.path, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
            throw CocoaError(.fileWriteNoPermission)
        }
    }

    deinit {
        _ = unsafe umount2(folder.path, Int32(MNT_DETACH))
    }

    /// Writes until nothing more fits.
    func fill() throws {
        let file = unsafe open(folder.file("filling"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 4096)
        while unsafe write(file, block, block.count) > 0 {}
        guard errno == ENOSPC else { throw CocoaError(.fileWriteUnknown) }
    }

    func makeSpace() throws {
        try FileManager.default.removeItem(atPath: folder.file("filling"))
    }
}

/// The locks that a program holds while it recovers a database: nobody can read either.
private final class SharedMemoryLock {
    private let descriptor: Int32

    /// Waits until the locks are free, and takes them.
    init(database: String) throws {
        descriptor = unsafe open(database + "-shm", O_RDWR | O_CLOEXEC)
        // Eight locks from byte 120 on: see "WAL-mode File Format", 2.3.
        var lock = flock(
            l_type: Int16(F_WRLCK),
            l_whence: Int16(SEEK_SET),
            l_start: 120,
            l_len: 8,
            l_pid: 0
        )
        guard unsafe fcntl(descriptor, F_SETLKW, &lock) == 0 else {
            throw CocoaError(.fileLocking)
        }
    }

    func release() {
        close(descriptor)
    }
}
