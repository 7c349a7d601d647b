// SPDX-License-Identifier: MIT
//
// A database file that is damaged: nobody becomes unknown by it, nothing ends, and it is told in words.
// Touches: processes, files in the directory for temporary files.

import Foundation
import Glibc
import TestSupport
import Testing

/// Moves a file to the place of another, in one step.
private func put(_ file: String, inPlaceOf other: String) throws {
    guard unsafe rename(file, other) == 0 else { throw CocoaError(.fileWriteUnknown) }
}

/// A file that holds accounts, and ways to damage it.
private struct DamagedFile {
    let path: String

    var size: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return attributes?[.size] as? Int ?? 0
    }

    /// Puts bytes over those at an offset, in the same file.
    func overwrite(at offset: Int, _ bytes: [UInt8]) throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: bytes)
        try handle.close()
    }

    func truncate(to size: Int) throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.truncate(atOffset: UInt64(size))
        try handle.close()
    }

    /// Moves another file to its place.
    func replace(by bytes: [UInt8]) throws {
        let other = path + ".other"
        try Data(bytes).write(to: URL(filePath: other))
        try put(other, inPlaceOf: path)
    }
}

/// How a file of accounts is damaged while a server uses it.
enum Damage: String, CaseIterable, CustomTestStringConvertible {
    case garbageInTheHeader
    case aPageInTheMiddle
    case allPagesButTheFirst
    case allZero
    case cutInHalf
    case cutToNothing
    case replacedByAnEmptyFile
    case replacedByGarbage

    var testDescription: String { rawValue }

    /// Whether every account is concerned, so that the server must notice.
    var isTotal: Bool { self != .garbageInTheHeader && self != .aPageInTheMiddle }

    func apply(to path: String) throws {
        let file = DamagedFile(path: path)
        var random = SeededGenerator(seed: 1)
        func garbage(_ count: Int) -> [UInt8] {
            (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        let page = 4096
        switch self {
        case .garbageInTheHeader: try file.overwrite(at: 0, garbage(page))
        case .aPageInTheMiddle:
            try file.overwrite(at: file.size / page / 2 * page, garbage(page))
        case .allPagesButTheFirst: try file.overwrite(at: page, garbage(file.size - page))
        case .allZero: try file.overwrite(at: 0, Array(repeating: 0, count: file.size))
        case .cutInHalf: try file.truncate(to: file.size / page / 2 * page)
        case .cutToNothing: try file.truncate(to: 0)
        case .replacedByAnEmptyFile: try file.replace(by: [])
        case .replacedByGarbage: try file.replace(by: garbage(2 * page))
        }
    }
}

@Suite("Database that is damaged")
struct DamagedDatabaseTests {
    private let accounts: Accounts
    private static let count = 500

    init() throws {
        accounts = try Accounts()
        let lines = (0..<Self.count).map { Accounts.line("user\($0)") } + [Accounts.line("johndoe")]
        let outcome = try accounts.user(["import", "-"], input: lines.joined(separator: "\n"))
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test(
        "Whatever happens to the file under a server, nobody becomes unknown, and /readyz tells",
        arguments: Damage.allCases
    )
    func underServer(damage: Damage) throws {
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let client = try server.connect()
            let token = try client.token()
            try damage.apply(to: accounts.path)
            var seen: Set<Int> = []
            let isNoticed = try eventually {
                for number in stride(from: 0, to: Self.count, by: 25) {
                    seen.insert(try client.login("user\(number)").status)
                }
                seen.insert(try client.status(of: token))
                return try client.readiness() == 503 || !damage.isTotal
            }
            #expect(isNoticed)
            #expect(seen.isSubset(of: [200, 503]), "\(seen)")
            // The answer of /readyz is that of the accounts: unread ones are the only reason here.
            let ready = try client.ask(Requests.get("/readyz"))
            #expect((ready.status == 503) == seen.contains(503))
            if ready.status == 503 {
                #expect(
                    [
                        #"{"detail":"The accounts are not available."}"#,
                        #"{"detail":"Some accounts cannot be read."}"#,
                    ].contains(ready.body)
                )
                try server.process.line(containing: "accounts are not available: the ")
            }
            #expect(try client.ask(Requests.get("/healthz")).status == 200)
            #expect(try server.stop() == 0)
            let errors = server.process.lines.filter { $0.contains(" error ") }
            #expect(errors.count == (ready.status == 503 ? 1 : 0), "\(errors)")
        }
    }

    @Test(
        "A command on a damaged file is one line and status 75",
        // An empty file without companions is a new database.
        arguments: Damage.allCases.filter { ![.cutToNothing, .replacedByAnEmptyFile].contains($0) }
    )
    func commands(damage: Damage) throws {
        try damage.apply(to: accounts.path)
        for words in [["export"], ["list"]] {
            let outcome = try accounts.user(words)
            #expect(outcome.status == 75, "\(words)")
            #expect(
                [
                    "gatehouse: \(accounts.path): the database is damaged\n",
                    "gatehouse: \(accounts.path): the file is not a database\n",
                ].contains(outcome.errors),
                "\(outcome.errors)"
            )
        }
    }

    @Test("An empty file with companions was a database, and none is made in its place")
    func companions() throws {
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let status = try server.stop(SIGKILL)
            #expect(status == -SIGKILL)
        }
        try DamagedFile(path: accounts.path).truncate(to: 0)
        for words in [["list"], ["add", "--password-stdin", "a"]] {
            let outcome = try accounts.user(words, input: "password\n")
            #expect(outcome.status == 75)
            #expect(
                outcome.errors
                    == "gatehouse: \(accounts.path): the file is empty, but was a database: "
                    + "restore a backup of it\n"
            )
        }
        #expect(DamagedFile(path: accounts.path).size == 0)
    }

    @Test("A logout that a server cannot see, since a file was removed, is 503 and not ignored")
    func lostCompanion() throws {
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let client = try server.connect()
            let token = try client.token()
            for suffix in ["-wal", "-shm"] {
                try FileManager.default.removeItem(atPath: accounts.path + suffix)
            }
            #expect(try accounts.user(["logout", "johndoe"]).status == 0)
            #expect(try eventually { try client.status(of: token) == 503 })
            #expect(try client.readiness() == 503)
            try server.process.line(containing: "restart the server")
        }
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let status = try server.connect().ask(Requests.goodLogin).status
            #expect(status == 200)
        }
    }

    @Test("A damaged account is served again, and /readyz with it, once it is written anew")
    func repaired() throws {
        let copy = accounts.file("copy.sqlite")
        #expect(try Gatehouse.run(["backup", "--database", accounts.path, copy]).status == 0)
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let client = try server.connect()
            try Damage.allZero.apply(to: accounts.path)
            #expect(try client.login("user250").status == 503)
            #expect(try client.readiness() == 503)
            try server.process.line(containing: "some accounts are not available: the database is")
            for suffix in ["-wal", "-shm"] {
                try FileManager.default.removeItem(atPath: accounts.path + suffix)
            }
            try put(copy, inPlaceOf: accounts.path)
            #expect(try eventually { try client.readiness() == 200 })
            #expect(try client.login("user250").status == 200)
            try server.process.line(containing: "some accounts are available again")
        }
    }
}
