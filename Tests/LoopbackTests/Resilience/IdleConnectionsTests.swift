// SPDX-License-Identifier: MIT
//
// Thousands of idle connections: what each costs, and that others are served meanwhile.
// Touches: processes, loopback sockets, /proc.

import TestSupport
import Testing

extension ResilienceSuites {
    @Suite("Idle connections")
    struct IdleConnectionsTests {
        @Test("Thousands of idle connections cost little memory each and hold up nobody")
        func memory() throws {
            // Some descriptors are for other tests.
            let count = min(10_000, raiseDescriptorLimit() - 1_000)
            let environment = ["SECRET_KEY": Gatehouse.key, "MAX_CONNECTIONS": "20000"]
            try Gatehouse.serve(environment: environment) { server in
                for _ in 0..<200 { try Self.use(server.connect()) }
                let before = try server.process.residentBytes()
                var clients: [ClientSocket] = []
                for _ in 0..<count {
                    let client = try server.connect()
                    try Self.use(client)
                    clients.append(client)
                }
                let cost = (try server.process.residentBytes() - before) / count
                print("\(count) idle connections: \(cost) bytes of the server's memory each")
                #expect(cost < 4 * 1024)
                #expect(try server.connect().ask(Requests.goodLogin).status == 200)
                for client in clients.suffix(100) { try Self.use(client) }
            }
        }

        private static func use(_ client: ClientSocket) throws {
            #expect(try client.ask(Requests.get("/users/me")).status == 401)
        }
    }
}
