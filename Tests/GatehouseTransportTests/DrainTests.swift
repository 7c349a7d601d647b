// SPDX-License-Identifier: MIT
//
// How a server ends.
// Touches: loopback sockets.

import GatehouseHTTP
import GatehouseTransport
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Drain")
    struct DrainTests {
        private let gate = Gate()

        /// Holds the requests to `/held`.
        private var responder: TestResponder {
            TestResponder { [gate] request in
                if request.head.target.path == "/held" { await gate.pass() }
                return await TestResponder.echo.respond(to: request)
            }
        }

        @Test("A drain closes idle connections and accepts no new ones")
        func idle() throws {
            let server = try startServer { $0.loopCount = 2 }
            let used = try ClientSocket(port: server.port)
            _ = try used.get("/")
            let fresh = try ClientSocket(port: server.port)
            server.drain()
            server.drain()
            server.wait()
            #expect(used.isClosed(toleratingReset: true))
            #expect(fresh.isClosed(toleratingReset: true))
            #expect(throws: ClientSocket.Failure.self) { _ = try ClientSocket(port: server.port) }
            #expect(openSockets(onPort: server.port) == 0)
        }

        @Test("A request in flight when a drain begins is answered with close")
        func inFlight() throws {
            let server = try startServer(responder)
            let client = try ClientSocket(port: server.port)
            try client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(eventually { gate.waitingCount == 1 })
            server.drain()
            #expect(eventually { openSockets(onPort: server.port) == 1 })
            gate.open()
            let response = try client.receiveResponse()
            #expect(response.status == 200)
            #expect(response["connection"] == "close")
            #expect(client.isClosed(toleratingReset: true))
            client.endSending()
            server.wait()
        }

        @Test("A request half received when a drain begins is finished and answered")
        func halfReceived() throws {
            let server = try startServer()
            let client = try ClientSocket(port: server.port)
            try client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHo")
            _ = try client.receiveResponse()
            server.drain()
            #expect(eventually { openSockets(onPort: server.port) == 1 })
            try client.send("st: a\r\n\r\n")
            let response = try client.receiveResponse()
            #expect(response.body == "GET /2 ")
            #expect(response["connection"] == "close")
            client.endSending()
            server.wait()
        }

        @Test("A client that had connected before a drain but was not yet accepted is answered")
        func pending() throws {
            let gate = ThreadGate()
            let server = try startServer(
                TestResponder { request in
                    if request.target.path == "/block" { gate.block() }
                    return Response(status: .ok)
                }
            )
            // The loop is kept busy, so the others wait in the kernel: more than one batch.
            let blocking = try ClientSocket(port: server.port)
            try blocking.send("GET /block HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(eventually { gate.isBlocking })
            var clients = [ClientSocket]()
            for _ in 0..<300 {
                let client = try ClientSocket(port: server.port)
                try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                clients.append(client)
            }
            server.drain()
            gate.release()
            #expect(try blocking.receiveResponse().status == 200)
            blocking.endSending()
            for client in clients {
                let response = try client.receiveResponse()
                #expect(response.status == 200)
                client.endSending()
            }
            server.wait()
        }

        @Test(
            "A drain cuts what is left at its timeout, with 503 for a client that awaits a handler"
        )
        func forced() throws {
            let clock = ManualClock()
            let events = Log<ServerEvent>()
            let server = try startServer(responder, clock: clock) { $0.onEvent = events.add }
            let held = try ClientSocket(port: server.port)
            try held.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(eventually { gate.waitingCount == 1 })
            let half = try ClientSocket(port: server.port)
            try half.send("GET / HT")
            #expect(eventually { openSockets(onPort: server.port) == 3 })
            server.drain()
            // The deadline stands when the listener is closed.
            #expect(eventually { openSockets(onPort: server.port) == 2 })
            clock.advance(seconds: 10, server)
            server.wait()
            let response = try held.receiveResponse()
            #expect(response.status == 503)
            #expect(response["connection"] == "close")
            #expect(held.isClosed(toleratingReset: true))
            #expect(openSockets(onPort: server.port) == 0)
            // A handler that comes back later does no harm.
            gate.open()
            #expect(events.all == [.drainForced(connections: 2)])
        }

        @Test("A server that is simply dropped closes its connections and its listener")
        func dropped() throws {
            var server: Server? = try startServer()
            let port = try #require(server?.port)
            let client = try ClientSocket(port: port)
            server = nil
            #expect(client.isClosed(toleratingReset: true))
            #expect(eventually { openSockets(onPort: port) == 0 })
        }
    }
}
