// SPDX-License-Identifier: MIT
//
// The line of a request, exactly, and with a method that wants to forge one. Touches: memory only.

import Foundation
import Logging
import Testing
import gatehouse_server

private func record(method: String = "GET", route: String? = "/users/{id}") -> AccessRecord {
    AccessRecord(
        requestID: "7f3a",
        remoteAddress: "127.0.0.1",
        method: method,
        route: route,
        status: 200,
        durationInMicroseconds: 1234,
        bodyBytes: 88
    )
}

private func line(_ format: LogFormat, _ record: AccessRecord) -> String {
    let recorder = LogRecorder()
    AccessLog(recorder.makeOutput(format)).write(record)
    return recorder.text
}

@Suite("Access log")
struct AccessLogTests {
    private let start =
        "2026-11-25T02:34:56.123Z info gatehouse.access: request request_id=7f3a remote=127.0.0.1 "

    @Test("is exact as text")
    func text() {
        let expected = "method=GET route=/users/{id} status=200 duration_us=1234 bytes=88\n"
        #expect(line(.text, record()) == start + expected)
    }

    @Test("is exact as json, with numbers as numbers")
    func json() {
        let expected =
            #"{"time":"2026-11-25T02:34:56.123Z","level":"info","label":"gatehouse.access","#
            + #""message":"request","request_id":"7f3a","remote":"127.0.0.1","method":"GET","#
            + #""route":"/users/{id}","status":200,"duration_us":1234,"bytes":88}"# + "\n"
        #expect(line(.json, record()) == expected)
    }

    @Test("shows a dash where no route matched")
    func noRoute() {
        #expect(line(.text, record(route: nil)).contains(" route=- "))
    }

    @Test("escapes and cuts a hostile method")
    func hostileMethod() throws {
        let method = "X\n2026 info\u{1B}\" status=500 " + String(repeating: "M", count: 100)
        let shown = #"method="X\n2026 info\u001b\" status=500 MMMMMMM..." route="#
        #expect(line(.text, record(method: method)).contains(shown))
        let json = Data(line(.json, record(method: method)).utf8)
        let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
        #expect(object?["status"] as? Int == 200)
    }

    @Test("does not even make the record when its level is off")
    func disabled() {
        let recorder = LogRecorder()
        let log = AccessLog(recorder.makeOutput(.text, level: .notice))
        var isMade = false
        log.write(
            {
                isMade = true
                return record()
            }()
        )
        #expect(!log.isEnabled)
        #expect(!isMade)
        #expect(recorder.text.isEmpty)
    }
}
