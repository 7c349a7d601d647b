// SPDX-License-Identifier: MIT
//
// What bounds a connection beyond one message: its requests, and the pace of a body.

import GatehouseHTTP
import Testing

@Suite("The limits of a connection")
struct ConnectionLimitTests {
    private static let date = HTTPDate(unixSeconds: 0)

    private func machine(_ change: (inout HTTPLimits) -> Void) -> ConnectionMachine {
        var limits = HTTPLimits()
        change(&limits)
        return ConnectionMachine(limits: limits)
    }

    private func send(_ text: String, to machine: inout ConnectionMachine) {
        let bytes = Array(text.utf8)
        machine.receive(bytes.span)
    }

    private func output(of machine: ConnectionMachine) -> String {
        machine.withUnsent { $0.string(in: 0..<$0.count) }
    }

    @Test("The last request of a connection is answered with close, and nothing after it is read")
    func requestCount() {
        var machine = machine { $0.maxRequestsPerConnection = 2 }
        send(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 3), to: &machine)
        for isLast in [false, true] {
            guard case .request = machine.nextAdmitting() else {
                Issue.record("no request")
                return
            }
            machine.respond(with: Response(status: .ok), date: Self.date)
            #expect(output(of: machine).contains("Connection: close") == isLast)
        }
        guard case .closed = machine.nextAdmitting() else {
            Issue.record("not closed")
            return
        }
    }

    @Test(
        "A body may take longer the more of it has arrived, but never longer than the timeout",
        arguments: [(0, 30), (499, 30), (500, 31), (5000, 40), (100_000, 100)]
    )
    func pace(received: Int, seconds: Int) {
        var machine = machine {
            $0.bodyTimeout = .seconds(100)
            $0.minBodyBytesPerSecond = 500
        }
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n"
        send(head + String(repeating: "x", count: received), to: &machine)
        _ = machine.nextAdmitting()
        #expect(machine.timeAllowed == .seconds(seconds))
    }

    @Test("The pace of a chunked body is judged by the data in its chunks")
    func chunkedPace() {
        var machine = machine { $0.bodyTimeout = .seconds(100) }
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        send(head + "3e8\r\n" + String(repeating: "x", count: 1000), to: &machine)
        _ = machine.nextAdmitting()
        #expect(machine.timeAllowed == .seconds(32))
    }

    @Test(
        "A body that is too late and one that is too slow get different errors",
        arguments: [
            (30, RequestError.bodyTimeout(seconds: 30)),
            (100, RequestError.bodyTooSlow(bytesPerSecond: 500)),
        ]
    )
    func slowBody(timeout: Int, error: RequestError) {
        var machine = machine { $0.bodyTimeout = .seconds(timeout) }
        send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx", to: &machine)
        _ = machine.nextAdmitting()
        guard case .refused(let found) = machine.timeOut() else {
            Issue.record("not refused")
            return
        }
        #expect(found == error)
        #expect(found.status == .requestTimeout)
    }

    @Test("The response in place of a late handler's closes the connection")
    func givenUp() {
        var machine = machine { _ in }
        send("GET / HTTP/1.1\r\nHost: a\r\n\r\n", to: &machine)
        _ = machine.nextAdmitting()
        machine.breakOff()
        machine.respond(with: Response(status: .serviceUnavailable), date: Self.date)
        #expect(output(of: machine).hasPrefix("HTTP/1.1 503 "))
        #expect(output(of: machine).contains("Connection: close"))
    }
}
