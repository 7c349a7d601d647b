// SPDX-License-Identifier: MIT
//
// `gatehouse audit`, as an operator uses it: after commands, and after what users do themselves.
// Touches: processes, files in the directory for temporary files.

import Foundation
import Glibc
import TestSupport
import Testing

/// A line of `gatehouse audit --json`.
private struct Record: Decodable, Equatable {
    let time: String
    let author: String
    let author_kind: String
    let action: String
    let username: String
}

@Suite("Command audit")
struct AuditCommandTests {
    private let accounts: Accounts

    init() throws {
        accounts = try Accounts()
    }

    private func audit(
        _ words: String...,
        by launcher: [String] = []
    ) throws -> Gatehouse.Outcome {
        try Gatehouse.run(["audit", "--database", accounts.path] + words, by: launcher)
    }

    private func records(_ words: String...) throws -> [Record] {
        let outcome = try Gatehouse.run(["audit", "--json", "--database", accounts.path] + words)
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        return try outcome.output.split(separator: "\n").map { line in
            try JSONDecoder().decode(Record.self, from: Data(line.utf8))
        }
    }

    /// The name of the user who runs the tests, as `id` prints it.
    private func systemUser() throws -> String {
        let workplace = try Workplace()
        let child = try Child(["/usr/bin/id", "-un"], [:], in: workplace)
        #expect(try child.wait() == 0)
        return workplace.outputText.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("Every verb that changes an account is in the audit, with the system user and no secret")
    func verbs() throws {
        try accounts.add("johndoe", "--email", "j@example.com", "--full-name", "John D")
        let line = Accounts.line("jane") + "\n"
        let verbs: [(words: [String], input: String)] = [
            (["password", "johndoe", "--password-stdin"], "correct horse\n"),
            (["disable", "johndoe"], ""), (["enable", "johndoe"], ""), (["logout", "johndoe"], ""),
            (["scopes", "johndoe", "me"], ""), (["remove", "johndoe"], ""),
            (["import", "-"], line), (["import", "-", "--update"], line),
        ]
        for (words, input) in verbs {
            #expect(try accounts.user(words, input: input).status == 0, "\(words)")
        }
        // None of these changes anything.
        for words in [["list"], ["show", "jane"], ["export"], ["disable", "nobody"]] {
            _ = try accounts.user(words)
        }
        let records = try self.records()
        let expected = [
            "added", "password_changed", "disabled", "enabled", "logged_out", "scopes_changed",
            "removed", "added", "updated",
        ]
        #expect(records.map(\.action) == expected)
        let names = Array(repeating: "johndoe", count: 7) + ["jane", "jane"]
        #expect(records.map(\.username) == names)
        #expect(records.allSatisfy { $0.author_kind == "system" })
        let user = try systemUser()
        #expect(records.allSatisfy { $0.author == user || $0.author.hasPrefix("\(user) (login: ") })
        let text = try audit()
        #expect(text.output.split(separator: "\n").count == expected.count)
        for secret in ["$2b$", "j@example.com", "John D", "correct horse"] {
            #expect(!text.output.contains(secret))
        }
    }

    @Test("Users who change their password are their own author, and a renewed hash the program's")
    func users() throws {
        try accounts.add("johndoe")
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let client = try server.connect()
            // The hash is weaker than new ones, so it is renewed after the login.
            var token = try client.token()
            #expect(try eventually { try self.records().count == 2 })
            token = try client.token()
            let form = "current_password=secret&new_password=vhzkqwxj"
            let request =
                "POST /users/me/password HTTP/1.1\r\nHost: localhost\r\n"
                + "Authorization: Bearer \(token)\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: \(form.utf8.count)\r\n\r\n\(form)"
            #expect(try client.ask(request).status == 204)
            let wrong = request.replacing("=secret", with: "=wrongs")
            #expect(try client.ask(wrong).status == 401)
        }
        let records = try self.records()
        #expect(records.map(\.action) == ["added", "password_rehashed", "password_changed"])
        #expect(records.dropFirst().map(\.author_kind) == ["program", "account"])
        #expect(records.dropFirst().map(\.author) == ["gatehouse", "johndoe"])
    }

    @Test("The audit since a time leaves out what was before, in any offset")
    func since() throws {
        try accounts.add("a")
        usleep(2000)
        try accounts.add("b")
        let second = try #require(try records().last?.time)
        #expect(try records("--since", second).map(\.username) == ["b"])
        let sameTime = second.replacing("Z", with: "+00:00")
        #expect(try records("--since", sameTime).map(\.username) == ["b"])
        #expect(try records("--since", String(second.prefix(10))).count == 2)
        #expect(try records("--since", "2000-01-01T00:00:00+14:00").count == 2)
        #expect(try records("--since", "9999-12-31").isEmpty)
    }

    @Test(
        "What is no time is refused in one line, with status 64, before a database is opened",
        arguments: ["", "yesterday", "-1", "2026-02-29", "2026-11-28T06:33:00", "\u{1B}[2J"]
    )
    func noTime(text: String) throws {
        let outcome = try audit("--since", text)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty)
        let words = "--since is not a time such as 2026-11-28 or 2026-11-28T06:33:00Z"
        #expect(outcome.errors == "gatehouse: \(words)\n")
        #expect(!FileManager.default.fileExists(atPath: accounts.path))
    }

    @Test("The audit reads .env, and fails as the verbs of user do")
    func failures() throws {
        try accounts.add("a")
        let settings = "DATABASE=\(accounts.path)\n"
        let outcome = try Gatehouse.run(["audit"], settings: settings)
        #expect(outcome.status == 0 && outcome.output.contains(" user=a "), "\(outcome.errors)")
        let folder = try Gatehouse.run(["audit", "--database", accounts.path + "/x"])
        #expect(folder.status == 75 && folder.output.isEmpty)
        #expect(folder.errors.split(separator: "\n").count == 1)
        #expect(try Gatehouse.run(["audit"], settings: "DATABASE=mysql://x/y\n").status == 78)
        #expect(try Gatehouse.run(["audit", "x"]).status == 64)
        let full = ["/bin/sh", "-c", #"exec "$@" > /dev/full"#, "sh"]
        #expect(try audit(by: full).status == 1)
    }

    @Test("Who has logged in as another user is named as the kernel knows it, and not by SUDO_USER")
    func logins() throws {
        let claimed = try Gatehouse.run(
            ["user", "add", "a", "--hash-stdin", "--database", accounts.path],
            environment: ["SUDO_USER": "somebody"],
            input: Array("\(Accounts.hash)\n".utf8)
        )
        #expect(claimed.status == 0)
        #expect(try records().map(\.author).contains { $0.contains("somebody") } == false)
        // Only root may say who has logged in, and not everywhere.
        let login = [
            "/bin/sh", "-c",
            #"echo 1 2> /dev/null > /proc/self/loginuid || exit 99; exec "$@""#, "sh",
        ]
        let outcome = try accounts.user(["logout", "a"], by: login)
        guard outcome.status != 99, outcome.status != 2 else { return }
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try records().last?.author == "\(systemUser()) (login: daemon)")
    }
}
