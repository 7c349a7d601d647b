// SPDX-License-Identifier: MIT
//
// Clients that are gone from one byte to the next.
// Touches: processes, loopback sockets, /proc.

import TestSupport
import Testing

extension ResilienceSuites {
    @Suite("Clients that vanish")
    struct VanishingClientsTests {
        @Test("Clients that vanish at any point of an exchange leave no descriptor open")
        func resets() throws {
            try Gatehouse.serve { server in
                let neighbour = try server.connect()
                #expect(try neighbour.ask(Requests.get("/healthz")).status == 200)
                let before = try server.process.descriptorCount()
                for request in Self.requests {
                    for count in 0...request.utf8.count {
                        let client = try server.connect()
                        if count % 2 == 0 { client.resetWhenClosed() }
                        try client.send(String(request.prefix(count)))
                    }
                }
                for count in [1, 100, 1_000] { try Self.leave(server, afterBytes: count) }
                let isBack = try eventually {
                    try server.process.descriptorCount() == before
                }
                #expect(isBack)
                #expect(try neighbour.ask(Requests.get("/healthz")).status == 200)
            }
        }

        /// Goes away in the middle of an answer.
        private static func leave(_ server: RunningServer, afterBytes count: Int) throws {
            let client = try server.connect()
            client.resetWhenClosed()
            try client.send(Requests.get("/docs"))
            #expect(try client.receive(atMost: count).count > 0)
        }

        private static let requests = [
            Requests.get("/users/me", token: "a.b.c"),
            Requests.login("username=nobody&password=secret").replacing("Host", with: "host"),
            "POST /token HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5;a=b\r\nhello\r\n0\r\nX: y\r\n\r\n",
            "POST /token HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                + "Content-Length: 3\r\n\r\nabc",
        ]
    }
}
