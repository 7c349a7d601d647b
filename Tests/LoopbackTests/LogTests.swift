// SPDX-License-Identifier: MIT
//
// What the log says about requests, and what it must never say.
// Touches: processes, loopback sockets.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The log")
struct LogTests {
    @Test("Each request is one line in the log, with the identifier of its answer")
    func accessLine() throws {
        let expected = [
            (Requests.get("/users/me?x=1"), "method=GET route=/users/me/ status=401"),
            (Requests.login(""), "method=POST route=/token status=422"),
            (Requests.get("/secret/path"), "method=GET route=- status=404"),
            (Requests.get("/docs", method: "HEAD"), "method=HEAD route=/docs status=200"),
            (Requests.get("/docs", method: "BREW"), "method=BREW route=- status=405"),
            ("GET / HTTP/1.1\r\n\r\n", "method=GET route=- status=400"),
        ]
        try Gatehouse.serve { server in
            let client = try server.connect()
            for (request, text) in expected {
                let answer = try client.ask(request, hasBody: !request.hasPrefix("HEAD"))
                let mark = "request_id=\(try #require(answer["x-request-id"])) "
                let line = try server.process.line(containing: mark)
                #expect(line.contains(" info gatehouse.access: request request_id="))
                #expect(line.contains(" \(text) "), "\(line)")
                let end = try #require(line.range(of: " bytes=\(answer.body.utf8.count)"))
                // What follows is the reason of a refusal.
                let reason = line[end.upperBound...]
                #expect(reason.isEmpty || reason.hasPrefix(" reason=\"") && answer.status >= 400)
                #expect(server.process.lines.filter { $0.contains(mark) }.count == 1)
            }
            #expect(try server.stop() == 0)
            #expect(server.process.lines.filter { $0.contains("access:") }.count == expected.count)
            #expect(!server.process.errors.contains("secret/path"))
        }
    }

    private static let hostileRequests = [
        "GET\u{1B}[2J /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "status=200 /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        Requests.get("/healthz", method: "A|B~`^!#$%&'*+-.x"),
        Requests.get("/%0A2026-01-01T00:00:00.000Z%20info%20gatehouse.access:%20request"),
        Requests.get("/x\ngatehouse.access: request request_id=forged"),
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
            + "User-Agent: x\" status=200 \u{85}\u{2028}gatehouse.access: forged\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Request-ID: forged\r\n\r\n",
    ]

    @Test("No method, target or field can forge a line of the log", arguments: ["text", "json"])
    func hostile(format: String) throws {
        try Gatehouse.serve(flags: ["--demo", "--log-format", format]) { server in
            for request in Self.hostileRequests { _ = try server.connect().ask(request) }
            #expect(try server.stop() == 0)
            let errors = server.process.errors
            let access = server.process.lines.filter { $0.contains("gatehouse.access") }
            #expect(access.count == Self.hostileRequests.count)
            #expect(!errors.contains("forged"))
            #expect(errors.utf8.allSatisfy { 0x20...0x7E ~= $0 || $0 == UInt8(ascii: "\n") })
        }
    }

    @Test("Every line of the log as JSON is an object with time, level, label and message")
    func json() throws {
        let environment = ["SECRET_KEY": Gatehouse.key, "LOG_FORMAT": "json"]
        try Gatehouse.serve(environment: environment) { server in
            let answer = try server.connect().ask(Requests.get("/users/me"))
            #expect(try server.stop() == 0)
            let records = try server.process.lines.map { line in
                try JSONDecoder().decode(Record.self, from: Data(line.utf8))
            }
            let access = records.filter { $0.label == "gatehouse.access" }
            #expect(access.map(\.request_id) == [answer["x-request-id"]])
            #expect(access.map(\.status) == [401])
            #expect(access.map(\.route) == ["/users/me/"])
            #expect(records.last?.message == "ended")
        }
    }

    private struct Record: Decodable {
        let time: String
        let level: String
        let label: String
        let message: String
        let request_id: String?
        let status: Int?
        let route: String?
    }

    @Test("The log at the level warning has no line for a request")
    func level() throws {
        let environment = ["SECRET_KEY": Gatehouse.key, "LOG_LEVEL": "warning"]
        // It logs the port at any level where the kernel has chosen it.
        try Gatehouse.serve(environment: environment) { server in
            let answer = try server.connect().ask(Requests.get("/healthz"))
            #expect(answer.status == 200)
            #expect(try server.stop() == 0)
            let others = server.process.lines.filter { !$0.contains(" warning gatehouse: ") }
            #expect(others.isEmpty)
        }
    }

    @Test("The server writes no password, token or key, even at the level trace")
    func secrets() throws {
        let flags = ["--demo", "--log-level", "trace"]
        try Gatehouse.serve(flags: flags) { server in
            let client = try server.connect()
            let token = try client.token()
            let requests = [
                Requests.get("/users/me", token: token),
                Requests.get("/users/me?access_token=\(token)&password=hunter2"),
                Requests.get("/users/me", token: token + "x"),
                Requests.get("/\(token)"),
                Requests.login("username=somebody&password=hunter2"),
                Requests.login("username=johndoe&password=hunter2&password=hunter2"),
                Requests.login("username=johndoe&password=hunter2&grant_type=hunter2"),
            ]
            for request in requests { _ = try client.ask(request) }
            #expect(try server.stop() == 0)
            let written = server.process.errors + server.process.directory.outputText
            let signature = try #require(token.split(separator: ".").last)
            for secret in [Gatehouse.key, String(signature), "hunter2"] {
                #expect(!written.contains(secret))
            }
            #expect(server.process.directory.outputText == "")
        }
    }
}
