// SPDX-License-Identifier: MIT
//
// What settings come of flags, environment and file, and what is said about wrong ones.
// Touches: memory only.

import Logging
import Testing
import gatehouse_server

/// A key as `gatehouse secret` makes it.
private let key = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
private let tutorialKey = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"

private func resolve(
    flags: [String: String] = [:],
    environment: [String: String] = ["SECRET_KEY": key],
    file: String = "",
    processors: Int = 4
) throws -> Settings {
    try Settings.resolve(
        flags: flags,
        environment: environment,
        file: EnvironmentFile(parsing: Array(file.utf8)),
        processors: processors
    )
}

private func faults(
    flags: [String: String] = [:],
    environment: [String: String] = ["SECRET_KEY": key],
    file: String = ""
) -> [String] {
    do {
        _ = try resolve(flags: flags, environment: environment, file: file)
        return []
    } catch {
        return (error as? SettingsFaults)?.lines ?? ["\(error)"]
    }
}

/// The faults of one setting in the environment.
private func faults(_ name: String, _ value: String) -> [String] {
    faults(environment: ["SECRET_KEY": key].merging([name: value]) { _, new in new })
}

@Suite("Settings: sources")
struct SettingsSourceTests {
    @Test("has the documented defaults when only the key is set")
    func defaults() throws {
        let settings = try resolve()
        #expect(settings.host == "127.0.0.1")
        #expect(settings.port == 8000)
        #expect(!settings.isDemo)
        #expect(settings.hasDocs)
        #expect(settings.secretKeys.map(\.bytes) == [Array(key.utf8)])
        #expect(settings.algorithm == .hs256)
        #expect(settings.accessTokenMinutes == 30)
        #expect(settings.bcryptCost == 12)
        #expect(settings.throttlesLogins)
        #expect(settings.trustedProxies == [])
        #expect(settings.logLevel == .info)
        #expect(settings.logFormat == .text)
        #expect(settings.hashingQueueLength == 64)
        #expect(settings.warnings == [])
    }

    @Test("has the documented limits by default")
    func limits() throws {
        let limits = try resolve().limits
        #expect(limits.headBytes == 16_384)
        #expect(limits.headerFields == 100)
        #expect(limits.targetBytes == 8192)
        #expect(limits.bodyBytes == 1_048_576)
        #expect(limits.headSeconds == 10)
        #expect(limits.bodySeconds == 30)
        #expect(limits.idleSeconds == 60)
        #expect(limits.connections == 10_000)
        #expect(limits.drainSeconds == 10)
    }

    @Test("uses as many threads as there are cores", arguments: [(0, 1), (3, 3), (999, 256)])
    func threads(processors: Int, expected: Int) throws {
        let settings = try resolve(processors: processors)
        #expect(settings.workers == expected)
        #expect(settings.hashingThreads == expected)
    }

    @Test("takes flags over the environment and the environment over the file")
    func precedence() throws {
        let file = "PORT=1\nLOG_LEVEL=error\nLOG_FORMAT=json\nSECRET_KEY=\(key)"
        let environment = ["PORT": "2", "LOG_LEVEL": "debug"]
        let settings = try resolve(flags: ["PORT": "3"], environment: environment, file: file)
        #expect(settings.port == 3)
        #expect(settings.logLevel == .debug)
        #expect(settings.logFormat == .json)
    }

    @Test("a value that is overridden is not judged")
    func overridden() throws {
        #expect(try resolve(flags: ["PORT": "3"], file: "PORT=abc").port == 3)
    }

    @Test("an empty value in the environment leaves the setting to the file")
    func emptyEnvironment() throws {
        let environment = ["PORT": "", "SECRET_KEY": ""]
        let settings = try resolve(environment: environment, file: "PORT=9\nSECRET_KEY=\(key)")
        #expect(settings.port == 9)
    }

    @Test("an empty value in the file leaves the default")
    func emptyInFile() throws {
        #expect(try resolve(file: "PORT=").port == 8000)
    }

    @Test("an empty flag is a fault")
    func emptyFlag() {
        let expected = #"PORT (--port): must be a whole number from 0 to 65535, not """#
        #expect(faults(flags: ["PORT": ""]) == [expected])
    }

    @Test("a name in the file that is no setting is a warning with its line, not its name")
    func unknownName() throws {
        let settings = try resolve(file: "PORT=1\nPROT=2\n")
        #expect(settings.warnings == [".env line 2 sets no setting of Gatehouse"])
    }
}

