// SPDX-License-Identifier: MIT
//
// The lines of the audit log: their exact text, since programs look for it, and names that try to forge
// one.

import AuthAPI
import Foundation
import Gatehouse
import Logging
import Testing
import gatehouse_server

private let client =
    IPAddress("192.0.2.1").map { ClientAddress.internet($0, port: 49_152) } ?? .none

private func line(
    _ event: AuthEvent,
    _ format: LogFormat = .text,
    level: Logger.Level = .info
) -> String {
    let recorder = LogRecorder()
    AuditLog(recorder.makeOutput(format, level: level)).write(event)
    return recorder.text
}

@Suite("The audit log")
struct AuditLogTests {
    /// Each kind of event, with the level and the rest of its line as text and as JSON.
    private static let events: [(AuthEvent, level: String, text: String, json: String)] = [
        (
            .login(username: "johndoe", client: client), "info",
            "login client=192.0.2.1 user=johndoe",
            #""message":"login","client":"192.0.2.1","user":"johndoe""#
        ),
        (
            .refusal(.name, username: "johndoe", client: client), "notice",
            "login refused client=192.0.2.1 reason=name user=johndoe",
            #""message":"login refused","client":"192.0.2.1","reason":"name","user":"johndoe""#
        ),
        (
            .refusal(.password, username: "johndoe", client: client), "notice",
            "login refused client=192.0.2.1 reason=password user=johndoe",
            #""message":"login refused","client":"192.0.2.1","reason":"password","user":"johndoe""#
        ),
        (
            .refusal(.disabled, username: "johndoe", client: client), "notice",
            "login refused client=192.0.2.1 reason=disabled user=johndoe",
            #""message":"login refused","client":"192.0.2.1","reason":"disabled","user":"johndoe""#
        ),
        (
            .refusal(.throttled, username: "johndoe", client: client), "notice",
            "login refused client=192.0.2.1 reason=throttled user=johndoe",
            #""message":"login refused","client":"192.0.2.1","reason":"throttled","user":"johndoe""#
        ),
        (
            .throttleBegan(.accountAndSource, username: "x", account: "0a1b", client: client),
            "warning",
            "throttle begun client=192.0.2.1 limit=account_and_source account=0a1b user=x",
            #""message":"throttle begun","client":"192.0.2.1","limit":"account_and_source","#
                + #""account":"0a1b","user":"x""#
        ),
        (
            .throttleEnded(.account, account: "0a1b", source: nil), "notice",
            "throttle ended client=- limit=account account=0a1b",
            #""message":"throttle ended","client":null,"limit":"account","account":"0a1b""#
        ),
        (
            .throttleEnded(.source, account: nil, source: IPAddress("2001:db8::1")), "notice",
            "throttle ended client=2001:db8::1 limit=source",
            #""message":"throttle ended","client":"2001:db8::1","limit":"source""#
        ),
        (
            .passwordChanged(username: "johndoe", client: .unix), "notice",
            "password changed client=unix user=johndoe",
            #""message":"password changed","client":"unix","user":"johndoe""#
        ),
        (
            .passwordRehashed(username: "johndoe", client: .none), "info",
            "password rehashed client=- user=johndoe",
            #""message":"password rehashed","client":null,"user":"johndoe""#
        ),
    ]

    @Test("Each event is one line in its exact form, as text and as JSON")
    func exact() {
        for (event, level, text, json) in Self.events {
            let time = "2026-11-25T02:34:56.123Z"
            #expect(line(event) == "\(time) \(level) gatehouse.audit: \(text)\n")
            #expect(
                line(event, .json)
                    == #"{"time":"\#(time)","level":"\#(level)","label":"gatehouse.audit","#
                    + json + "}\n"
            )
        }
    }

    @Test("A proxy that is not believed is one warning, with its address")
    func forwarding() {
        let text = line(.forwardingIgnored(client: client))
        #expect(text.hasPrefix("2026-11-25T02:34:56.123Z warning gatehouse.audit: a proxy names"))
        #expect(text.hasSuffix(" client=192.0.2.1\n"))
        #expect(text.split(separator: "=").count == 2)
    }

    @Test("A name that could be taken for more than a name is quoted and escaped")
    func hostile() throws {
        let names = [
            ("a b", #""a b""#), ("a=b", #""a=b""#), ("", #""""#), (#"a"b"#, #""a\"b""#),
            (#"a\"#, #""a\\""#), ("a\r\nb", #""a\r\nb""#), ("\u{E9}\u{202E}", #""\u00e9\u202e""#),
            (
                "x client=203.0.113.9 reason=password",
                #""x client=203.0.113.9 reason=password""#
            ),
        ]
        for (name, shown) in names {
            let event = AuthEvent.refusal(.name, username: name, client: client)
            #expect(line(event).hasSuffix(" client=192.0.2.1 reason=name user=\(shown)\n"))
            let json = Data(line(event, .json).utf8)
            let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
            #expect(object?["user"] as? String == name)
            #expect(object?["client"] as? String == "192.0.2.1")
        }
    }

    @Test("A name is cut after 100 characters", arguments: [LogFormat.text, .json])
    func long(format: LogFormat) {
        for (name, isCut) in [
            (String(repeating: "x", count: 100), false), (String(repeating: "x", count: 101), true),
            (String(repeating: "\n", count: 5000), true),
        ] {
            let text = line(.login(username: name, client: client), format)
            #expect(text.contains("...\"") == isCut)
            #expect(text.utf8.count < 400)
            #expect(text.split(separator: "\n").count == 1)
        }
    }

    @Test("Below the level of the log an event has no line")
    func level() {
        for (event, level, _, _) in Self.events {
            let isShown = level == "warning"
            #expect(line(event, level: .warning).isEmpty == !isShown)
        }
    }
}
