// SPDX-License-Identifier: MIT
//
// Many logins at once: they wait for each other, and nothing else waits for them.
// Touches: processes, loopback sockets, the clock.

import TestSupport
import Testing

/// One after another, since both keep all cores busy.
@Suite("Many logins at once", .serialized)
struct LoadTests {
    @Test("Sixteen logins at once are all answered and do not hold up other requests")
    func loop() throws {
        try Gatehouse.serve { server in
            let clients = try (0..<16).map { _ in try server.connect() }
            for client in clients { try client.send(Requests.goodLogin) }
            let times = try Self.measure(server)
            // Hashes were computed all the time.
            #expect(clients.contains { !$0.hasAnswer })
            for client in clients { #expect(try client.receiveResponse().status == 200) }
            let median = times.sorted()[times.count / 2]
            print("GET /users/me during 16 logins: median \(median) of \(times.count) requests")
            // It is far below a millisecond on an idle machine, and one hash takes 200.
            #expect(median < .milliseconds(100))
        }
    }

    /// Asks for `/users/me` one time after another, and returns how long each answer took.
    ///
    /// It does so few times, since its requests take the cores from the 16 hashes.
    private static func measure(_ server: RunningServer) throws -> [Duration] {
        let client = try server.connect()
        return try (0..<500).map { _ in
            let start = ContinuousClock.now
            let answer = try client.ask(Requests.get("/users/me"))
            #expect(answer.status == 401)
            return start.duration(to: .now)
        }
    }

    @Test("Logins whose clients have reset the connection do not hold up other logins")
    func abandonedLogins() throws {
        try Gatehouse.serve(flags: ["--demo", "--hashing-threads", "1"]) { server in
            let start = ContinuousClock.now
            #expect(try server.connect().ask(Requests.goodLogin).status == 200)
            let oneLogin = start.duration(to: .now)
            for _ in 0..<40 {
                let client = try server.connect()
                client.resetWhenClosed()
                // It is answered when the login after it has to wait, so the login is in flight.
                #expect(try client.ask(Requests.get("/healthz") + Requests.goodLogin).status == 200)
            }
            let honest = ContinuousClock.now
            #expect(try server.connect().ask(Requests.goodLogin).status == 200)
            #expect(honest.duration(to: .now) < oneLogin * 20)
        }
    }

    @Test("A client that floods the server with logins does not keep out those of another address")
    func flooder() throws {
        let environment = ["SECRET_KEY": Gatehouse.key, "HASHING_QUEUE_LENGTH": "8"]
        let flags = ["--demo", "--hashing-threads", "1"]
        try Gatehouse.serve(flags: flags, environment: environment) { server in
            let flood = try (0..<40).map { _ in try server.connect(source: 2) }
            for client in flood { try client.send(Requests.goodLogin) }
            // One is being hashed, eight wait, and the others have been refused.
            #expect(eventually { flood.filter(\.hasAnswer).count >= 31 })
            for _ in 0..<3 {
                #expect(try server.connect(source: 3).ask(Requests.goodLogin).status == 200)
            }
            // They did not wait for the eight.
            #expect(flood.contains { !$0.hasAnswer })
        }
    }

    @Test("A login that finds the queue full gets 503 with Retry-After, and the server goes on")
    func fullQueue() throws {
        let environment = ["SECRET_KEY": Gatehouse.key, "HASHING_QUEUE_LENGTH": "1"]
        try Gatehouse.serve(
            flags: ["--demo", "--hashing-threads", "1"],
            environment: environment
        ) { server in
            let clients = try (0..<16).map { _ in try server.connect() }
            for client in clients { try client.send(Requests.goodLogin) }
            let answers = try clients.map { client in try client.receiveResponse() }
            let refused = answers.filter { $0.status == 503 }
            #expect(answers.filter { $0.status == 200 }.count == answers.count - refused.count)
            #expect(!refused.isEmpty && refused.count < answers.count)
            for answer in refused {
                // Two logins take half a second each, or less once that is known.
                #expect(["1", "2"].contains(answer["retry-after"]))
                #expect(answer["connection"] == nil)
                #expect(answer.body == #"{"detail":"Too many logins at once. Try again later."}"#)
            }
            #expect(try server.connect().ask(Requests.goodLogin).status == 200)
        }
    }
}
