// SPDX-License-Identifier: MIT
//
// More clients than descriptors: those inside are served, those outside wait, nothing spins.
// Touches: processes, loopback sockets, /proc.

import TestSupport
import Testing

extension ResilienceSuites {
    @Suite("A server without descriptors")
    struct DescriptorLimitTests {
        @Test(
            "A server without descriptors serves its clients, does not spin, and recovers"
        )
        func exhaustion() throws {
            let limited = ["/bin/sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"]
            try Gatehouse.serve(by: limited) { server in
                var clients = try (0..<600).map { _ in try server.connect() }
                #expect(try clients[0].ask(Requests.get("/healthz")).status == 200)
                let last = clients.removeLast()
                try last.send(Requests.get("/healthz"))
                let before = try server.process.processorTime()
                // A second, in which a loop that tries again and again would take all of a core.
                #expect(last.isLeftWaiting())
                #expect(try server.process.processorTime() - before < .milliseconds(300))
                #expect(try clients[0].ask(Requests.get("/healthz")).status == 200)
                try server.process.line(containing: "cannot accept connections")
                clients.removeFirst(500)
                #expect(try last.receiveResponse().status == 200)
                for client in clients {
                    #expect(try client.ask(Requests.get("/healthz")).status == 200)
                }
            }
        }
    }
}
