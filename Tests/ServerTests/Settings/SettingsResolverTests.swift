// SPDX-License-Identifier: MIT
//
// How flags, environment and file become settings, and what is said about wrong ones.

import GatehouseBase
import GatehouseSecurity
import GatehouseTransport
import Logging
import Testing
import gatehouse_server

private let tutorialKey = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"

@Suite("Sources of settings")
struct SettingsSourceTests {
    @Test("The settings have the documented defaults when only the key is set")
    func defaults() throws {
        let settings = try resolve()
        #expect(settings.server.host == "127.0.0.1")
        #expect(settings.server.port == 8000)
        #expect(!settings.isDemo)
        #expect(settings.hasDocs)
        #expect(settings.secretKeys.map { $0.secret.withBytes { $0.array() } } == [Array(key.utf8)])
        #expect(settings.algorithm == .hs256)
        #expect(settings.accessTokenLifetime == .seconds(1800))
        #expect(settings.bcryptCost == 12)
        #expect(settings.logLevel == .info)
        #expect(settings.logFormat == .text)
        #expect(settings.hashingQueueLength == 64)
        #expect(settings.warnings == [])
    }

    @Test("The settings have the documented limits by default")
    func limits() throws {
        let server = try resolve().server
        #expect(server.limits.maxHeadBytes == 16_384)
        #expect(server.limits.maxFieldCount == 100)
        #expect(server.limits.maxTargetBytes == 8192)
        #expect(server.limits.maxBodyBytes == 1_048_576)
        #expect(server.limits.headTimeout == .seconds(10))
        #expect(server.limits.bodyTimeout == .seconds(30))
        #expect(server.limits.idleTimeout == .seconds(75))
        #expect(server.maxConnections == 10_000)
        #expect(server.maxBodyMemoryBytes == 67_108_864)
        #expect(server.drainTimeout == .seconds(10))
    }

    @Test(
        "There are as many threads as cores by default, from 1 to 256",
        arguments: [(0, 1), (3, 3), (999, 256)]
    )
    func threads(cores: Int, expected: Int) throws {
        let settings = try resolve(cores: cores)
        #expect(settings.server.loopCount == expected)
        #expect(settings.hashingThreads == expected)
    }

    @Test("A flag wins over the environment, and the environment over the .env file")
    func precedence() throws {
        let file = "PORT=1\nLOG_LEVEL=error\nLOG_FORMAT=json\nSECRET_KEY=\(key)"
        let environment = ["PORT": "2", "LOG_LEVEL": "debug"]
        let settings = try resolve(flags: ["PORT": "3"], environment: environment, file: file)
        #expect(settings.server.port == 3)
        #expect(settings.logLevel == .debug)
        #expect(settings.logFormat == .json)
    }

    @Test("A value that is overridden by a flag is not judged")
    func overridden() throws {
        #expect(try resolve(flags: ["PORT": "3"], file: "PORT=abc").server.port == 3)
    }

    @Test("An empty value in the environment leaves the setting to the .env file")
    func emptyEnvironment() throws {
        let environment = ["PORT": "", "SECRET_KEY": ""]
        let settings = try resolve(environment: environment, file: "PORT=9\nSECRET_KEY=\(key)")
        #expect(settings.server.port == 9)
    }

    @Test("An empty value in the .env file leaves the default")
    func emptyInFile() throws {
        #expect(try resolve(file: "PORT=").server.port == 8000)
    }

    @Test("A flag with an empty value is a fault")
    func emptyFlag() {
        let expected = #"PORT (--port): must be a whole number from 0 to 65535, not """#
        #expect(faults(flags: ["PORT": ""]) == [expected])
    }

    @Test("An unknown name in the .env file is a warning with its line but not its name")
    func unknownName() throws {
        let settings = try resolve(file: "PORT=1\nPROT=2\n")
        #expect(settings.warnings == [".env line 2 names no setting of Gatehouse"])
    }
}

