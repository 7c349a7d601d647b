// SPDX-License-Identifier: MIT
//
// The line of an exchange: its exact text, and methods that try to forge one.

import Foundation
import Gatehouse
import GatehouseAccounts
import Logging
import Testing
import gatehouse_server

/// An exchange in which the fields that a test names differ from an everyday one.
private func exchange(
    method: String? = "GET",
    route: String? = "/users/{id}",
    status: Response.Status? = .ok,
    failure: ExchangeFailure.Reason? = nil,
    cause: (any Error)? = nil
) -> ObservedExchange {
    ObservedExchange(
        id: Request.ID(high: 0, low: 0x7F3A),
        client: IPAddress("127.0.0.1").map { .internet($0, port: 49_152) } ?? .none,
        method: method.map { Request.Method(token: $0) },
        route: route,
        status: status,
        bodyBytes: 88,
        duration: .microseconds(1234),
        failure: failure,
        cause: cause
    )
}

private func lines(_ format: LogFormat, _ exchange: ObservedExchange) -> [String] {
    let recorder = LogRecorder()
    AccessLog(recorder.makeOutput(format)).write(exchange)
    return recorder.text.split(separator: "\n").map(String.init)
}

private struct Mistake: Error {
    let row = "a row of the database"
}

private struct Expired: LogSafe {
    var logDescription: String { "token expired" }
}

@Suite("The access log")
struct AccessLogTests {
    private static let start =
        "2026-11-25T02:34:56.123Z info gatehouse.access: request "
        + "request_id=00000000000000000000000000007f3a remote=127.0.0.1:49152 "

    @Test("A line of the access log has its exact form as text")
    func text() {
        let rest = "method=GET route=/users/{id} status=200 duration_us=1234 bytes=88"
        #expect(lines(.text, exchange()) == [Self.start + rest])
    }

    @Test("A line of the access log has its exact form as JSON, with numbers as numbers")
    func json() {
        let expected =
            #"{"time":"2026-11-25T02:34:56.123Z","level":"info","label":"gatehouse.access","#
            + #""message":"request","request_id":"00000000000000000000000000007f3a","#
            + #""remote":"127.0.0.1:49152","method":"GET","route":"/users/{id}","status":200,"#
            + #""duration_us":1234,"bytes":88}"#
        #expect(lines(.json, exchange()) == [expected])
    }

    @Test("What is unknown in the access log is a dash, or null in place of a number in JSON")
    func unknown() {
        let nothing = exchange(method: nil, route: nil, status: nil, failure: .abandoned)
        let rest = "method=- route=- status=- duration_us=1234 bytes=88 "
        let reason = #"reason="The client closed the connection.""#
        #expect(lines(.text, nothing) == [Self.start + rest + reason])
        #expect(lines(.json, nothing)[0].contains(#""status":null"#))
    }

    @Test("A refusal is one line in the access log, with its reason")
    func refusal() {
        let refused = exchange(
            route: nil,
            status: .badRequest,
            failure: .refused(.missingHost)
        )
        #expect(lines(.text, refused).count == 1)
        #expect(lines(.text, refused)[0].hasSuffix(#" reason="Header field Host is missing.""#))
        let expired = exchange(status: .unauthorized, cause: Expired())
        #expect(lines(.text, expired).count == 1)
        #expect(lines(.text, expired)[0].hasSuffix(#" reason="token expired""#))
    }

    @Test("An unexpected error is logged on a second line with its type but not its words")
    func fault() {
        let failed = lines(.text, exchange(status: .internalServerError, cause: Mistake()))
        #expect(failed.count == 2)
        #expect(failed[0].contains(" status=500 "))
        #expect(!failed[0].contains("reason="))
        #expect(failed[1].contains(" error gatehouse.error: "))
        #expect(failed[1].contains(" request_id=00000000000000000000000000007f3a "))
        #expect(failed[1].contains(" route=/users/{id} "))
        #expect(failed[1].contains("Mistake"))
        #expect(!failed.joined().contains("a row of the database"))
    }

    @Test("A full queue is logged as a reason and not as an error of the server")
    func busy() {
        let busy = lines(.text, exchange(status: .serviceUnavailable, cause: WorkersBusy()))
        #expect(busy.count == 1)
        #expect(busy[0].hasSuffix(#"reason="all threads are busy, and the queue is full""#))
    }

    @Test("Accounts that are not available are a reason, since the database has its own line")
    func unavailable() {
        let cause = AccountsUnavailable()
        let outage = lines(.text, exchange(status: .serviceUnavailable, cause: cause))
        #expect(outage.count == 1)
        #expect(outage[0].hasSuffix(#"reason="the accounts are not available""#))
    }

    @Test("A hostile method is escaped and cut in the access log")
    func hostileMethod() throws {
        let method = "X\n2026 info\u{1B}\" status=500 " + String(repeating: "M", count: 100)
        let shown = #"method="X\n2026 info\u001b\" status=500 MMMMMMM..." route="#
        #expect(lines(.text, exchange(method: method))[0].contains(shown))
        let json = Data(lines(.json, exchange(method: method))[0].utf8)
        let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
        #expect(object?["status"] as? Int == 200)
    }

    @Test("Above the level of the access log only unexpected errors are written")
    func disabled() {
        let recorder = LogRecorder()
        let log = AccessLog(recorder.makeOutput(.text, level: .notice))
        log.write(exchange())
        #expect(recorder.text.isEmpty)
        log.write(exchange(status: .internalServerError, cause: Mistake()))
        #expect(recorder.text.contains(" error gatehouse.error: "))
    }
}
