// SPDX-License-Identifier: MIT
//
// Clients that ask without end and never read an answer.
// Touches: processes, loopback sockets, /proc.

import TestSupport
import Testing

extension ResilienceSuites {
    @Suite("Clients that pipeline and never read")
    struct GreedyClientsTests {
        @Test("Clients that pipeline and never read cost bounded memory and delay nobody")
        func boundedMemory() throws {
            try Gatehouse.serve { server in
                let before = try server.process.residentBytes()
                let clients = try (0..<100).map { _ in try server.connect() }
                let requests = Array(
                    String(repeating: Requests.get("/openapi.json"), count: 1_000).utf8
                )
                let neighbour = try server.connect()
                for client in clients {
                    // Until neither the server nor the kernel takes any more.
                    while client.sendWithoutWaiting(requests) > 0 {
                        #expect(try neighbour.ask(Requests.get("/healthz")).status == 200)
                    }
                }
                let cost = (try server.process.residentBytes() - before) / clients.count
                print("A client that never reads: \(cost) bytes of the server's memory")
                // The answers that may wait, and the requests of one read after them.
                #expect(cost < 4 * 64 * 1024)
            }
        }
    }
}
