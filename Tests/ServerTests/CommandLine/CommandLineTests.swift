// SPDX-License-Identifier: MIT
//
// The command line, as far as it can be tested without starting a server.
// Touches: randomness.

import ArgumentParser
import Testing
import gatehouse_server

@Suite("The command line")
struct CommandLineTests {
    @Test("The wrong value of a flag is left to the settings, even when it looks like a flag")
    func wrongValues() throws {
        let flags = try ServeFlags.parse(["--port", "-1", "--host", "", "--workers", "abc"])
        #expect(flags.values == ["PORT": "-1", "HOST": "", "WORKERS": "abc"])
    }

    @Test("A command line without flags gives no values")
    func noFlags() throws {
        #expect(try ServeFlags.parse([]).values == [:])
    }

    @Test(
        "An unknown flag or argument on the command line is refused",
        arguments: ["--bogus", "--secret-key=x", "--demo=off", "x"]
    )
    func unknown(argument: String) {
        #expect(throws: (any Error).self) { try ServeFlags.parse([argument]) }
    }

    @Test("The command gatehouse alone shows its subcommands")
    func alone() throws {
        #expect(try GatehouseCommand.parseAsRoot([]) is GatehouseCommand)
        let help = GatehouseCommand.helpMessage()
        #expect(help.contains("  serve "))
        #expect(help.contains("  secret "))
    }

    @Test("The command gatehouse has the version 0.1.0")
    func version() {
        #expect(GatehouseCommand.configuration.version == "0.1.0")
    }

    @Test("A fresh key has 64 hexadecimal digits and is different each time")
    func freshKeys() {
        let keys = (0..<100).map { _ in SecretCommand.makeKey() }
        #expect(Set(keys).count == 100)
        for key in keys {
            #expect(key.utf8.count == 64)
            #expect(key.allSatisfy { digit in "0123456789abcdef".contains(digit) })
        }
    }
}
