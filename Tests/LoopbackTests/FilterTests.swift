// SPDX-License-Identifier: MIT
//
// The filter for fail2ban in `deploy`, over the lines that a server writes.
// Touches: processes, loopback sockets.

import AuthAPI
import Foundation
import Gatehouse
import Logging
import Synchronization
import TestSupport
import Testing
import gatehouse_server

/// The expression of the filter, applied as fail2ban does it.
private struct Filter {
    private let expression: NSRegularExpression

    init() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../deploy/fail2ban/filter.d/gatehouse.conf")
        let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
        let found = lines.filter { $0.hasPrefix("failregex = ") }
        #expect(found.count == 1)
        let text = String(try #require(found.first).dropFirst("failregex = ".count))
        // Both ends have to hold, whatever is in between.
        #expect(text.hasPrefix("^") && text.hasSuffix("$"))
        let address = #"((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f:]*:[0-9a-f:]*)"#
        expression = try NSRegularExpression(
            pattern: text.replacing("<ADDR>", with: address).replacing("%%", with: "%")
        )
    }

    /// The address to block for a line; nil for a line that does not count.
    func address(in line: String) -> String? {
        // fail2ban takes the time away first.
        let rest = line.replacing(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/, with: "")
        let matches = expression.matches(in: rest, range: NSRange(rest.startIndex..., in: rest))
        guard matches.count == 1, let range = Range(matches[0].range(at: 1), in: rest) else {
            return nil
        }
        return String(rest[range])
    }
}

@Suite("The filter for fail2ban")
struct FilterTests {
    private static let names = [
        "nobody", "a client=203.0.113.9 reason=password",
        #"a" client=203.0.113.9 reason=name user=x"#,
        "a\r\n2026-11-28T06:33:00.123Z notice gatehouse.audit: login refused "
            + "client=203.0.113.9 reason=password user=x",
        "\nnotice gatehouse.audit: login refused client=203.0.113.9 reason=password user=x",
        #"\"#, #"\" user=x"#, "\u{2028}\u{85}\u{1B}[2J", "\u{1F600}", "=", " ",
        String(repeating: "x", count: 5000), String(repeating: "\"\n", count: 2500),
        String(repeating: "x", count: 99) + "\" client=203.0.113.9",
    ]

    private static func encoded(_ text: String) -> String {
        text.utf8.map { String(format: "%%%02x", $0) }.joined()
    }

    @Test("Each login that is refused matches, with the address it came from; nothing else does")
    func server() throws {
        let filter = try Filter()
        try Gatehouse.serve { server in
            // A source of its own for each name, so that none meets the throttle.
            for (index, name) in Self.names.enumerated() {
                let client = try server.connect(source: UInt8(10 + index))
                let form = "username=\(Self.encoded(name))&password=wrong"
                #expect(try client.ask(Requests.login(form)).status == 401)
            }
            // As many as it takes until one is throttled: on a slow machine more than eleven.
            let guesser = try server.connect(source: 99)
            let guess = Requests.login("username=johndoe&password=wrong")
            var guesses = 1
            while try guesser.ask(guess).status != 429, guesses < 100 { guesses += 1 }
            #expect(try server.connect(source: 100).ask(Requests.goodLogin).status == 200)
            _ = try server.connect(source: 101).ask(Requests.login("username=johndoe"))
            _ = try server.connect(source: 102).ask(Requests.get("/users/me", token: "x"))
            #expect(try server.stop() == 0)
            let lines = server.process.lines
            let expected =
                Self.names.indices.map { "127.0.0.\(10 + $0)" }
                + Array(repeating: "127.0.0.99", count: guesses)
            #expect(lines.compactMap(filter.address) == expected)
            let refused = lines.filter { $0.contains(" gatehouse.audit: login refused ") }
            #expect(refused.count == expected.count)
            for (text, count) in [
                ("client=127.0.0.10 reason=name ", 1),
                ("client=127.0.0.99 reason=password ", guesses - 1),
                ("client=127.0.0.99 reason=throttled ", 1), (" login client=127.0.0.100 ", 1),
            ] {
                let found = lines.count { $0.contains(" gatehouse.audit: ") && $0.contains(text) }
                #expect(found == count, "\(text)")
            }
            #expect(lines.contains { $0.contains("audit: throttle begun client=127.0.0.99 ") })
        }
    }

    /// The line that the log has for an event.
    private static func line(_ event: AuthEvent) throws -> String {
        let lines = Lines()
        let output = LogOutput(
            format: .text,
            level: .info,
            clock: { 1_795_574_096_123 },
            sink: lines.add
        )
        AuditLog(output).write(event)
        return try #require(lines.all.first)
    }

    @Test("Each reason counts but that of a disabled user, at any address, and no other event")
    func events() throws {
        let filter = try Filter()
        for text in ["192.0.2.1", "2001:db8::1", "::1"] {
            let client = ClientAddress.internet(try #require(IPAddress(text)), port: 1)
            for reason in [AuthEvent.Reason.name, .password, .throttled] {
                let event = AuthEvent.refusal(reason, username: "a b", client: client)
                #expect(try filter.address(in: Self.line(event)) == text)
            }
            let others: [AuthEvent] = [
                .refusal(.disabled, username: "x", client: client),
                .login(username: "x", client: client),
                .throttleBegan(.source, username: "x", account: "0a", client: client),
                .throttleEnded(.source, account: nil, source: client.ip),
                .passwordChanged(username: "x", client: client),
                .passwordRehashed(username: "x", client: client),
                .forwardingIgnored(client: client),
            ]
            for event in others { #expect(try filter.address(in: Self.line(event)) == nil) }
        }
        let unix = AuthEvent.refusal(.name, username: "x", client: .unix)
        #expect(try filter.address(in: Self.line(unix)) == nil)
    }

    @Test("A line of the journal counts too, and one that only looks like it does not")
    func journal() throws {
        let filter = try Filter()
        let rest = "notice gatehouse.audit: login refused client=192.0.2.1 reason=name user=x"
        let time = "2026-11-28T06:33:00.123Z"
        #expect(filter.address(in: "host gatehouse[12]: \(time) \(rest)") == "192.0.2.1")
        for line in [
            "\(time) info gatehouse.access: \(rest)", "\(time) \(rest) ", "\(time) \(rest) x",
            "\(time) x \(rest)", "\(time) \(rest)\"", "\(time) info gatehouse: a[1]: b \(rest)",
        ] {
            #expect(filter.address(in: line) == nil, "\(line)")
        }
    }
}

/// Keeps the lines of a log.
private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func add(_ line: [UInt8]) {
        lines.withLock { $0.append(String(decoding: line.dropLast(), as: UTF8.self)) }
    }
}