@Suite("Faults of settings")
struct SettingsFaultTests {
    @Test("Every fault of every source of settings is reported at once")
    func allAtOnce() {
        let lines = faults(
            flags: ["PORT": "abc"],
            environment: ["BCRYPT_COST": "4", "SECRET_KEY": "short"],
            file: "oops\nWORKERS=0\nLOG_LEVEL=loud\nLOG_LEVEL=info"
        )
        #expect(
            lines == [
                ".env line 1: must read NAME=value, without spaces around the =",
                ".env line 4: sets the same name as line 3",
                #"PORT (--port): must be a whole number from 0 to 65535, not "abc""#,
                "SECRET_KEY: must be UTF-8 text of at least 32 bytes, or several such keys "
                    + "separated by commas without spaces; gatehouse secret makes one",
                #"BCRYPT_COST: must be a whole number from 10 to 16, not "4""#,
                #"WORKERS (.env line 2): must be a whole number from 1 to 256, not "0""#,
                "LOG_LEVEL (.env line 3): must be one of trace, debug, info, notice, warning, "
                    + #"error, critical, not "loud""#,
            ]
        )
    }

    @Test(
        "The fault of a missing key names the command that makes one",
        arguments: [[:], ["SECRET_KEY": ""]]
    )
    func missingKey(environment: [String: String]) {
        let expected =
            #"SECRET_KEY: is missing; make one with: "#
            + #"(umask 077; printf '\nSECRET_KEY=%s\n' "$(gatehouse secret)" >> .env)"#
        #expect(faults(environment: environment) == [expected])
    }

    @Test("Demo mode needs a key like every other mode")
    func missingKeyInDemo() {
        #expect(faults(flags: ["DEMO": "on"], environment: [:]).count == 1)
    }

    @Test("Several keys are read in their order, with the bytes of their text")
    func keys() throws {
        let second = "grüße grüße grüße grüße grüße"
        let settings = try resolve(environment: ["SECRET_KEY": "\(key),\(second)"])
        #expect(
            settings.secretKeys.map { $0.secret.withBytes { $0.array() } } == [
                Array(key.utf8), Array(second.utf8),
            ]
        )
    }

    @Test(
        "A key that is short, empty, or begins or ends with a space is refused",
        arguments: [
            "short", String(repeating: "k", count: 31), "\(key),", ",\(key)", "\(key),,\(key)",
            "\(key), \(key)", "\(key) ", " \(key)", ",", "\(key)\u{FFFD}",
        ]
    )
    func wrongKeys(text: String) {
        #expect(faults("SECRET_KEY", text).count == 1)
    }

    @Test(
        "The fault of a key that is too short names the length that the algorithm needs",
        arguments: [("HS256", 32), ("HS384", 48), ("HS512", 64)]
    )
    func shortestKey(algorithm: String, count: Int) throws {
        let shortest = String(repeating: "k", count: count)
        let environment = { ["ALGORITHM": algorithm, "SECRET_KEY": $0] }
        let settings = try resolve(environment: environment(shortest))
        #expect(settings.algorithm.rawValue == algorithm)
        #expect(settings.secretKeys.map(\.algorithm.rawValue) == [algorithm])
        let expected =
            "SECRET_KEY: must be UTF-8 text of at least \(count) bytes, or several such keys "
            + "separated by commas without spaces; gatehouse secret makes one"
        for keys in [String(shortest.dropLast()), "\(shortest),\(shortest.dropLast())"] {
            #expect(faults(environment: environment(keys)) == [expected])
        }
        #expect(faults(environment: environment(SecretCommand.makeKey())) == [])
    }

    @Test("Each key gets its name, and none has one without names")
    func keyIDs() throws {
        let second = SecretCommand.makeKey()
        var environment = ["SECRET_KEY": "\(key),\(second)", "SECRET_KEY_IDS": "2026-11,old_1.a"]
        let named = try resolve(environment: environment).secretKeys
        #expect(named.map(\.id) == ["2026-11", "old_1.a"])
        for name in [nil, ""] {
            environment["SECRET_KEY_IDS"] = name
            let plain = try resolve(environment: environment).secretKeys
            #expect(plain.map(\.id) == [nil, nil])
        }
    }

    @Test(
        "Names of keys that are wrong are one fault, which does not show them",
        arguments: [
            "a b", "a, b", "a,", ",a", ",", "a,,b", "a,a", "ä,b", "a/b,c", "a\u{FFFD},b",
            String(repeating: "x", count: 33),
        ]
    )
    func wrongKeyIDs(text: String) {
        let expected =
            "SECRET_KEY_IDS: must be different names of 1 to 32 letters, digits, dots, underscores "
            + "and hyphens, separated by commas without spaces"
        let environment = ["SECRET_KEY": "\(key),\(key)", "SECRET_KEY_IDS": text]
        #expect(faults(environment: environment) == [expected])
    }

    @Test("Keys without names, and names without keys, are one fault beside all others")
    func countOfKeyIDs() {
        let line = { (keys: Int, ids: Int) in
            "SECRET_KEY_IDS: must name each key of SECRET_KEY, which has \(keys), not \(ids)"
        }
        #expect(faults("SECRET_KEY_IDS", "a,b") == [line(1, 2)])
        let two = ["SECRET_KEY": "\(key),\(key)", "SECRET_KEY_IDS": "a"]
        #expect(faults(environment: two) == [line(2, 1)])
        let many = faults(
            environment: ["SECRET_KEY": "short", "SECRET_KEY_IDS": "a,b", "PORT": "x"],
            file: "ISSUER=\(String(repeating: "x", count: 256))"
        )
        #expect(
            many.map { $0.prefix { $0 != ":" } } == [
                "PORT", "SECRET_KEY", "ISSUER (.env line 1)", "SECRET_KEY_IDS",
            ]
        )
        #expect(many.last == line(1, 2))
    }

    @Test("A key is no name for a key, since names are public")
    func keyAsID() {
        let short = String(key.prefix(32))
        let environment = ["SECRET_KEY": short, "SECRET_KEY_IDS": short]
        let expected =
            "SECRET_KEY_IDS: must not be a key: everybody can read the names in tokens"
        #expect(faults(environment: environment) == [expected])
    }

    @Test(
        "A key of few different characters is a warning",
        arguments: [
            (String(repeating: "a", count: 32), true), (String(repeating: "0", count: 64), true),
            ("change-me-change-me-change-me-change-me", true), (key, false),
            (String(key.prefix(32)), false), ("\(key),\(String(repeating: "b", count: 40))", true),
        ]
    )
    func weakKey(text: String, isWarned: Bool) throws {
        let warnings = try resolve(environment: ["SECRET_KEY": text]).warnings
        #expect(warnings.count == (isWarned ? 1 : 0))
        for warning in warnings { #expect(!warning.contains(text)) }
    }

    @Test("The tutorial's key, alone or among others, is refused outside demo mode")
    func tutorialKeyRefused() {
        let expected =
            "SECRET_KEY: must not be the key that the tutorial prints, unless DEMO is on; "
            + "gatehouse secret makes another"
        #expect(faults("SECRET_KEY", tutorialKey) == [expected])
        #expect(faults("SECRET_KEY", "\(key),\(tutorialKey)") == [expected])
        #expect(faults("SECRET_KEY", tutorialKey.uppercased()) == [expected])
    }

    @Test("The tutorial's key is accepted in demo mode")
    func tutorialKeyInDemo() {
        #expect(faults(flags: ["DEMO": "on"], environment: ["SECRET_KEY": tutorialKey]) == [])
    }

    @Test("A wrong value of DEMO is one fault, even with the tutorial's key")
    func faultyDemo() {
        #expect(faults(environment: ["DEMO": "maybe", "SECRET_KEY": tutorialKey]).count == 1)
    }

    @Test(
        "Demo mode may listen on loopback",
        arguments: ["127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1", "localhost"]
    )
    func loopback(host: String) {
        #expect(faults(flags: ["DEMO": "on", "HOST": host]) == [])
    }

    @Test(
        "Demo mode may not listen on anything but loopback",
        arguments: ["0.0.0.0", "::", "128.0.0.1", "10.0.0.1", "::ffff:127.0.0.1", "::2"]
    )
    func notLoopback(host: String) {
        let expected =
            "HOST (--host): must be 127.0.0.0/8, ::1 or localhost while DEMO is on, not \"\(host)\""
        #expect(faults(flags: ["DEMO": "on", "HOST": host]) == [expected])
        #expect(faults(flags: ["HOST": host]) == [])
    }
}

