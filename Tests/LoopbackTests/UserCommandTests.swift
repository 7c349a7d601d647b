// SPDX-License-Identifier: MIT
//
// `gatehouse user` and `gatehouse backup`, as an operator uses them.
// Touches: processes, files in the directory for temporary files.

import Foundation
import Glibc
import TestSupport
import Testing

/// A database of a test, and the commands that work on it.
final class Accounts: Sendable {
    private let folder: TemporaryFolder
    /// The database as `--database` names it.
    let path: String

    /// Makes a place for accounts: a file in a folder of its own or in the one given, or what is at a URL.
    init(in folder: TemporaryFolder? = nil, url: String? = nil) throws {
        let folder = try folder ?? TemporaryFolder()
        self.folder = folder
        path = url ?? folder.file("accounts.sqlite")
    }

    var folderPath: String { folder.path }

    func file(_ name: String) -> String { folder.file(name) }

    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: URL(filePath: folder.file(name)))
        return folder.file(name)
    }

    /// Runs `gatehouse user` with words and standard input, by way of a launcher if one is named.
    func user(
        _ words: [String],
        input: String = "",
        by launcher: [String] = []
    ) throws -> Gatehouse.Outcome {
        try Gatehouse.run(
            ["user", words[0], "--database", path] + words.dropFirst(),
            input: Array(input.utf8),
            by: launcher
        )
    }

    /// A hash of the password `secret` that costs little.
    static let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS"

    /// The line for an import of an account with the password `secret`.
    static func line(_ name: String) -> String {
        #"{"username":"\#(name)","password_hash":"\#(hash)"}"#
    }

    /// The names of all accounts, in their order.
    func names() throws -> [String] {
        try user(["list"]).output.components(separatedBy: "\n").dropFirst().dropLast().map { line in
            String(line.prefix { $0 != " " })
        }
    }

    /// Adds an account with the password `secret` and a hash that costs little.
    func add(_ name: String, _ options: String...) throws {
        let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS\n"
        let outcome = try user(["add", "--hash-stdin"] + options + ["--", name], input: hash)
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    /// The object that `show --json` prints.
    func shown(_ name: String) throws -> [String: Any] {
        let outcome = try user(["show", "--json", "--", name])
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return object as? [String: Any] ?? [:]
    }
}

@Suite("Commands on accounts")
struct UserCommandTests {
    private let accounts: Accounts

    init() throws {
        accounts = try Accounts()
    }

