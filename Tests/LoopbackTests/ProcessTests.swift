// SPDX-License-Identifier: MIT
//
// The server as a process: what it owes to whoever reads its log, and what it keeps of its secrets.
// Touches: processes, signals, loopback sockets, /proc.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Server process")
struct ProcessTests {
    /// Fills the pipe that is the server's standard error, which the test does not read.
    private func fillLog(of server: RunningServer) throws {
        let client = try server.connect()
        // Each is a line of more than 100 bytes, and a pipe holds 65,536.
        for _ in 0..<10 {
            try client.send(String(repeating: Requests.get("/healthz"), count: 200))
            for _ in 0..<200 { #expect(try client.receiveResponse().status == 200) }
        }
    }

    @Test("A server whose log nobody reads ends with status 0 on the first signal")
    func unreadLog() throws {
        try Gatehouse.serve { server in
            try fillLog(of: server)
            server.process.send(SIGTERM)
            #expect(server.process.waitWithoutReading() == 0)
        }
    }

    @Test("A server whose log nobody reads ends at once on the second signal")
    func unreadLogTwice() throws {
        let environment = ["SECRET_KEY": Gatehouse.key, "DRAIN_TIMEOUT_SECONDS": "600"]
        try Gatehouse.serve(environment: environment) { server in
            let busy = try server.connect()
            #expect(try busy.ask(Requests.get("/healthz")).status == 200)
            try busy.send("GET /healthz HTTP/1.1\r\n")
            try fillLog(of: server)
            server.process.send(SIGTERM)
            // It drains as soon as it accepts no more.
            #expect(eventually { (try? server.connect()) == nil })
            server.process.send(SIGTERM)
            #expect(server.process.waitWithoutReading() == 128 + SIGTERM)
        }
    }

    @Test("The server leaves no core dump")
    func coreDump() throws {
        try Gatehouse.serve { server in
            let limits = try server.process.proc("limits")
            let line = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
            let words = try #require(line).split(separator: " ")
            #expect(words.dropFirst(4).prefix(2) == ["0", "0"])
        }
    }

    @Test("The key is not in the environment that the kernel shows of the server")
    func environment() throws {
        try Gatehouse.serve { server in
            let environment = try server.process.proc("environ")
            #expect(!environment.contains(Gatehouse.key))
        }
    }
}