@Suite("Settings: values")
struct SettingsValueTests {
    @Test(
        "accepts the ends of every range",
        arguments: [
            ("PORT", "0", "65535"), ("ACCESS_TOKEN_EXPIRE_MINUTES", "1", "1440"),
            ("BCRYPT_COST", "10", "16"), ("WORKERS", "1", "256"), ("HASHING_THREADS", "1", "256"),
            ("HASHING_QUEUE_LENGTH", "1", "10000"), ("MAX_HEAD_BYTES", "1024", "1048576"),
            ("MAX_HEADER_FIELDS", "8", "1000"), ("MAX_TARGET_BYTES", "256", "65536"),
            ("MAX_BODY_BYTES", "1024", "1073741824"), ("HEAD_TIMEOUT_SECONDS", "1", "3600"),
            ("BODY_TIMEOUT_SECONDS", "1", "3600"), ("IDLE_TIMEOUT_SECONDS", "1", "3600"),
            ("MAX_CONNECTIONS", "1", "1000000"), ("DRAIN_TIMEOUT_SECONDS", "1", "3600"),
        ]
    )
    func ranges(name: String, least: String, most: String) throws {
        #expect(faults(name, least) == [])
        #expect(faults(name, most) == [])
        let beyond = String(try #require(Int(most)) + 1)
        #expect(
            faults(name, beyond) == [
                "\(name): must be a whole number from \(least) to \(most), not \"\(beyond)\""
            ]
        )
        if let below = Int(least), below > 0 { #expect(faults(name, "\(below - 1)").count == 1) }
    }

    @Test(
        "refuses what is no plain number",
        arguments: [
            "+80", "-1", " 80", "80 ", "0x50", "8e1", "8.0", "٨٠", "8_0",
            "99999999999999999999999999", "on",
        ]
    )
    func notANumber(text: String) {
        #expect(faults("PORT", text).count == 1)
        #expect(faults("MAX_BODY_BYTES", text).count == 1)
    }

    @Test(
        "reads switches in any letter case",
        arguments: [
            ("on", true), ("TRUE", true), ("Yes", true), ("1", true), ("off", false),
            ("False", false), ("NO", false), ("0", false),
        ]
    )
    func switches(text: String, expected: Bool) throws {
        let settings = try resolve(
            flags: ["DEMO": text, "DOCS": text, "LOGIN_THROTTLE": text]
        )
        #expect(settings.isDemo == expected)
        #expect(settings.hasDocs == expected)
        #expect(settings.throttlesLogins == expected)
    }

    @Test(
        "shows the rule and the value",
        arguments: [
            ("HOST", "example.com", "an IPv4 or IPv6 address or localhost"),
            ("HOST", "127.1", "an IPv4 or IPv6 address or localhost"),
            ("DEMO", "2", "on or off (true or false, yes or no, 1 or 0)"),
            ("ALGORITHM", "none", "HS256"),
            ("ALGORITHM", "hs256", "HS256"),
            ("LOG_LEVEL", "loud", "one of trace, debug, info, notice, warning, error, critical"),
            ("LOG_FORMAT", "xml", "one of text, json"),
        ]
    )
    func rules(name: String, value: String, rule: String) {
        #expect(faults(name, value) == ["\(name): must be \(rule), not \"\(value)\""])
    }

    @Test("reads levels in any letter case, but not with look-alike letters")
    func levels() throws {
        #expect(try resolve(flags: ["LOG_LEVEL": "WARNING"]).logLevel == .warning)
        #expect(faults("LOGIN_THROTTLE", "o\u{212A}").count == 1)
        #expect(faults("LOG_FORMAT", "te\u{FF58}t").count == 1)
    }

    @Test("makes control characters of a wrong value visible and shortens it")
    func hostileValue() {
        let value = "\u{1B}[31m\n\"\u{202E}" + String(repeating: "x", count: 100)
        let shown = #""\u001b[31m\n\"\u202e"# + String(repeating: "x", count: 32) + #"...""#
        let expected = "PORT: must be a whole number from 0 to 65535, not \(shown)"
        #expect(faults("PORT", value) == [expected])
    }

    @Test("reads a list of proxies, and none")
    func proxies() throws {
        let list = try resolve(flags: ["TRUSTED_PROXIES": "10.0.0.1,::1"]).trustedProxies
        #expect(list.map(\.bytes.count) == [4, 16])
        #expect(try resolve(flags: ["TRUSTED_PROXIES": "none"]).trustedProxies == [])
    }

    @Test(
        "refuses a list of proxies with a wrong member",
        arguments: [
            "10.0.0.1,", ",::1", "10.0.0.1, ::1", "proxy", "10.0.0.0/8", "[::1]", "none,::1",
        ]
    )
    func wrongProxies(text: String) {
        #expect(faults("TRUSTED_PROXIES", text).count == 1)
    }
}

@Suite("Settings: faults")
struct SettingsFaultTests {
    @Test("reports every fault of every source at once")
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

