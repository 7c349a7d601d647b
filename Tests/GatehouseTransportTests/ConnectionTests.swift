// SPDX-License-Identifier: MIT
//
// Clients that are slow, silent, greedy or gone. No test waits for real time: the clock is moved.
// Touches: loopback sockets.

import GatehouseHTTP
import GatehouseTransport
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Deadlines")
    struct DeadlineTests {
        /// A whole request, to be followed by the beginning of another.
        ///
        /// The answer to it shows the client that the server has seen both.
        private static let whole = "GET /1 HTTP/1.1\r\nHost: test\r\n\r\n"

        @Test(
            "A message that has not arrived in time is answered with 408",
            arguments: [
                ("GET /2 HTTP/1.1\r\nHo", 10, "head did not arrive within 10 seconds."),
                (
                    "POST /2 HTTP/1.1\r\nHost: test\r\nContent-Length: 9\r\n\r\nhalf", 30,
                    "body did not arrive within 30 seconds."
                ),
            ]
        )
        func lateMessage(beginning: String, seconds: Int, words: String) throws {
            let clock = ManualClock()
            let server = try startServer(clock: clock)
            let client = try ClientSocket(port: server.port)
            try client.send(Self.whole + beginning)
            _ = try client.receiveResponse()
            clock.advance(seconds: seconds, server)
            let response = try client.receiveResponse()
            #expect(response.status == 408)
            #expect(response.body == "Request " + words)
            #expect(response["connection"] == "close")
            #expect(client.isClosed(toleratingReset: true))
            client.endSending()
            server.stop()
        }

        @Test("Bytes that trickle in do not put off the deadline of a message")
        func trickle() throws {
            let clock = ManualClock()
            let server = try startServer(clock: clock)
            let client = try ClientSocket(port: server.port)
            try client.send(Self.whole + "G")
            _ = try client.receiveResponse()
            for character in ["E", "T", " ", "/", "x"] {
                clock.advance(seconds: 1, server)
                try client.send(character)
            }
            clock.advance(seconds: 5, server)
            let response = try client.receiveResponse()
            #expect(response.status == 408)
            client.endSending()
            server.stop()
        }

        @Test("The deadline begins anew with each message of a connection")
        func renewal() throws {
            let clock = ManualClock()
            let server = try startServer(clock: clock)
            let client = try ClientSocket(port: server.port)
            for _ in 0..<5 {
                try client.send(Self.whole + "GET /2 HTTP/1.1\r\n")
                _ = try client.receiveResponse()
                clock.advance(seconds: 9, server)
                try client.send("Host: test\r\n\r\n")
                let response = try client.receiveResponse()
                #expect(response.status == 200)
                clock.advance(seconds: 50, server)
            }
            server.stop()
        }

        @Test("A connection that was idle for too long is closed without a response")
        func idle() throws {
            let clock = ManualClock()
            let server = try startServer(clock: clock)
            let client = try ClientSocket(port: server.port)
            _ = try client.get("/")
            clock.advance(seconds: 74, server)
            _ = try client.get("/")
            clock.advance(seconds: 75, server)
            #expect(client.isClosed(toleratingReset: true))
            server.stop()
        }

        @Test("A client that does not take its response is cut off")
        func writeStall() throws {
            let clock = ManualClock()
            let server = try startServer(.sized, clock: clock)
            let client = try ClientSocket(port: server.port, receiveBuffer: 4096)
            let other = try ClientSocket(port: server.port)
            try client.send("GET /50000000 HTTP/1.1\r\nHost: test\r\n\r\n")
            var received = try client.receive(atMost: 1).count
            // By the time this is answered, the server has filled the other connection.
            _ = try other.get("/1")
            clock.advance(seconds: 30, server)
            #expect(eventually { openSockets(onPort: server.port) == 2 })
            while case let part = try? client.receive(), let part, !part.isEmpty {
                received += part.count
            }
            #expect(received < 50_000_000)
            server.stop()
        }

        @Test("A client that takes a little of a long response now and then is not cut off")
        func slowReader() throws {
            let clock = ManualClock()
            let server = try startServer(.sized, clock: clock)
            let client = try ClientSocket(port: server.port, receiveBuffer: 4096)
            let other = try ClientSocket(port: server.port)
            let length = 6_000_000
            try client.send("GET /\(length) HTTP/1.1\r\nHost: test\r\n\r\n")
            var received = 0
            while received < length {
                let part = try client.receive(atMost: 8000)
                guard !part.isEmpty else { break }
                received += part.count
                // By the time this is answered, the server has seen what the client took.
                _ = try other.get("/1")
                clock.advance(seconds: 1, server)
            }
            #expect(received > length)
            server.stop()
        }

        @Test("A lingering close ends when the client falls silent")
        func silentLingering() throws {
            let clock = ManualClock()
            let server = try startServer(clock: clock)
            let client = try ClientSocket(port: server.port)
            try client.send("GET / HTTP/1.0\r\n\r\n")
            _ = try client.receiveText()
            #expect(openSockets(onPort: server.port) == 2)
            clock.advance(seconds: 2, server)
            #expect(eventually { openSockets(onPort: server.port) == 1 })
            client.endSending()
            server.stop()
        }

        @Test("A lingering close ends even if the client goes on sending")
        func endlessLingering() throws {
            let clock = ManualClock()
            let server = try startServer(clock: clock)
            let client = try ClientSocket(port: server.port)
            try client.send("GET / HTTP/1.0\r\n\r\n")
            _ = try client.receiveText()
            let other = try ClientSocket(port: server.port)
            _ = try other.get("/1")
            for _ in 0..<10 {
                #expect(openSockets(onPort: server.port) == 3)
                try client.send("more")
                // By the time this is answered, the server has read the other connection.
                _ = try other.get("/1")
                clock.advance(seconds: 1, server)
            }
            #expect(eventually { openSockets(onPort: server.port) == 2 })
            server.stop()
        }
    }

    @Suite("Back-pressure")
    struct BackPressureTests {
        @Test("The answers to a client that does not read stop, and go on when it reads")
        func neverReading() throws {
            let answered = Log<Void>()
            let server = try startServer(
                TestResponder { request in
                    if request.head.target.path != "/0" { answered.add(()) }
                    return await TestResponder.sized.respond(to: request)
                }
            )
            let client = try ClientSocket(port: server.port, receiveBuffer: 4096)
            let other = try ClientSocket(port: server.port)
            let count = 400
            let request = "GET /65536 HTTP/1.1\r\nHost: test\r\n\r\n"
            try client.send(String(repeating: request, count: count))
            // Turns enough for all requests, were they answered.
            for _ in 0..<200 { _ = try other.get("/0") }
            #expect(answered.all.count < count)
            for _ in 0..<count {
                let response = try client.receiveResponse()
                #expect(response.body.utf8.count == 65_536)
            }
            #expect(answered.all.count == count)
            server.stop()
        }
    }

    @Suite("Vanishing clients")
    struct VanishingTests {
        @Test(
            "A client that resets its connection costs no descriptor, wherever it does so",
            arguments: [
                "", "GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
                "GET /5000000 HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", "NO\r\n\r\n",
                "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /1 HTTP/1.1\r\nHost: a\r\n\r\n",
            ]
        )
        func reset(bytes: String) throws {
            let server = try startServer(.sized)
            for index in 0..<20 {
                let client = try ClientSocket(port: server.port)
                try client.send(bytes)
                // Some of them while the server is at work, some when it has answered.
                if index.isMultiple(of: 2), bytes.hasSuffix("\r\n\r\n") {
                    _ = try client.receive(atMost: 1)
                }
                client.resetWhenClosed()
            }
            #expect(eventually { openSockets(onPort: server.port) == 1 })
            let client = try ClientSocket(port: server.port)
            let response = try client.get("/1")
            #expect(response.status == 200)
            server.stop()
        }

        @Test("An answer to a client that has reset its connection does no harm")
        func resetWhileHandling() throws {
            let gate = Gate()
            let server = try startServer(
                TestResponder { request in
                    await gate.pass()
                    return await TestResponder.echo.respond(to: request)
                }
            )
            do {
                let client = try ClientSocket(port: server.port)
                try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(eventually { gate.waitingCount == 1 })
                client.resetWhenClosed()
            }
            gate.open()
            #expect(eventually { openSockets(onPort: server.port) == 1 })
            let client = try ClientSocket(port: server.port)
            let response = try client.get("/")
            #expect(response.status == 200)
            server.stop()
        }
    }
}