@Suite("Secrets in settings")
struct SettingsSecrecyTests {
    @Test("No fault of the settings shows any part of a wrong key", arguments: 0..<50)
    func faultsHideKeys(round: Int) {
        let secret = SecretCommand.makeKey()
        let half = String(secret.prefix(31))
        let files = [
            "SECRET_KEY=\(half)", "SECRET_KEY=\(secret) ,x", "SECRET_KEY = \(secret)",
            "SECRET_KEY=\"\(secret)", "SECRET_KEY='\(secret)'\(secret)", "\(secret)",
            "\(secret)=\(secret)", "SECRET_KEY=\"\\q\(secret)\"", "SECRET_KEY=\(secret)'",
            "SECRET_KEY=\(secret)\nSECRET_KEY=\(secret)", "SECRET_KEY=\(secret)\u{7}",
            "a\(secret)=1\na\(secret)=1", "SECRET_KEY=\(secret),",
        ]
        for file in files {
            let lines = faults(environment: [:], file: file)
            #expect(!lines.isEmpty)
            for line in lines { #expect(!line.contains(half)) }
        }
        // A line that was glued to the one after it, or to a key without its name.
        for value in ["8001SECRET_KEY=\(secret)", "8001\(secret)", "0=\(secret)"] {
            for name in ["PORT", "HOST", "DEMO", "LOG_LEVEL"] {
                for line in faults(name, value) + faults(file: "\(name)=\(value)") {
                    #expect(!line.contains(secret.prefix(8)))
                }
            }
        }
        for value in [half, "\(secret),", "\(secret), \(secret)"] {
            let lines = faults("SECRET_KEY", value)
            #expect(!lines.isEmpty)
            for line in lines { #expect(!line.contains(half)) }
        }
    }

    @Test("No warning about the settings shows what the .env file holds")
    func warningsHideNames() throws {
        let settings = try resolve(file: "a\(key)=\(key)")
        #expect(settings.warnings.count == 1)
        for warning in settings.warnings { #expect(!warning.contains(key)) }
    }

    @Test("Settings that are printed or dumped show no key")
    func printing() throws {
        let settings = try resolve()
        var dumped = ""
        dump(settings, to: &dumped)
        let bytes = "\(Array(key.utf8))".dropFirst().dropLast()
        for text in ["\(settings)", String(reflecting: settings), dumped] {
            #expect(!text.contains(key))
            #expect(!text.contains(bytes))
        }
        #expect("\(settings.secretKeys)" == "[<redacted>]")
    }
}
