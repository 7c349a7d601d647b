// SPDX-License-Identifier: MIT
//
// Handlers that take too long or answer too much: the client gets an answer, and its
// neighbours are served.
// Touches: loopback sockets.

import GatehouseHTTP
import GatehouseTransport
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Handlers")
    struct HandlerTests {
        private static let held = "GET /held HTTP/1.1\r\nHost: test\r\n\r\n"
        private static let free = "GET /free HTTP/1.1\r\nHost: test\r\n\r\n"

        /// Answers at once, except for `/held`, which waits at the gate.
        private func responder(_ gate: Gate, cancelled: Log<Bool> = Log()) -> TestResponder {
            TestResponder { request in
                if request.head.target.path == "/held" {
                    await gate.pass()
                    cancelled.add(Task.isCancelled)
                }
                return Response(status: .ok, body: Array(request.head.target.path.utf8))
            }
        }

        @Test("A handler that does not answer in time is cancelled, and its client gets 503")
        func deadline() async throws {
            let clock = ManualClock()
            let gate = Gate()
            let cancelled = Log<Bool>()
            let server = try startServer(responder(gate, cancelled: cancelled), clock: clock) {
                $0.handlerTimeout = .seconds(5)
            }
            let client = try ClientSocket(port: server.port)
            try client.send(Self.held)
            #expect(await eventually { gate.waitingCount == 1 })
            clock.advance(seconds: 5, server)
            let response = try client.receiveResponse()
            #expect(response.status == 503)
            #expect(response.body == "There was no answer within 5 seconds.")
            #expect(response["connection"] == "close")
            #expect(client.isClosed(toleratingReset: true))
            client.endSending()
            gate.open()
            #expect(await eventually { cancelled.all == [true] })
            server.stop()
        }

        @Test("A handler that hangs does not delay the requests of other connections")
        func neighbours() async throws {
            let clock = ManualClock()
            let gate = Gate()
            let server = try startServer(responder(gate), clock: clock) {
                $0.handlerTimeout = .seconds(5)
            }
            let stuck = try ClientSocket(port: server.port)
            try stuck.send(Self.held)
            #expect(await eventually { gate.waitingCount == 1 })
            let other = try ClientSocket(port: server.port)
            try other.send(Self.free)
            #expect(try other.receiveResponse().body == "/free")
            clock.advance(seconds: 5, server)
            #expect(try stuck.receiveResponse().status == 503)
            stuck.endSending()
            try other.send(Self.free)
            #expect(try other.receiveResponse().body == "/free")
            gate.open()
            server.stop()
        }

        @Test("A handler whose client resets the connection is cancelled")
        func abandoned() async throws {
            let gate = Gate()
            let cancelled = Log<Bool>()
            let server = try startServer(responder(gate, cancelled: cancelled))
            do {
                let client = try ClientSocket(port: server.port)
                client.resetWhenClosed()
                try client.send(Self.held)
                #expect(await eventually { gate.waitingCount == 1 })
            }
            #expect(await eventually { openSockets(onPort: server.port) == 1 })
            gate.open()
            #expect(await eventually { cancelled.all == [true] })
            server.stop()
        }

        @Test("A client that has only ended its side still gets the handler's answer")
        func halfClosed() async throws {
            let gate = Gate()
            let cancelled = Log<Bool>()
            let server = try startServer(responder(gate, cancelled: cancelled))
            let client = try ClientSocket(port: server.port)
            try client.send(Self.held)
            #expect(await eventually { gate.waitingCount == 1 })
            client.endSending()
            let other = try ClientSocket(port: server.port)
            _ = try other.get("/")
            gate.open()
            #expect(try client.receiveResponse().status == 200)
            #expect(cancelled.all == [false])
            server.stop()
        }

        @Test("A handler that answers in time is not cut off by the deadline of an earlier wait")
        func inTime() async throws {
            let clock = ManualClock()
            let gate = Gate()
            let server = try startServer(responder(gate), clock: clock) {
                $0.limits.idleTimeout = .seconds(10)
                $0.handlerTimeout = .seconds(60)
            }
            let client = try ClientSocket(port: server.port)
            try client.send(Self.held)
            #expect(await eventually { gate.waitingCount == 1 })
            clock.advance(seconds: 30, server)
            let other = try ClientSocket(port: server.port)
            try other.send(Self.free)
            #expect(try other.receiveResponse().status == 200)
            gate.open()
            #expect(try client.receiveResponse().body == "/held")
            server.stop()
        }

        @Test("A handler with a huge answer does not keep the thread from other connections")
        func longAnswer() throws {
            let server = try startServer(.sized)
            let greedy = try ClientSocket(port: server.port)
            try greedy.send("GET /50000000 HTTP/1.1\r\nHost: test\r\n\r\n")
            let other = try ClientSocket(port: server.port)
            try other.send("GET /5 HTTP/1.1\r\nHost: test\r\n\r\n")
            #expect(try other.receiveResponse().body == "xxxxx")
            #expect(try greedy.receiveResponse().body.utf8.count == 50_000_000)
            server.stop()
        }
    }

    @Suite("The limit on one address")
    struct AddressLimitTests {
        private static let request = "GET / HTTP/1.1\r\nHost: test\r\n\r\n"

        @Test("Connections beyond the limit on one address are closed until another has ended")
        func limit() throws {
            let events = Log<ServerEvent>()
            let server = try startServer {
                $0.maxConnectionsPerAddress = 2
                $0.onEvent = { events.add($0) }
            }
            var open: [ClientSocket] = []
            for _ in 0..<2 {
                let client = try ClientSocket(port: server.port)
                try client.send(Self.request)
                #expect(try client.receiveResponse().status == 200)
                open.append(client)
            }
            let third = try ClientSocket(port: server.port)
            #expect(third.isClosed(toleratingReset: true))
            #expect(events.all == [.addressLimitReached(address: "127.0.0.1", limit: 2)])
            open.removeLast().endSending()
            let isServedAgain = eventually {
                guard let client = try? ClientSocket(port: server.port) else { return false }
                try? client.send(Self.request)
                return (try? client.receiveResponse())?.status == 200
            }
            #expect(isServedAgain)
            server.stop()
        }

        @Test("A handler that yields without end does not keep the server from ending")
        func endlessYield() throws {
            let clock = ManualClock()
            let gate = ThreadGate()
            let server = try startServer(
                TestResponder { _ in
                    while !gate.isReleased { await Task.yield() }
                    return Response(status: .ok)
                },
                clock: clock
            )
            let client = try ClientSocket(port: server.port)
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let other = try ClientSocket(port: server.port)
            #expect(eventually { openSockets(onPort: server.port) == 3 })
            server.drain()
            #expect(eventually { openSockets(onPort: server.port) == 1 })
            clock.advance(seconds: 10, server)
            server.wait()
            gate.release()
            _ = other
        }
    }
}
