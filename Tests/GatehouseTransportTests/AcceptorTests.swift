// SPDX-License-Identifier: MIT
//
// What a server does when it can take no more connections.
// Touches: loopback sockets; one test its own process's limit of descriptors.

import GatehouseHTTP
import GatehouseTransport
import Glibc
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Acceptors")
    struct AcceptorTests {
        @Test("A full server whose connections are all busy goes on when one of them closes")
        func limit() throws {
            let events = Log<ServerEvent>()
            let gate = Gate()
            let responder = TestResponder { request in
                if request.target.path == "/held" { await gate.pass() }
                return await TestResponder.echo.respond(to: request)
            }
            let server = try startServer(responder, clock: ManualClock()) {
                $0.maxConnections = 2
                $0.onEvent = events.add
            }
            let clients = try (0..<2).map { _ in try ClientSocket(port: server.port) }
            for client in clients { try client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n") }
            #expect(eventually { gate.waitingCount == 2 })
            let third = try ClientSocket(port: server.port)
            try third.send("GET /third HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(eventually { events.all == [.connectionLimitReached(limit: 2)] })
            #expect(openSockets(onPort: server.port) == 3)
            clients[1].reset()
            let response = try third.receiveResponse()
            #expect(response.body == "GET /third ")
            clients[0].endSending()
            gate.open()
            server.stop()
        }

        @Test(
            "The connection that was idle longest makes room for a newcomer in a full server",
            arguments: ["", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "G"]
        )
        func eviction(bytes: String) throws {
            let responder = TestResponder.echo
            let server = try startServer(responder) { $0.maxConnections = 3 }
            var clients: [ClientSocket] = []
            for _ in 0..<3 {
                let client = try ClientSocket(port: server.port)
                try client.send(bytes)
                if bytes.hasSuffix("\r\n\r\n") { _ = try client.receiveResponse() }
                clients.append(client)
                #expect(eventually { openSockets(onPort: server.port) == clients.count + 1 })
            }
            let newcomer = try ClientSocket(port: server.port)
            #expect(try newcomer.get("/new").status == 200)
            if bytes == "G" { #expect(try clients[0].receiveResponse().status == 503) }
            #expect(clients[0].isClosed(toleratingReset: true))
            // The others are still there.
            try clients[1].send(bytes == "G" ? "ET / HTTP/1.1\r\nHost: a\r\n\r\n" : "")
            if bytes == "G" { #expect(try clients[1].receiveResponse().status == 200) }
            #expect(
                try clients[2].get(bytes == "G" ? "x" : "/").status == (bytes == "G" ? 400 : 200)
            )
            server.stop()
        }

        @Test("Idle connections of one loop make room for a newcomer to another")
        func evictionAcrossLoops() throws {
            let server = try startServer { configuration in
                configuration.maxConnections = 20
                configuration.loopCount = 4
            }
            let idle = try (0..<20).map { _ in try ClientSocket(port: server.port) }
            for client in idle { _ = try client.get("/") }
            // Enough that each loop gets some.
            for _ in 0..<40 {
                let newcomer = try ClientSocket(port: server.port)
                #expect(try newcomer.get("/new").status == 200)
            }
            server.stop()
        }

        @Test("A server without descriptors goes on accepting when some are free again")
        func descriptorLimit() async {
            // In a process of its own: the limit holds for all of it.
            await #expect(processExitsWith: .success) {
                var limit = rlimit(rlim_cur: 64, rlim_max: 64)
                guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
                else { exit(2) }
                let events = Log<ServerEvent>()
                let clock = ManualClock()
                let server = try startServer(clock: clock) { $0.onEvent = events.add }
                var clients: [ClientSocket] = []
                while let client = try? ClientSocket(port: server.port) { clients.append(client) }
                guard eventually({ !events.all.isEmpty }) else { exit(3) }
                // The server has run out of descriptors; later clients wait in the kernel.
                // A third of the clients and their connections need less than the limit.
                clients.removeFirst(clients.count * 2 / 3)
                clock.advance(seconds: 1, server)
                for client in clients {
                    guard try client.get("/").status == 200 else { exit(4) }
                }
                guard events.all.count == 1 else { exit(5) }
                server.stop()
                exit(0)
            }
        }
    }
}
