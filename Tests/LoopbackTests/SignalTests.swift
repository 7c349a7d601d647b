// SPDX-License-Identifier: MIT
//
// How a server ends: what it still answers, what it does not await, what a second signal does.
// Touches: processes, signals, loopback sockets.

import Glibc
import TestSupport
import Testing

@Suite("Signals")
struct SignalTests {
    /// Hashes take long where many programs run, or under a sanitizer.
    private static let patient = [
        "SECRET_KEY": Gatehouse.key, "DRAIN_TIMEOUT_SECONDS": "600",
        "HANDLER_TIMEOUT_SECONDS": "600",
    ]

    @Test(
        "A signal lets logins in flight be answered, and the program ends with status 0",
        arguments: [SIGTERM, SIGINT]
    )
    func drain(signal: Int32) throws {
        let flags = ["--demo", "--hashing-threads", "1"]
        try Gatehouse.serve(flags: flags, environment: Self.patient) { server in
            let clients = try (0..<3).map { _ in try server.connect() }
            for client in clients {
                try client.send(Requests.get("/healthz") + Requests.goodLogin)
                // It is answered when the login after it has to wait, so the login is in flight.
                #expect(try client.receiveResponse().status == 200)
            }
            server.process.send(signal)
            let answers = try clients.map { client in try client.receiveResponse() }
            #expect(answers.map(\.status) == [200, 200, 200])
            // Two hashes come before the last login's, so the signal is sure to come in time.
            #expect(answers[2]["connection"] == "close")
            #expect(clients[2].isClosed())
            #expect(try server.process.wait() == 0)
        }
    }

    @Test("A signal lets fifty logins in flight be answered, every one")
    func manyLogins() throws {
        try Gatehouse.serve(environment: Self.patient) { server in
            let clients = try (0..<50).map { _ in try server.connect() }
            for client in clients {
                try client.send(Requests.get("/healthz") + Requests.goodLogin)
                #expect(try client.receiveResponse().status == 200)
            }
            server.process.send(SIGTERM)
            for client in clients { #expect(try client.receiveResponse().status == 200) }
            #expect(try server.process.wait() == 0)
        }
    }

    @Test("A signal closes idle connections and lets a request that has begun be finished")
    func halfRequest() throws {
        try Gatehouse.serve { server in
            let idle = try server.connect()
            let busy = try server.connect()
            for client in [idle, busy] {
                #expect(try client.ask(Requests.get("/readyz")).status == 200)
            }
            try busy.send("GET /readyz HTTP/1.1\r\n")
            server.process.send(SIGTERM)
            #expect(idle.isClosed())
            let answer = try busy.ask("Host: localhost\r\n\r\n")
            #expect(answer.status == 503)
            #expect(answer["connection"] == "close")
            #expect(try server.process.wait() == 0)
            #expect(throws: ClientSocket.Failure.self) { try server.connect() }
        }
    }

    @Test(
        "A second signal ends the program at once, whatever it still waits for",
        arguments: [(SIGTERM, SIGTERM), (SIGTERM, SIGINT), (SIGINT, SIGINT)]
    )
    func second(first: Int32, second: Int32) throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            #expect(try client.ask(Requests.get("/healthz")).status == 200)
            try client.send("GET /healthz HTTP/1.1\r\n")
            server.process.send(first)
            try server.process.line(containing: "draining")
            #expect(try server.stop(second) == 128 + second)
        }
    }

    @Test("Connections that are left at the drain timeout are cut, and the log says so")
    func drainTimeout() throws {
        let environment = ["SECRET_KEY": Gatehouse.key, "DRAIN_TIMEOUT_SECONDS": "1"]
        try Gatehouse.serve(environment: environment) { server in
            let client = try server.connect()
            #expect(try client.ask(Requests.get("/healthz")).status == 200)
            try client.send("GET /healthz HTTP/1.1\r\n")
            #expect(try server.stop() == 0)
            let cut = "the drain timeout passed; connections cut: 1"
            #expect(server.process.lines.contains { $0.contains(cut) })
        }
    }

    @Test("The program can listen on its port at once after a kill, even with clients connected")
    func restart() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            #expect(try client.ask(Requests.get("/healthz")).status == 200)
            #expect(try server.stop(SIGKILL) == -SIGKILL)
            try Gatehouse.serve(port: server.port) { server in
                let answer = try server.connect().ask(Requests.get("/healthz"))
                #expect(answer.status == 200)
            }
            #expect(client.isClosed())
        }
    }
}
