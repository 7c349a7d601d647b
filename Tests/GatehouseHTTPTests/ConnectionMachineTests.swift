// SPDX-License-Identifier: MIT
//
// The order of calls to a connection: what waits for what, drain, deadlines and ends.

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("Connection machine")
struct ConnectionMachineTests {
    private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"

    /// What an event is, without its contents.
    private static func kind(_ event: ConnectionMachine.Event) -> String {
        switch event {
        case .needsBytes: "needs bytes"
        case .head: "head"
        case .abandoned: "abandoned"
        case .request: "request"
        case .refused(let error): "refused \(error.status.code)"
        case .closed: "closed"
        }
    }

    /// Goes on, and admits any body.
    private static func next(_ machine: inout ConnectionMachine, maxBodyBytes: Int = .max) -> String
    {
        kind(machine.nextAdmitting(maxBodyBytes: maxBodyBytes))
    }

    /// Makes a machine that has received a text, and returns it with its first event.
    private static func machine(
        _ text: String,
        maxBodyBytes: Int = .max
    ) -> (machine: ConnectionMachine, event: String) {
        var machine = ConnectionMachine(limits: HTTPLimits())
        machine.receive(Array(text.utf8).span)
        let event = next(&machine, maxBodyBytes: maxBodyBytes)
        return (machine, event)
    }

    private static func respond(_ machine: inout ConnectionMachine) -> String {
        machine.respond(with: Response(status: .ok), date: Conversation.date)
        let sent = String(decoding: machine.withUnsent { $0.array() }, as: UTF8.self)
        machine.markSent(machine.unsentCount)
        return sent
    }

    @Test(
        "A connection knows whether it waits for a head, a body, a request or nothing",
        arguments: [
            ("", ConnectionMachine.Wait.idle), ("\r\n", .idle), ("\r", .head), ("G", .head),
            ("GET / HTTP/1.1\r\n", .head), (post, .body), (post + "hell", .body),
            (post + "hello", .none), (get, .none), ("BAD\r\n", .none),
        ]
    )
    func wait(text: String, expected: ConnectionMachine.Wait) {
        #expect(Self.machine(text).machine.wait == expected)
    }

    @Test("A connection waits for the next request or closes once it has answered")
    func waitBehindResponse() {
        var (machine, _) = Self.machine(Self.get)
        _ = Self.respond(&machine)
        #expect(machine.wait == .idle)
        (machine, _) = Self.machine("GET / HTTP/1.0\r\n\r\n")
        _ = Self.respond(&machine)
        #expect(machine.wait == .none)
    }

    @Test("A pipelined request waits until the one before it is answered")
    func pipelining() {
        var (machine, event) = Self.machine(Self.get + Self.get)
        #expect(event == "request")
        #expect(Self.next(&machine) == "needs bytes")
        machine.receive(Array(Self.get.utf8).span)
        #expect(Self.next(&machine) == "needs bytes")
        for _ in 0..<2 {
            _ = Self.respond(&machine)
            #expect(Self.next(&machine) == "request")
        }
        _ = Self.respond(&machine)
        #expect(Self.next(&machine) == "needs bytes")
    }

    @Test("A drain that comes during an answer closes the connection after the response")
    func drainWhileAnswering() {
        var (machine, event) = Self.machine(Self.get + Self.get)
        #expect(event == "request")
        machine.drain()
        #expect(Self.respond(&machine).contains("Connection: close\r\n"))
        #expect(Self.next(&machine) == "closed")
    }

    @Test("A request that is arriving when a drain begins is still answered")
    func drainWhileReading() {
        var (machine, event) = Self.machine(Self.post)
        #expect(event == "needs bytes")
        machine.drain()
        machine.receive(Array("hello".utf8).span)
        #expect(Self.next(&machine) == "request")
        #expect(Self.respond(&machine).contains("Connection: close\r\n"))
        #expect(Self.next(&machine) == "closed")
    }

    @Test("A client that ends its side still gets the answers to its requests")
    func endWhileAnswering() {
        var (machine, _) = Self.machine(Self.get + Self.get)
        machine.receiveEnd()
        #expect(Self.next(&machine) == "needs bytes")
        #expect(Self.respond(&machine).hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(Self.next(&machine) == "request")
        #expect(Self.respond(&machine).hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(Self.next(&machine) == "closed")
    }

    @Test(
        "A deadline refuses a message that has begun and otherwise closes the connection",
        arguments: [
            ("", "closed"), ("\r\n", "closed"), ("G", "refused 408"), (post, "refused 408"),
            (post + "hell", "refused 408"), (get, "closed"),
        ]
    )
    func timeOut(text: String, expected: String) {
        var (machine, _) = Self.machine(text)
        #expect(Self.kind(machine.timeOut()) == expected)
        if expected != "closed" {
            #expect(Self.respond(&machine).contains("Connection: close\r\n"))
        }
        #expect(Self.next(&machine) == "closed")
        #expect(Self.kind(machine.timeOut()) == "closed")
    }

    @Test("100 Continue is sent once, before the final response")
    func interim() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        var (machine, event) = Self.machine(head)
        #expect(event == "needs bytes")
        #expect(Self.next(&machine) == "needs bytes")
        machine.receive(Array("h".utf8).span)
        #expect(Self.next(&machine) == "needs bytes")
        machine.receive(Array("i".utf8).span)
        #expect(Self.next(&machine) == "request")
        let sent = Self.respond(&machine)
        #expect(sent.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
    }

    @Test("100 Continue is not sent when the body has begun to arrive")
    func noInterim() {
        let head = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        var (machine, event) = Self.machine(head + "h")
        #expect(event == "needs bytes")
        #expect(machine.unsentCount == 0)
        machine.receive(Array("i".utf8).span)
        #expect(Self.next(&machine) == "request")
        #expect(Self.respond(&machine).hasPrefix("HTTP/1.1 200 OK\r\n"))
    }
}
