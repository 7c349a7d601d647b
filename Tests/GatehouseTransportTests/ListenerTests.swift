// SPDX-License-Identifier: MIT
//
// Where a server may listen, and how it fails where it may not.
// Touches: loopback sockets.

import GatehouseTransport
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Listeners")
    struct ListenerTests {
        @Test("A server does not start on the port of another server", arguments: [1, 2])
        func portInUse(loopCount: Int) throws {
            let first = try startServer { $0.loopCount = loopCount }
            #expect(throws: ServerError.addressInUse("127.0.0.1:\(first.port)")) {
                _ = try startServer { $0.port = first.port }
            }
            first.stop()
        }

        @Test("A server starts at once on the port of one that has just ended")
        func restart() throws {
            let first = try startServer()
            let port = first.port
            // The server closes first, so that its side of the connection waits out its time.
            let client = try ClientSocket(port: port)
            try client.send("GET / HTTP/1.0\r\n\r\n")
            _ = try client.receiveText()
            client.endSending()
            first.stop()
            let second = try startServer { $0.port = port }
            let again = try ClientSocket(port: port)
            let response = try again.get("/")
            #expect(response.status == 200)
            second.stop()
        }

        @Test("A server listens on all addresses of a name, on one port")
        func name() throws {
            let server = try startServer {
                $0.host = "localhost"
                $0.loopCount = 2
            }
            #expect(server.addresses.allSatisfy { $0.hasSuffix(":\(server.port)") })
            #expect(server.addresses.contains("127.0.0.1:\(server.port)"))
            let client = try ClientSocket(port: server.port)
            let response = try client.get("/")
            #expect(response.status == 200)
            server.stop()
        }

        @Test("A server does not start on an address of another machine")
        func foreignAddress() {
            #expect(throws: ServerError.addressNotAvailable("192.0.2.1:0")) {
                _ = try startServer { $0.host = "192.0.2.1" }
            }
        }

        @Test(
            "A server does not start on a name that no host can have",
            arguments: ["", String(repeating: "x", count: 300)]
        )
        func impossibleName(host: String) {
            do {
                try startServer { $0.host = host }.stop()
                Issue.record("started")
            } catch ServerError.hostNotResolvable(let name, _) {
                #expect(name == host)
            } catch {
                Issue.record(error)
            }
        }

        @Test("Several servers of one process listen at once")
        func severalServers() throws {
            let servers = try (0..<3).map { _ in try startServer() }
            #expect(Set(servers.map(\.port)).count == 3)
            for server in servers {
                let client = try ClientSocket(port: server.port)
                let response = try client.get("/")
                #expect(response.status == 200)
            }
            for server in servers { server.stop() }
        }
    }
}

@Suite("Server errors")
struct ServerErrorTests {
    @Test("A server error says in one line what is wrong")
    func description() {
        let errors: [ServerError] = [
            .addressInUse("[::1]:80"), .permissionDenied("[::1]:80"),
            .addressNotAvailable("[::1]:80"),
            .hostNotResolvable("nowhere", reason: "unknown"), .system(call: "x", reason: "y"),
        ]
        #expect(
            errors.map(\.description) == [
                "cannot listen on [::1]:80: the port is in use",
                "cannot listen on [::1]:80: permission denied",
                "cannot listen on [::1]:80: no interface has this address",
                "cannot resolve host nowhere: unknown",
                "x failed: y",
            ]
        )
    }
}
