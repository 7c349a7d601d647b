// SPDX-License-Identifier: MIT
//
// Who makes room for whom when the server is full.
// Touches: loopback sockets.

import GatehouseHTTP
import GatehouseTransport
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Crowded server", .timeLimit(.minutes(2)))
    struct CrowdingTests {
        private static func start(limit: Int, maxBodyBytes: Int = 0) throws -> Server {
            var responder = TestResponder { _ in Response(status: .ok) }
            responder.maxBodyBytes = { _ in maxBodyBytes }
            return try startServer(responder) { $0.maxConnections = limit }
        }

        @Test("A client whose body nobody reads makes room as soon as it is answered")
        func discardedBody() throws {
            let server = try Self.start(limit: 4)
            let holders = try (0..<4).map { _ in try ClientSocket(port: server.port) }
            for holder in holders {
                try holder.send("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
                #expect(try holder.receiveResponse().status == 200)
            }
            #expect(try ClientSocket(port: server.port).get("/").status == 200)
            server.stop()
        }

        @Test("A client that sends nothing more of a body makes room when none is idle")
        func stalledBody() throws {
            let server = try Self.start(limit: 4, maxBodyBytes: 1000)
            let holders = try (0..<4).map { _ in try ClientSocket(port: server.port) }
            for holder in holders {
                let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n"
                try holder.send(head + "Expect: 100-continue\r\n\r\n")
                // The server waits for the body now.
                #expect(try holder.receive(through: "\r\n\r\n").count == 25)
            }
            #expect(try ClientSocket(port: server.port).get("/").status == 200)
            #expect(try holders[0].receiveResponse().status == 503)
            for holder in holders { holder.reset() }
            server.stop()
        }

        @Test("Empty lines do not make an idle connection younger")
        func emptyLines() throws {
            let server = try Self.start(limit: 3)
            let clients = try (0..<3).map { _ in try ClientSocket(port: server.port) }
            for client in clients { #expect(try client.get("/").status == 200) }
            try clients[0].send("\r\n")
            // What is answered later has arrived later.
            #expect(try clients[2].get("/").status == 200)
            #expect(try ClientSocket(port: server.port).get("/").status == 200)
            #expect(clients[0].isClosed(toleratingReset: true))
            #expect(try clients[1].get("/").status == 200)
            server.stop()
        }

        @Test("Of idle connections, those of the source that holds most make room first")
        func fairness() throws {
            let server = try Self.start(limit: 6)
            let honest = try ClientSocket(port: server.port, source: 3)
            #expect(try honest.get("/").status == 200)
            var flood: [ClientSocket] = []
            for _ in 0..<20 {
                let client = try ClientSocket(port: server.port, source: 2)
                #expect(try client.get("/").status == 200)
                flood.append(client)
            }
            // The honest connection is the oldest, and still there.
            #expect(try honest.get("/").status == 200)
            #expect(flood[0].isClosed(toleratingReset: true))
            server.stop()
        }
    }
}
