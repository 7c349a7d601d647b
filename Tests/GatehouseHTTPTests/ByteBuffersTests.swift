// SPDX-License-Identifier: MIT
//
// What the buffers of a connection hold, seen through the connection.

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("The buffers of a connection")
struct ByteBuffersTests {
    private static let request = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)

    /// Answers a request, if there is one, with content of that many bytes.
    private static func answer(_ machine: inout ConnectionMachine, bytes: Int) {
        guard case .request = machine.nextAdmitting() else { return }
        let response = Response(status: .ok, body: Array(repeating: 0x61, count: bytes))
        machine.respond(with: response, date: Conversation.date)
    }

    @Test("A large request and a large response leave little memory in use")
    func large() {
        var machine = ConnectionMachine(limits: HTTPLimits())
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
        machine.receive((Array(head.utf8) + Array(repeating: 0x61, count: 1_000_000)).span)
        #expect(machine.bufferCapacity >= 1_000_000)
        Self.answer(&machine, bytes: 1_000_000)
        #expect(machine.bufferCapacity >= 1_000_000)
        machine.markSent(machine.unsentCount)
        #expect(machine.bufferCapacity <= 2048)
    }

    @Test("Bytes that were sent do not pile up while a slow client leaves others unsent")
    func slowReader() {
        var machine = ConnectionMachine(limits: HTTPLimits())
        for _ in 0..<2000 {
            machine.receive(Self.request.span)
            Self.answer(&machine, bytes: 100)
            machine.markSent(machine.unsentCount - 1)
        }
        #expect(machine.unsentCount == 1)
        #expect(machine.bufferCapacity < 4096)
    }

    @Test(
        "Responses are sent in order, however few bytes go at a time",
        arguments: [1, 7, 100, 1000]
    )
    func pieces(step: Int) {
        var machine = ConnectionMachine(limits: HTTPLimits())
        var whole = Conversation()
        var sent: [UInt8] = []
        for _ in 0..<20 {
            machine.receive(Self.request.span)
            guard case .request = machine.nextAdmitting() else {
                Issue.record("The request is whole.")
                return
            }
            let response = Response(status: .ok, body: Array("ok".utf8))
            machine.respond(with: response, date: Conversation.date)
            whole.send(Self.request)
            let piece = machine.withUnsent { $0.array().prefix(step) }
            sent += piece
            machine.markSent(piece.count)
        }
        sent += machine.withUnsent { $0.array() }
        #expect(sent == whole.output)
    }

    @Test("Bytes that follow a refused request are not kept")
    func refused() {
        var machine = ConnectionMachine(limits: HTTPLimits())
        machine.receive(Array("BAD\r\n".utf8).span)
        guard case .refused = machine.nextAdmitting() else {
            Issue.record("no refusal")
            return
        }
        let flood = [UInt8](repeating: 0x61, count: 100_000)
        machine.receive(flood.span)
        machine.respond(with: Response(status: .badRequest), date: Conversation.date)
        machine.receive(flood.span)
        machine.markSent(machine.unsentCount)
        #expect(machine.bufferCapacity <= 2048)
    }

    @Test("Bytes that follow a request to close the connection are not kept")
    func closed() {
        var machine = ConnectionMachine(limits: HTTPLimits())
        let last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        machine.receive((Array(last.utf8) + Array(repeating: 0x61, count: 100_000)).span)
        Self.answer(&machine, bytes: 0)
        machine.markSent(machine.unsentCount)
        #expect(machine.bufferCapacity <= 2048)
    }
}
