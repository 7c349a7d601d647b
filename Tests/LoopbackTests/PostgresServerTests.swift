// SPDX-License-Identifier: MIT
//
// The built program with its accounts in PostgreSQL.
// Touches: processes, a PostgreSQL server of the tests' own.

import Foundation
import GatehouseAccounts
import Glibc
import TestSupport
import Testing

@Suite("Server with PostgreSQL", .enabled(if: PostgresServer.isInstalled))
struct PostgresServerTests {
    private static let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS\n"

    private let accounts: Accounts

    init() throws {
        let server = try PostgresServer.shared.get()
        accounts = try Accounts(url: server.url(server.makeDatabase()))
    }

    private func token(_ server: RunningServer) throws -> String {
        let login = Requests.login("username=johndoe&password=secret")
        return try server.connect().ask(login).json(TokenAnswer.self).access_token
    }

    private func isUnready(_ server: RunningServer) throws -> Bool {
        try server.connect().ask(Requests.get("/readyz")).status == 503
    }

    private func status(_ server: RunningServer, _ token: String) throws -> Int {
        try server.connect().ask(Requests.get("/users/me", token: token)).status
    }

    @Test(
        "Every verb works on every name, however hostile",
        arguments: [
            "../../etc/passwd", "'; DROP TABLE gatehouse.account; --", "%s%n%x", "-rf",
            "caf\u{E9}", "{a,\"b\\\"}", "NULL", String(repeating: "x", count: 255),
        ]
    )
    func verbs(name: String) throws {
        try accounts.add(name, "--email", "j@example.com")
        #expect(try accounts.shown(name)["email"] as? String == "j@example.com")
        for words in [["disable"], ["enable"], ["logout"], ["password", "--hash-stdin"]] {
            let outcome = try accounts.user(words + ["--", name], input: Self.hash)
            #expect(outcome.status == 0, "\(words): \(outcome.errors)")
        }
        #expect(try accounts.user(["scopes", "--", name, "me"]).status == 0)
        #expect(try accounts.shown(name)["scopes"] as? [String] == ["me"])
        let exported = try accounts.user(["export"]).output
        #expect(try accounts.user(["import", "-", "--update"], input: exported).status == 0)
        #expect(try accounts.user(["list"]).output.components(separatedBy: "\n").count == 3)
        #expect(try accounts.user(["remove", "--", name]).status == 0)
        #expect(try accounts.user(["remove", "--", name]).status == 1)
        let again = try accounts.user(["add", "--hash-stdin", "--", name], input: Self.hash)
        #expect(again.status == 1)
        #expect(again.errors.contains("--reuse-name"))
    }

    @Test("Failures that one instance has counted count on another, and after a restart")
    func sharedThrottle() throws {
        try accounts.add("johndoe")
        let flags = ["--database", accounts.path]
        let wrong = Requests.login("username=johndoe&password=wrong")
        let right = Requests.login("username=johndoe&password=secret")
        try Gatehouse.serve(flags: flags) { one in
            try Gatehouse.serve(flags: flags) { other in
                for _ in 0..<10 {
                    let status = try one.connect().ask(wrong).status
                    #expect(status == 401)
                }
                let refused = try one.connect().ask(wrong).status
                #expect(refused == 429)
                let isHeard = try eventually { try other.connect().ask(right).status == 429 }
                #expect(isHeard)
            }
        }
        try Gatehouse.serve(flags: flags) { again in
            let isKept = try eventually { try again.connect().ask(wrong).status == 429 }
            #expect(isKept)
        }
    }

    @Test("What ends tokens ends them on every instance, and a token of one is good on another")
    func instances() throws {
        try accounts.add("johndoe")
        let flags = ["--database", accounts.path]
        try Gatehouse.serve(flags: flags) { one in
            try Gatehouse.serve(flags: flags) { other in
                var old = try token(one)
                for words in [["logout"], ["password", "--hash-stdin"], ["disable"]] {
                    #expect(try status(one, old) == 200)
                    #expect(try status(other, old) == 200)
                    let outcome = try accounts.user(words + ["johndoe"], input: Self.hash)
                    #expect(outcome.status == 0)
                    if words == ["disable"] { break }
                    // At once, although the other may not have heard of the change yet.
                    let new = try token(one)
                    #expect(try status(other, new) == 200)
                    #expect(try eventually { try status(one, old) == 401 })
                    #expect(try eventually { try status(other, old) == 401 })
                    old = new
                }
                #expect(try eventually { try status(one, old) == 401 })
                #expect(try eventually { try status(other, old) == 401 })
            }
        }
    }