    @Test("An account that was added can log in, and is shown without its hash")
    func add() throws {
        let words = ["add", "johndoe", "--password-stdin", "--email", "j@example.com"]
        let outcome = try accounts.user(words, input: "correct horse\nsecond line\n")
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty && outcome.errors.isEmpty)
        let shown = try accounts.shown("johndoe")
        #expect(shown["username"] as? String == "johndoe")
        #expect(shown["email"] as? String == "j@example.com")
        #expect(shown["full_name"] is NSNull)
        #expect(shown["disabled"] as? Bool == false)
        #expect(shown["scopes"] as? [String] == ["me", "items"])
        #expect(shown["scheme"] as? String == "bcrypt")
        #expect(shown.count == 8)
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let client = try server.connect()
            let login = Requests.login("username=johndoe&password=correct+horse")
            #expect(try client.ask(login).status == 200)
            let wrong = Requests.login("username=johndoe&password=second+line")
            #expect(try client.ask(wrong).status == 401)
        }
    }

    @Test(
        "Hostile names are names like any other",
        arguments: [
            "../../etc/passwd", "'; DROP TABLE account; --", "%s%n%x", "-rf", "caf\u{E9}",
            "a\u{202E}b", "<script>", String(repeating: "x", count: 255),
        ]
    )
    func hostileNames(name: String) throws {
        try accounts.add(name)
        #expect(try accounts.shown(name)["username"] as? String == name)
        #expect(try accounts.user(["logout", "--", name]).status == 0)
        #expect(try accounts.user(["remove", "--", name]).status == 0)
        let outcome = try accounts.user(["show", "--", name])
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("gatehouse: there is no account named \""))
        #expect(outcome.errors.components(separatedBy: "\n").count == 2)
    }

    @Test(
        "A text that cannot be a name is refused with status 65 and the rule",
        arguments: [
            ("", "must not be empty"), (String(repeating: "x", count: 256), "at most 255 bytes"),
            ("a\nb", "control characters"), (" a", "white space"),
        ]
    )
    func badNames(name: String, rule: String) throws {
        let outcome = try accounts.user(
            ["add", "--password-stdin", "--", name],
            input: "vhzkqwxj\n"
        )
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(rule))
    }

    @Test("A name that is taken, looks taken or was removed is refused with status 1")
    func takenNames() throws {
        try accounts.add("caf\u{E9}")
        for (name, words) in [
            ("caf\u{E9}", "there is an account named"), ("cafe\u{301}", "looks like"),
        ] {
            let outcome = try accounts.user(
                ["add", "--password-stdin", name],
                input: "vhzkqwxj\n"
            )
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains(words))
        }
        #expect(try accounts.user(["remove", "caf\u{E9}"]).status == 0)
        let outcome = try accounts.user(
            ["add", "--password-stdin", "caf\u{E9}"],
            input: "vhzkqwxj\n"
        )
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("--reuse-name"))
        try accounts.add("caf\u{E9}", "--reuse-name")
    }

    @Test("A command on an account that does not exist is refused with status 1")
    func missing() throws {
        try accounts.add("a")
        for words in [
            ["show", "b"], ["disable", "b"], ["enable", "b"], ["logout", "b"], ["remove", "b"],
            ["scopes", "b", "me"], ["password", "--password-stdin", "b"],
        ] {
            let outcome = try accounts.user(words, input: "vhzkqwxj\n")
            #expect(outcome.status == 1, "\(words)")
            #expect(outcome.errors == "gatehouse: there is no account named \"b\"\n")
        }
    }

    @Test("Wrong use has status 64, wrong settings 78, a database that cannot be opened 75")
    func statuses() throws {
        #expect(try accounts.user(["show"]).status == 64)
        #expect(try accounts.user(["add", "a", "--password-stdin", "--hash-stdin"]).status == 64)
        let url = try Gatehouse.run(["user", "list", "--database", "mysql://localhost/x"])
        #expect(url.status == 78)
        #expect(url.errors.contains("DATABASE (--database): must be the path of a file"))
        let nowhere = try Gatehouse.run(["user", "list", "--database", "/nowhere/x.sqlite"])
        #expect(nowhere.status == 75)
        #expect(nowhere.errors.contains("the folder of /nowhere/x.sqlite does not exist"))
        let text = try accounts.write(String(repeating: "text ", count: 1000), to: "text.sqlite")
        let outcome = try Gatehouse.run(["user", "list", "--database", text])
        #expect(outcome.status == 75)
        #expect(outcome.errors == "gatehouse: \(text): the file is not a database\n")
    }

    @Test("The database is that of the environment, of .env, or of the working directory")
    func settings() throws {
        try accounts.add("a")
        let environment = ["DATABASE": accounts.path]
        #expect(try Gatehouse.run(["user", "show", "a"], environment: environment).status == 0)
        let file = "DATABASE=\(accounts.path)\n"
        #expect(try Gatehouse.run(["user", "show", "a"], settings: file).status == 0)
        #expect(
            try Gatehouse.run(["user", "list"]).output.components(separatedBy: "\n").count == 2
        )
    }

    @Test("Accounts are listed in the order of their names, as a table or as JSON lines")
    func list() throws {
        for name in ["b", "a", "\u{E9}"] { try accounts.add(name) }
        let table = try accounts.user(["list"]).output.components(separatedBy: "\n")
        #expect(table.count == 5)
        #expect(table[0].hasPrefix("USERNAME  EMAIL"))
        #expect(table[1...3].map { $0.prefix(1) } == ["a", "b", "\u{E9}"])
        let lines = try accounts.user(["list", "--json"]).output.components(separatedBy: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasPrefix(#"{"username":"a","email":null,"full_name":null,"#))
        #expect(!lines.contains { $0.contains("$2b$") })
    }

    @Test("What is exported can be imported, and is the same again")
    func exportAndImport() throws {
        try accounts.add("a", "--email", "a@example.com", "--full-name", "A \"B\"")
        try accounts.add("b", "--disabled", "--scopes", "")
        let exported = try accounts.user(["export"]).output
        let other = try Accounts()
        let outcome = try other.user(["import", "-"], input: exported)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == "2 accounts imported\n")
        #expect(try other.user(["export"]).output == exported)
        let again = try other.user(["import", "-"], input: exported)
        #expect(again.status == 65)
        #expect(again.errors.contains("line 2: there is an account named \"b\""))
        #expect(try other.user(["import", "-", "--update"], input: exported).status == 0)
    }

    @Test("Of a file with a bad line nothing is imported, and each bad line is named")
    func badLines() throws {
        let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS"
        let good = (0..<50).map { #"{"username":"u\#($0)","password_hash":"\#(hash)"}"# }
        let bad = [
            #"{"username":"x"}"#, "not JSON", #"{"username":"y","password_hash":"md5"}"#,
            #"{"username":" z","password_hash":"\#(hash)"}"#,
            #"{"username":"v","password_hash":"\#(hash)","is_admin":true}"#,
        ]
        let path = try accounts.write((good + bad).joined(separator: "\n"), to: "users.jsonl")
        let outcome = try accounts.user(["import", path])
        #expect(outcome.status == 65)
        for line in 51...55 { #expect(outcome.errors.contains("line \(line): ")) }
        // A name that is taken is told along with them, in the order of the file.
        try accounts.add("u7")
        let errors = try accounts.user(["import", path]).errors.components(separatedBy: "\n")
        #expect(errors.count == 8)
        #expect(errors[1] == "line 8: there is an account named \"u7\"")
        #expect(errors[2].hasPrefix("line 51: "))
        #expect(try accounts.user(["remove", "u7"]).status == 0)
        #expect(try accounts.user(["list", "--json"]).output.isEmpty)
    }

    @Test("Accounts are imported from CSV, with quotes, line ends and a byte order mark")
    func csv() throws {
        let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS"
        let text =
            "\u{FEFF}username,password_hash,full_name,disabled,scopes\r\n"
            + "\"a, b\",\(hash),\"J \"\"D\"\"\",true,me\r\n" + "c,\(hash),,,\r\n"
        let path = try accounts.write(text, to: "users.csv")
        let outcome = try accounts.user(["import", path, "--format", "csv"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let shown = try accounts.shown("a, b")
        #expect(shown["full_name"] as? String == "J \"D\"")
        #expect(shown["disabled"] as? Bool == true)
        #expect(shown["scopes"] as? [String] == ["me"])
        for (faulty, words) in [
            ("username,password_hash\na", "line 2: 1 cells, but 2 columns"),
            ("username,password_hash\nx,y\na\n", "line 3: 1 cells, but 2 columns"),
            ("username,password_hash\n\"a", "line 2: a quoted cell does not end"),
            ("username,password_hash\na\"b,c", "line 2: a quote within a cell"),
            ("username,username\na,b", "line 1: a column is named twice"),
            ("", "the file is empty"),
        ] {
            let path = try accounts.write(faulty, to: "faulty.csv")
            let outcome = try accounts.user(["import", path, "--format", "csv"])
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
        }
    }

    @Test("Accounts are imported from what Django's dumpdata writes")
    func django() throws {
        let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS"
        let text = """
            [{"model": "auth.group", "pk": 1, "fields": {"name": "staff"}},
             {"model": "auth.user", "pk": 1, "fields": {"password": "\(hash)",
              "last_login": null, "is_superuser": true, "username": "jane", "first_name": "Jane",
              "last_name": "Doe", "email": "jane@example.com", "is_staff": true,
              "is_active": false, "date_joined": "2026-01-01T00:00:00Z", "groups": [1]}}]
            """
        let path = try accounts.write(text, to: "dump.json")
        let outcome = try accounts.user(["import", path, "--format", "django"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let shown = try accounts.shown("jane")
        #expect(shown["full_name"] as? String == "Jane Doe")
        #expect(shown["email"] as? String == "jane@example.com")
        #expect(shown["disabled"] as? Bool == true)
    }

    @Test("A backup that is made under a running server is complete")
    func backUp() throws {
        try accounts.add("a")
        let copy = accounts.file("copy.sqlite")
        try Gatehouse.serve(flags: ["--database", accounts.path]) { _ in
            let outcome = try Gatehouse.run(["backup", "--database", accounts.path, copy])
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let shown = try Gatehouse.run(["user", "show", "a", "--database", copy])
        #expect(shown.status == 0)
        let again = try Gatehouse.run(["backup", "--database", accounts.path, copy])
        #expect(again.status == 75)
    }
}

@Suite("Server with a database")
struct DatabaseServerTests {
    private let accounts: Accounts

    init() throws {
        accounts = try Accounts()
    }

    private func token(_ server: RunningServer) throws -> String {
        let login = Requests.login("username=johndoe&password=secret")
        return try server.connect().ask(login).json(TokenAnswer.self).access_token
    }

    private func status(_ server: RunningServer, _ token: String) throws -> Int {
        try server.connect().ask(Requests.get("/users/me", token: token)).status
    }

    @Test("A server without accounts says where they are and how to add one")
    func empty() throws {
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let line = try server.process.line(containing: "accounts are in ")
            #expect(line.hasSuffix(accounts.path))
            try server.process.line(containing: "gatehouse user add NAME")
            #expect(try server.connect().ask(Requests.goodLogin).status == 401)
            #expect(try server.connect().ask(Requests.get("/readyz")).status == 200)
        }
    }

    @Test(
        "What ends tokens ends them on a running server, and a new login is good again",
        arguments: [["logout", "johndoe"], ["password", "--hash-stdin", "johndoe"]]
    )
    func endedTokens(words: [String]) throws {
        try accounts.add("johndoe")
        let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS\n"
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let old = try token(server)
            #expect(try status(server, old) == 200)
            #expect(try accounts.user(words, input: hash).status == 0)
            #expect(try eventually { try status(server, old) == 401 })
            #expect(try status(server, try token(server)) == 200)
        }
    }

    @Test("A disabled user's old tokens are refused for good, and new ones say what is wrong")
    func disabled() throws {
        try accounts.add("johndoe")
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let old = try token(server)
            #expect(try accounts.user(["disable", "johndoe"]).status == 0)
            #expect(try eventually { try status(server, old) == 401 })
            #expect(try status(server, try token(server)) == 400)
            #expect(try accounts.user(["enable", "johndoe"]).status == 0)
            #expect(try eventually { try status(server, try token(server)) == 200 })
            #expect(try status(server, old) == 401)
        }
    }

    @Test("The tokens of a removed user are refused, and a namesake does not get them back")
    func removed() throws {
        try accounts.add("johndoe")
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let old = try token(server)
            #expect(try accounts.user(["remove", "johndoe"]).status == 0)
            #expect(try eventually { try status(server, old) == 401 })
            try accounts.add("johndoe", "--reuse-name")
            #expect(try eventually { try server.connect().ask(Requests.goodLogin).status == 200 })
            #expect(try status(server, old) == 401)
        }
    }

    @Test("Tokens and what has ended them outlive a restart")
    func restart() throws {
        try accounts.add("johndoe")
        var tokens: [String] = []
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            tokens.append(try token(server))
            #expect(try accounts.user(["logout", "johndoe"]).status == 0)
            #expect(try eventually { try status(server, tokens[0]) == 401 })
            tokens.append(try token(server))
            #expect(try server.stop(SIGKILL) == -SIGKILL)
        }
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let answers = try tokens.map { token in try status(server, token) }
            #expect(answers == [401, 200])
        }
    }

    @Test("A database that is gone is 503 for tokens and logins, and /readyz says so")
    func gone() throws {
        try accounts.add("johndoe")
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let token = try token(server)
            let aside = accounts.file("aside.sqlite")
            try FileManager.default.moveItem(atPath: accounts.path, toPath: aside)
            #expect(try eventually { try status(server, token) == 503 })
            let answer = try server.connect().ask(Requests.goodLogin)
            #expect(answer.status == 503)
            #expect(answer["retry-after"] != nil)
            #expect(try server.connect().ask(Requests.get("/readyz")).status == 503)
            #expect(try server.connect().ask(Requests.get("/healthz")).status == 200)
            try server.process.line(containing: "the accounts are not available")
            try FileManager.default.moveItem(atPath: aside, toPath: accounts.path)
            #expect(try eventually { try status(server, token) == 200 })
        }
    }

    @Test("A server that was stopped for a while does not honour what has ended meanwhile")
    func stoppedForAWhile() throws {
        try accounts.add("johndoe")
        let environment = [
            "SECRET_KEY": Gatehouse.key, "DATABASE_STALENESS_MILLISECONDS": "250",
        ]
        try Gatehouse.serve(
            flags: ["--database", accounts.path],
            environment: environment
        ) { server in
            let old = try token(server)
            #expect(try status(server, old) == 200)
            server.process.suspend()
            let waiting = try (0..<8).map { _ in try server.connect() }
            for client in waiting { try client.send(Requests.get("/users/me", token: old)) }
            let end = ContinuousClock.now + .milliseconds(300)
            while ContinuousClock.now < end {
                #expect(try accounts.user(["logout", "johndoe"]).status == 0)
            }
            server.process.send(SIGCONT)
            for client in waiting {
                #expect([401, 503].contains(try client.receiveResponse().status))
            }
            #expect(try eventually { try status(server, old) == 401 })
        }
    }

    @Test("A start with a database that cannot be used is one line and a status")
    func unusable() throws {
        let text = try accounts.write(String(repeating: "text ", count: 1000), to: "text.sqlite")
        let outcome = try Gatehouse.run(
            ["serve", "--port", "0", "--database", text],
            environment: ["SECRET_KEY": Gatehouse.key]
        )
        #expect(outcome.status == 75)
        #expect(outcome.errors == "gatehouse: \(text): the file is not a database\n")
    }
}
