// SPDX-License-Identifier: MIT

import Logging
import Testing
import gatehouse_server

@Suite("Values of settings")
struct SettingsValueTests {
    @Test(
        "A number setting accepts both ends of its range and nothing beyond",
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
        "A number setting refuses text that is not a plain number",
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
        "A switch setting is read in any letter case",
        arguments: [
            ("on", true), ("TRUE", true), ("Yes", true), ("1", true), ("off", false),
            ("False", false), ("NO", false), ("0", false),
        ]
    )
    func switches(text: String, expected: Bool) throws {
        let settings = try resolve(
            flags: ["DEMO": text, "DOCS": text]
        )
        #expect(settings.isDemo == expected)
        #expect(settings.hasDocs == expected)
    }

    @Test(
        "The fault of a setting shows its rule and the wrong value",
        arguments: [
            ("HOST", "example.com", "an IPv4 or IPv6 address or localhost"),
            ("HOST", "127.1", "an IPv4 or IPv6 address or localhost"),
            ("DEMO", "2", "on or off (true or false, yes or no, 1 or 0)"),
            ("ALGORITHM", "none", "one of HS256, HS384, HS512"),
            ("ALGORITHM", "hs256", "one of HS256, HS384, HS512"),
            ("LOG_LEVEL", "loud", "one of trace, debug, info, notice, warning, error, critical"),
            ("LOG_FORMAT", "xml", "one of text, json"),
        ]
    )
    func rules(name: String, value: String, rule: String) {
        #expect(faults(name, value) == ["\(name): must be \(rule), not \"\(value)\""])
    }

    @Test(
        "A claim that is set is text of at most 255 bytes, as it is",
        arguments: ["ISSUER", "AUDIENCE", "SUBJECT_PREFIX"]
    )
    func claims(name: String) throws {
        let longest = String(repeating: "x", count: 253) + "é"
        for text in ["https://id.example.com", "a b", "\"", "😀", longest] {
            let settings = try resolve(environment: ["SECRET_KEY": key, name: text])
            let values = [
                "ISSUER": settings.issuer, "AUDIENCE": settings.audience,
                "SUBJECT_PREFIX": settings.subjectPrefix,
            ]
            #expect(values.compactMapValues(\.self) == [name: text])
        }
        for text in [longest + "x", "a\nb", "\0", "\u{85}", "\u{FFFD}"] {
            #expect(faults(name, text).count == 1)
        }
        #expect(faults(name, "") == [])
    }

    @Test("A log level may be in any letter case, but not in look-alike letters")
    func levels() throws {
        for text in ["WARNING", "warn", "Warn"] {
            #expect(try resolve(flags: ["LOG_LEVEL": text]).logLevel == .warning)
        }
        #expect(faults("LOG_FORMAT", "te\u{FF58}t").count == 1)
    }

    @Test("A short wrong value of a setting is shown with its control characters escaped")
    func hostileValue() {
        let value = "\u{1B}[31m\n\"\u{202E}x"
        let shown = #""\u001b[31m\n\"\u202ex""#
        let expected = "PORT: must be a whole number from 0 to 65535, not \(shown)"
        #expect(faults("PORT", value) == [expected])
    }

    @Test("Only the length is shown of a wrong value that is long or has an equals sign")
    func longValue() {
        let rule = "PORT: must be a whole number from 0 to 65535, not a text of"
        #expect(faults("PORT", String(repeating: "x", count: 41)) == [rule + " 41 characters"])
        #expect(faults("PORT", "80=81") == [rule + " 5 characters"])
    }
}
