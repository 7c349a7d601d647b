// SPDX-License-Identifier: MIT
//
// What a server does when it can take no more connections.
// Touches: loopback sockets; one test its own process's limit of descriptors.

import GatehouseHTTP
import GatehouseTransport
import Glibc
import Testing

extension LoopbackSuites {
    @Suite("Accepting")
    struct AcceptorTests {
        @Test("stops at the connection limit, and goes on when a connection closes")
        func limit() throws {
            let events = Log<ServerEvent>()
            let server = try startServer(clock: ManualClock()) {
                $0.maxConnections = 2
                $0.onEvent = events.add
            }
            var clients = try (0..<2).map { _ in try TestClient(port: server.port) }
            for client in clients { _ = try client.get("/") }
            let third = try TestClient(port: server.port)
            try third.send("GET /third HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(eventually { events.all == [.connectionLimitReached(limit: 2)] })
            #expect(openSockets(onPort: server.port) == 3)
            clients.removeLast()
            let response = try third.receiveResponse()
            #expect(response.body == "GET /third ")
            server.stop()
        }

        @Test("waits for descriptors without spinning, and goes on when there are some")
        func descriptorLimit() async {
            // In a process of its own: the limit holds for all of it.
            await #expect(processExitsWith: .success) {
                var limit = rlimit(rlim_cur: 64, rlim_max: 64)
                guard unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
                else { exit(2) }
                let events = Log<ServerEvent>()
                let clock = ManualClock()
                let server = try startServer(clock: clock) { $0.onEvent = events.add }
                var clients: [TestClient] = []
                while let client = try? TestClient(port: server.port) { clients.append(client) }
                guard eventually({ !events.all.isEmpty }) else { exit(3) }
                // The server stopped without a descriptor; the clients behind wait with the kernel.
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