    @Test("Without its database a server says so with 503, and goes on when it is back")
    func outage() throws {
        let server = try PostgresServer()
        let accounts = try Accounts(url: server.url(server.makeDatabase()))
        try accounts.add("johndoe")
        try Gatehouse.serve(flags: ["--database", accounts.path]) { running in
            let token = try token(running)
            let login = Requests.login("username=johndoe&password=secret")
            for (away, back) in [
                (PostgresServer.Command.stop, PostgresServer.Command.start),
                (.freeze, .thaw), (.crash, .start),
            ] {
                try server.run(away)
                #expect(try eventually { try status(running, token) == 503 }, "\(away)")
                #expect(try running.connect().ask(login).status == 503)
                // An account that is not in memory is asked for in vain before news are missed.
                #expect(try eventually { try isUnready(running) }, "\(away)")
                #expect(try running.connect().ask(Requests.get("/healthz")).status == 200)
                try server.run(back)
                #expect(try eventually { try status(running, token) == 200 }, "\(back)")
                #expect(try running.connect().ask(login).status == 200)
            }
            try running.process.line(containing: "the accounts are not available: ")
            try running.process.line(containing: "the accounts are available again")
        }
    }

    @Test("A database that cannot be reached is status 75 and one line without the password")
    func unreachable() throws {
        for command in [["serve", "--port", "0"], ["user", "list"]] {
            let outcome = try Gatehouse.run(
                command,
                environment: [
                    "SECRET_KEY": Gatehouse.key,
                    "DATABASE": "postgresql://gatehouse:hunter2@127.0.0.1:1/accounts",
                ]
            )
            #expect(outcome.status == 75)
            #expect(outcome.errors.hasPrefix("gatehouse: postgresql://127.0.0.1/accounts: "))
            #expect(outcome.errors.components(separatedBy: "\n").count == 2)
            #expect(!outcome.errors.contains("hunter2"))
        }
    }

    @Test("A wrong password of the database is status 75, and is not repeated")
    func wrongPassword() throws {
        let server = try PostgresServer.shared.get()
        let url = "postgresql://gatehouse:hunter2@127.0.0.1:\(server.port)/postgres"
        let outcome = try Gatehouse.run(["user", "list"], environment: ["DATABASE": url])
        #expect(outcome.status == 75)
        #expect(outcome.errors.contains("password authentication failed"))
        #expect(!outcome.errors.contains("hunter2"))
    }

    @Test("A URL that libpq does not understand is status 78, and is not repeated")
    func badURL() throws {
        let url = "postgresql://gatehouse:hunter2@localhost/x?nonsense=1"
        let outcome = try Gatehouse.run(["user", "list"], environment: ["DATABASE": url])
        #expect(outcome.status == 78)
        #expect(
            outcome.errors.hasPrefix("DATABASE: must be the path of a file, or a URL for libpq")
        )
        #expect(!outcome.errors.contains("hunter2"))
    }

    @Test("A password among the arguments is warned about, and none is in the log")
    func visiblePassword() throws {
        let server = try PostgresServer.shared.get()
        let url = server.url(try server.makeDatabase(), port: server.port)
        try Gatehouse.serve(flags: ["--database", url]) { running in
            try running.process.line(containing: "other users can see the password in --database")
            try running.process.line(containing: "accounts are in postgresql://127.0.0.1/test")
            _ = try running.stop()
            #expect(!running.process.errors.contains("pass%20word"))
        }
    }

    @Test("A backup of PostgreSQL is left to pg_dump, and the command says so")
    func backUp() throws {
        let copy = accounts.file("copy")
        let outcome = try Gatehouse.run(["backup", "--database", accounts.path, copy])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("pg_dump"))
        #expect(!FileManager.default.fileExists(atPath: copy))
    }

    @Test("Where libpq is not installed, SQLite works, and a PostgreSQL URL is refused in words")
    func withoutLibrary() throws {
        let files = try Accounts()
        // The dynamic linker takes the first file of that name, and this is none that it can load.
        let broken = try files.write("", to: "libpq.so.5")
        let folders = [
            URL(filePath: broken).deletingLastPathComponent().path,
            Gatehouse.libraries["LD_LIBRARY_PATH"] ?? "",
        ]
        let launcher = ["/usr/bin/env", "LD_LIBRARY_PATH=" + folders.joined(separator: ":")]
        for (database, status) in [(files.path, Int32(0)), (accounts.path, 75)] {
            let child = try Gatehouse.start(
                ["user", "list", "--database", database],
                [:],
                by: launcher
            )
            #expect(try child.wait() == status)
            #expect(child.errors.contains("libpq5") == (status == 75))
        }
    }

    @Test("The program carries a note about the library that it may load")
    func note() throws {
        let program = try Data(contentsOf: URL(filePath: Gatehouse.path), options: .alwaysMapped)
        #expect(program.range(of: Data(#""soname":["libpq.so.5"]"#.utf8)) != nil)
    }
}
