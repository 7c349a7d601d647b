// SPDX-License-Identifier: MIT
//
// The commands that end by themselves, with their output and exit status.
// Touches: processes; reads the vectors of GatehouseSecurityTests.

import Foundation
import TestSupport
import Testing

@Suite("The program's command line")
struct CommandLineTests {
    @Test("The command secret prints a different key each time, and nothing else")
    func secret() throws {
        let outcomes = try (0..<2).map { _ in try Gatehouse.run(["secret"]) }
        for outcome in outcomes {
            #expect(outcome.status == 0)
            #expect(outcome.errors == "")
            #expect(outcome.output.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
        }
        #expect(outcomes[0].output != outcomes[1].output)
    }

    @Test("The command openapi needs no settings and prints the document that the server sends")
    func openAPI() throws {
        let outcome = try Gatehouse.run(["openapi"])
        #expect(outcome.status == 0)
        try Gatehouse.serve { server in
            let answer = try server.connect().ask(Requests.get("/openapi.json"))
            #expect(outcome.output == answer.body + "\n")
        }
    }

    @Test(
        "The command hash makes a hash that verifies its password and no other",
        arguments: ["secret", " p\u{E4}ss w\u{F6}rd ", ""]
    )
    func hash(password: String) throws {
        let made = try Gatehouse.run(
            ["hash", "--password-stdin", "--cost", "10"],
            input: Array("\(password)\n".utf8)
        )
        #expect(made.status == 0)
        #expect(made.output.hasPrefix("$2b$10$") && made.output.utf8.count == 61)
        let hash = String(made.output.dropLast())
        let lines = try [password, password + "x"].map { password in
            try Self.line(["hash": hash, "password": password])
        }
        let verdicts = try Gatehouse.run(["hash", "--verify"], input: Array(lines.joined().utf8))
        #expect(verdicts.output == "match\nno_match\n")
        #expect(verdicts.status == 0)
    }

    @Test("The command hash hashes a password that bcrypt would cut whole", arguments: [73, 1024])
    func longPassword(length: Int) throws {
        let password = [UInt8](repeating: UInt8(ascii: "a"), count: length)
        let arguments = ["hash", "--cost", "10", "--password-stdin"]
        let outcome = try Gatehouse.run(arguments, input: password)
        #expect(outcome.status == 0)
        #expect(outcome.output.hasPrefix("$bcrypt-sha256$v=2,t=2b,r=10$"))
    }

    @Test("The command hash refuses a password of more than 1024 bytes")
    func tooLongPassword() throws {
        let password = [UInt8](repeating: UInt8(ascii: "a"), count: 1025)
        let outcome = try Gatehouse.run(["hash", "--password-stdin"], input: password)
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains("more than 1024 bytes"))
    }

    @Test("The command hash without a terminal fails and says what to use")
    func noTerminal() throws {
        let outcome = try Gatehouse.run(["hash"], input: Array("secret\nsecret\n".utf8))
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(
            outcome.errors
                == "gatehouse hash: there is no terminal to ask at: use --password-stdin\n"
        )
    }

    @Test("The command hash --verify agrees with the makers of every vector")
    func vectors() throws {
        let vectors = try Vector.all()
        #expect(vectors.count > 290)
        let input = try vectors.map { vector in try Self.line(vector.fields) }.joined()
        let outcome = try Gatehouse.run(["hash", "--verify"], input: Array(input.utf8))
        #expect(outcome.status == 0)
        let verdicts = outcome.output.split(separator: "\n").map(String.init)
        try #require(verdicts.count == vectors.count)
        for (vector, verdict) in zip(vectors, verdicts) {
            // A program that refuses may also say no (the vectors' README).
            let allowed =
                vector.verdict == "refuse" ? ["error", "no_match"] : [vector.verdict]
            #expect(allowed.contains(verdict), "\(vector.id)")
        }
    }

    /// A password hash with the verdict of other programs.
    private struct Vector: Decodable {
        struct File: Decodable { let vectors: [Vector] }

        let id: String
        let hash: String
        let password: String?
        let password_b64: String?
        let verdict: String

        var fields: [String: String] {
            var fields = ["hash": hash]
            fields["password"] = password
            fields["password_b64"] = password_b64
            return fields
        }

        static func all() throws -> [Vector] {
            let tests = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "..")
            let file = tests.appending(path: "GatehouseSecurityTests/Vectors/hashes.json")
            return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).vectors
        }
    }

    private static func line(_ fields: [String: String]) throws -> String {
        String(decoding: try JSONEncoder().encode(fields), as: UTF8.self) + "\n"
    }

    @Test(
        "The command hash --verify answers a malformed line with error, goes on and exits with 65"
    )
    func noVector() throws {
        let input = "nonsense\n{}\n{\"hash\":\"x\",\"password\":\"y\"}\n"
        let outcome = try Gatehouse.run(["hash", "--verify"], input: Array(input.utf8))
        #expect(outcome.output == "error\nerror\nerror\n")
        #expect(outcome.status == 65)
        #expect(
            outcome.errors.split(separator: "\n") == [
                "gatehouse hash: line 1: not an object with hash and password",
                "gatehouse hash: line 2: not an object with hash and password",
                "gatehouse hash: line 3: password hash of an unknown scheme",
            ]
        )
    }

    @Test(
        "The flags --help and --version print to standard output",
        arguments: ["--help", "--version"]
    )
    func help(flag: String) throws {
        let outcome = try Gatehouse.run([flag])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        if flag == "--help" {
            for command in ["serve", "user", "audit", "secret", "hash", "openapi"] {
                #expect(outcome.output.contains("\n  \(command) "))
            }
        } else {
            #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        }
    }

    @Test(
        "An unknown flag or command ends the program with status 64",
        arguments: [["serve", "--bogus"], ["serve", "x"], ["bogus"], ["hash", "secret"]]
    )
    func usage(arguments: [String]) throws {
        let outcome = try Gatehouse.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output == "")
        #expect(outcome.errors.hasPrefix("Error: "))
    }
}
