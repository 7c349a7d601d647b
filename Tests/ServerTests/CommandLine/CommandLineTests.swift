// SPDX-License-Identifier: MIT
//
// The command line, as far as it can be tested without starting a server.
// Touches: randomness.

import ArgumentParser
import Testing
import gatehouse_server

@Suite("Command line")
struct CommandLineTests {
    @Test("a wrong value is left to the settings, also when it looks like a flag")
    func wrongValues() throws {
        let flags = try ServeFlags.parse(["--port", "-1", "--host", "", "--workers", "abc"])
        #expect(flags.values == ["PORT": "-1", "HOST": "", "WORKERS": "abc"])
    }

    @Test("no flag is no value")
    func noFlags() throws {
        #expect(try ServeFlags.parse([]).values == [:])
    }

    @Test("refuses unknown flags", arguments: ["--bogus", "--secret-key=x", "--demo=off", "x"])
    func unknown(argument: String) {
        #expect(throws: (any Error).self) { try ServeFlags.parse([argument]) }
    }

    @Test("gatehouse alone shows the subcommands")
    func alone() throws {
        #expect(try GatehouseCommand.parseAsRoot([]) is GatehouseCommand)
        let help = GatehouseCommand.helpMessage()
        #expect(help.contains("  serve "))
        #expect(help.contains("  secret "))
    }

    @Test("knows its version")
    func version() {
        #expect(GatehouseCommand.configuration.version == "0.1.0")
    }

    @Test("a fresh key has 64 hexadecimal digits and is another each time")
    func freshKeys() {
        let keys = (0..<100).map { _ in SecretCommand.makeKey() }
        #expect(Set(keys).count == 100)
        for key in keys {
            #expect(key.utf8.count == 64)
            #expect(key.allSatisfy { digit in "0123456789abcdef".contains(digit) })
        }
    }
}
