// SPDX-License-Identifier: MIT
//
// Each exchange ends once: with the answer to a request, or as a failure that says what was known.

import GatehouseHTTP
import GatehouseTransport
import Synchronization
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Failed exchanges")
    struct FailureTests {
        /// What a client does after it has sent its bytes.
        enum Ending: String, Sendable {
            case nothing, end, endAtOnce, reset, wait, drain
        }

        struct Case: Sendable, CustomTestStringConvertible {
            let bytes: String
            let ending: Ending
            /// What is reported: reason, method, path and route; empty where nothing is.
            let report: String

            init(_ bytes: String, _ ending: Ending, _ report: String) {
                self.bytes = bytes
                self.ending = ending
                self.report = report
            }

            var testDescription: String {
                "\(ending) after \(bytes.replacing("\r\n", with: "⏎").prefix(60))"
            }
        }

        private static let post = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"
        private static let held = "GET /held HTTP/1.1\r\nHost: a\r\n\r\n"

        static let cases: [Case] = [
            // Refused bytes: what was read of the request is known.
            Case("NONSENSE\r\n", .nothing, "refused 400 - - -"),
            Case("\u{16}\u{3}\u{1}", .nothing, "refused 400 - - -"),
            Case("GET /a HTTP/2.0\r\n", .nothing, "refused 505 GET - -"),
            Case("GET a b HTTP/1.1\r\n", .nothing, "refused 400 GET - -"),
            Case("GET /a HTTP/1.1\r\n\r\n", .nothing, "refused 400 GET /a -"),
            Case("GET /a HTTP/1.1\r\nHost : a\r\n", .nothing, "refused 400 GET /a -"),
            Case(
                "HEAD /a HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
                .nothing,
                "refused 400 HEAD /a -"
            ),
            Case(
                "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n",
                .nothing,
                "refused 413 POST /a -"
            ),
            Case(
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                .nothing,
                "refused 400 POST /a /a"
            ),
            Case(
                "POST /a HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n",
                .nothing,
                "refused 417 POST /a -"
            ),
            // Too late.
            Case("G", .wait, "refused 408 - - -"),
            Case("GET /a HTTP/1.1\r\n", .wait, "refused 408 GET /a -"),
            Case(post, .wait, "refused 408 POST /a /a"),
            Case(post + "half", .wait, "refused 408 POST /a /a"),
            Case(held, .wait, "handlerTimeout 503 GET /held /held"),
            // The client is gone.
            Case("G", .end, "abandoned - - - -"),
            Case("GET /a HTTP/1.1\r\nHo", .end, "abandoned - GET /a -"),
            Case(post, .end, "abandoned - POST /a /a"),
            Case(post + "half", .end, "abandoned - POST /a /a"),
            Case("G", .endAtOnce, "abandoned - - - -"),
            Case("GET /a HTTP/1.1\r\nHo", .endAtOnce, "abandoned - GET /a -"),
            Case(post + "half", .endAtOnce, "abandoned - POST /a /a"),
            Case("G", .reset, "abandoned - - - -"),
            Case("GET /a HTTP/1.1\r\nHo", .reset, "abandoned - GET /a -"),
            Case(post + "half", .reset, "abandoned - POST /a /a"),
            Case(held, .reset, "abandoned - GET /held /held"),
            // The server stops.
            Case("G", .drain, "drained 503 - - -"),
            Case("GET /a HTTP/1.1\r\nHo", .drain, "drained 503 GET /a -"),
            Case(post + "half", .drain, "drained 503 POST /a /a"),
            Case(held, .drain, "drained 503 GET /held /held"),
            // Nothing was asked: nothing is reported.
            Case("", .end, ""), Case("", .endAtOnce, ""), Case("", .reset, ""), Case("", .wait, ""),
            Case("", .drain, ""),
            Case("\r\n", .end, ""), Case("\r\n\r\n", .wait, ""),
        ]

        private static func report(_ failure: ExchangeFailure) -> String {
            let reason = "\(failure.reason)".prefix { $0 != "(" }
            let status = failure.reason.status.map { "\($0.code)" } ?? "-"
            let method = failure.method?.name ?? "-"
            return "\(reason) \(status) \(method) \(failure.target?.path ?? "-") "
                + (failure.route ?? "-")
        }

        @Test(
            "An exchange that fails is reported once, with what was known of it",
            arguments: cases
        )
        func once(failure: Case) async throws {
            let clock = ManualClock()
            let gate = Gate()
            let answered = Atomic<Int>(0)
            let responder = TestResponder { request in
                if request.target.path == "/held" { await gate.pass() }
                if !Task.isCancelled { answered.add(1, ordering: .relaxed) }
                return Response(status: .ok)
            }
            let server = try startServer(responder, clock: clock) {
                $0.drainTimeout = .seconds(5)
            }
            let client = try ClientSocket(port: server.port)
            // An answer shows that the server has seen what was sent with the request.
            try client.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n" + failure.bytes)
            if failure.ending == .endAtOnce { client.endSending() }
            #expect(try client.receiveResponse().status == 200)
            if failure.bytes == Self.held { #expect(await eventually { gate.waitingCount == 1 }) }
            switch failure.ending {
            case .nothing: _ = try client.receive()
            case .end: client.endSending()
            case .endAtOnce: break
            case .reset: client.reset()
            case .wait:
                clock.advance(seconds: 75, server)
                _ = try client.receive()
            case .drain:
                server.drain()
                let isWithinExchange = !failure.report.isEmpty
                // The listener is closed, and what is under way is not.
                #expect(
                    await eventually {
                        openSockets(onPort: server.port) == (isWithinExchange ? 1 : 0)
                    }
                )
                clock.advance(seconds: 5, server)
            }
            let expected = failure.report.isEmpty ? [] : [failure.report]
            #expect(await eventually { responder.failures.all.count == expected.count })
            client.endSending()
            gate.open()
            server.stop()
            #expect(responder.failures.all.map(Self.report) == expected)
            #expect(responder.failures.all.allSatisfy { $0.client.ip?.isLoopback == true })
            #expect(answered.load(ordering: .relaxed) == 1)
        }

        @Test("A refused client that resets the connection is reported once")
        func refusedAndReset() async throws {
            let responder = TestResponder { _ in Response(status: .ok) }
            let server = try startServer(responder)
            for count in 1...50 {
                let client = try ClientSocket(port: server.port)
                // Once the first is answered, the server waits for the rest of the second.
                try client.send("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET / HT")
                #expect(try client.receiveResponse().status == 200)
                try client.send("\0")
                client.reset()
                try #require(await eventually { responder.failures.all.count >= count })
            }
            server.stop()
            #expect(responder.failures.all.count == 50)
        }

        @Test("A body has its own time, even after one that nobody reads")
        func timeAfterDiscardedBody() async throws {
            let clock = ManualClock()
            var responder = TestResponder { _ in Response(status: .ok) }
            responder.maxBodyBytes = { $0 == "/read" ? 100 : 0 }
            let server = try startServer(responder, clock: clock)
            let client = try ClientSocket(port: server.port)
            try client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello")
            #expect(try client.receiveResponse().status == 200)
            clock.advance(seconds: 29, server)
            let head = "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n"
            try client.send("hello" + head + "Expect: 100-continue\r\n\r\n")
            #expect(try client.receive(through: "\r\n\r\n").count == 25)
            clock.advance(seconds: 29, server)
            // Another client's answer shows that the loop has looked at its deadlines.
            #expect(try ClientSocket(port: server.port).get("/a").status == 200)
            try client.send("0123456789")
            #expect(try client.receiveResponse().status == 200)
            server.stop()
        }

        @Test("A failed exchange has the identifier of the request that the responder was given")
        func identifier() async throws {
            let clock = ManualClock()
            let gate = Gate()
            let seen = Log<Request.ID>()
            let responder = TestResponder { request in
                seen.add(request.id)
                await gate.pass()
                return Response(status: .ok)
            }
            let server = try startServer(responder, clock: clock)
            let client = try ClientSocket(port: server.port)
            try client.send(Self.held)
            #expect(await eventually { gate.waitingCount == 1 })
            clock.advance(seconds: 60, server)
            #expect(try client.receiveResponse().status == 503)
            client.endSending()
            gate.open()
            server.stop()
            #expect(responder.failures.all.map(\.id) == seen.all)
            #expect(responder.failures.all.map(\.duration) == [.seconds(60)])
        }
    }
}