    @Test("a missing key names the command that makes one", arguments: [[:], ["SECRET_KEY": ""]])
    func missingKey(environment: [String: String]) {
        let expected =
            #"SECRET_KEY: is missing; make one with: "#
            + #"(umask 077; echo "SECRET_KEY=$(gatehouse secret)" >> .env)"#
        #expect(faults(environment: environment) == [expected])
    }

    @Test("demo mode needs a key like every other")
    func missingKeyInDemo() {
        #expect(faults(flags: ["DEMO": "on"], environment: [:]).count == 1)
    }

    @Test("reads several keys in their order and keeps the bytes of the text")
    func keys() throws {
        let second = "grüße grüße grüße grüße grüße"
        let settings = try resolve(environment: ["SECRET_KEY": "\(key),\(second)"])
        #expect(settings.secretKeys.map(\.bytes) == [Array(key.utf8), Array(second.utf8)])
    }

    @Test(
        "refuses keys that are short, empty, or begin or end with a space",
        arguments: [
            "short", String(repeating: "k", count: 31), "\(key),", ",\(key)", "\(key),,\(key)",
            "\(key), \(key)", "\(key) ", " \(key)", ",", "\(key)\u{FFFD}",
        ]
    )
    func wrongKeys(text: String) {
        #expect(faults("SECRET_KEY", text).count == 1)
    }

    @Test("accepts a key of exactly 32 bytes")
    func shortestKey() {
        #expect(faults("SECRET_KEY", String(repeating: "k", count: 32)) == [])
    }

    @Test("refuses the tutorial's key, alone or among others, outside demo mode")
    func tutorialKeyRefused() {
        let expected =
            "SECRET_KEY: must not be the key that the tutorial prints, unless DEMO is on; "
            + "gatehouse secret makes another"
        #expect(faults("SECRET_KEY", tutorialKey) == [expected])
        #expect(faults("SECRET_KEY", "\(key),\(tutorialKey)") == [expected])
    }

    @Test("accepts the tutorial's key in demo mode")
    func tutorialKeyInDemo() {
        #expect(faults(flags: ["DEMO": "on"], environment: ["SECRET_KEY": tutorialKey]) == [])
    }

    @Test("a faulty DEMO is one fault, not two")
    func faultyDemo() {
        #expect(faults(environment: ["DEMO": "maybe", "SECRET_KEY": tutorialKey]).count == 1)
    }

    @Test(
        "demo mode listens on loopback",
        arguments: ["127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1", "localhost"]
    )
    func loopback(host: String) {
        #expect(faults(flags: ["DEMO": "on", "HOST": host]) == [])
    }

    @Test(
        "demo mode listens on nothing but loopback",
        arguments: ["0.0.0.0", "::", "128.0.0.1", "10.0.0.1", "::ffff:127.0.0.1", "::2"]
    )
    func notLoopback(host: String) {
        let expected =
            "HOST (--host): must be 127.0.0.0/8, ::1 or localhost while DEMO is on, not \"\(host)\""
        #expect(faults(flags: ["DEMO": "on", "HOST": host]) == [expected])
        #expect(faults(flags: ["HOST": host]) == [])
    }
}

@Suite("Settings: secrets")
struct SettingsSecrecyTests {
    @Test("no fault shows any part of a wrong key", arguments: 0..<50)
    func faultsHideKeys(round: Int) throws {
        let secret = try #require(Secret.makeKey())
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
        for value in [half, "\(secret),", "\(secret), \(secret)"] {
            let lines = faults("SECRET_KEY", value)
            #expect(!lines.isEmpty)
            for line in lines { #expect(!line.contains(half)) }
        }
    }

    @Test("no warning shows what the file holds")
    func warningsHideNames() throws {
        let settings = try resolve(file: "a\(key)=\(key)")
        #expect(settings.warnings.count == 1)
        for warning in settings.warnings { #expect(!warning.contains(key)) }
    }

    @Test("printing and dumping settings shows no key")
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
