// SPDX-License-Identifier: MIT
//
// What the responder says about a head, and what that saves: no body is collected in vain.

import GatehouseHTTP
import GatehouseTransport
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Admission")
    struct AdmissionTests {
        /// Reads bodies of the length that the path names: `/0` reads none.
        private static var responder: TestResponder {
            var responder = TestResponder { request in
                Response(status: .ok, body: Array("\(request.body.count)".utf8))
            }
            responder.maxBodyBytes = { Int($0.dropFirst()) ?? 0 }
            return responder
        }

        private static func head(_ path: String, length: Int, _ more: String = "") -> String {
            "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\(more)\r\n"
        }

        @Test(
            "Clients that announce a mebibyte where no body is read are answered at once"
        )
        func announced() throws {
            let server = try startServer(Self.responder)
            let clients = try (0..<300).map { _ in try ClientSocket(port: server.port) }
            for client in clients { try client.send(Self.head("/0", length: 1_048_576)) }
            for client in clients {
                let response = try client.receiveResponse()
                #expect(response.status == 200)
                #expect(response.body == "0")
            }
            server.stop()
        }

        @Test(
            "A connection goes on after a body that is not read",
            arguments: [
                ["POST /0 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"],
                ["POST /0 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n", "hel", "lo"],
                [
                    "POST /0 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                    "5\r\nhello\r\n", "0\r\n\r\n",
                ],
            ]
        )
        func persistence(pieces: [String]) throws {
            let server = try startServer(Self.responder)
            let client = try ClientSocket(port: server.port)
            for piece in pieces { try client.send(piece) }
            let response = try client.receiveResponse()
            #expect(response.body == "0")
            #expect(response["connection"] == nil)
            #expect(try client.get("/0").status == 200)
            server.stop()
        }

        @Test("A body longer than its route reads is refused, announced or chunked")
        func routeLimit() throws {
            let server = try startServer(Self.responder)
            for length in [10, 11] {
                let client = try ClientSocket(port: server.port)
                try client.send(Self.head("/10", length: length))
                try client.send(String(repeating: "x", count: length))
                let response = try client.receiveResponse()
                #expect(response.status == (length == 10 ? 200 : 413))
                client.endSending()
            }
            let client = try ClientSocket(port: server.port)
            try client.send(
                "POST /10 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n"
            )
            let response = try client.receiveResponse()
            #expect(response.status == 413)
            #expect(response.body == "Request body exceeds the limit of 10 bytes.")
            client.endSending()
            server.stop()
        }

        @Test("100 Continue is sent where a body is wanted and nowhere else")
        func expectContinue() throws {
            let server = try startServer(Self.responder)
            let wanted = try ClientSocket(port: server.port)
            try wanted.send(Self.head("/10", length: 2, "Expect: 100-continue\r\n"))
            #expect(try wanted.receiveResponse().status == 100)
            try wanted.send("hi")
            #expect(try wanted.receiveResponse().body == "2")

            let unwanted = try ClientSocket(port: server.port)
            try unwanted.send(Self.head("/0", length: 2, "Expect: 100-continue\r\n"))
            let response = try unwanted.receiveResponse()
            #expect(response.status == 200)
            // Nobody can know whether the body follows all the same.
            #expect(response["connection"] == "close")
            unwanted.endSending()

            let tooLong = try ClientSocket(port: server.port)
            try tooLong.send(Self.head("/10", length: 11, "Expect: 100-continue\r\n"))
            #expect(try tooLong.receiveResponse().status == 413)
            tooLong.endSending()
            server.stop()
        }

        @Test(
            "A body beyond the memory for all bodies is refused with 503, but a short one passes"
        )
        func budget() throws {
            let clock = ManualClock()
            let server = try startServer(Self.responder, clock: clock) {
                $0.maxBodyMemoryBytes = 100_000
            }
            let body = String(repeating: "x", count: 59_999)
            let first = try ClientSocket(port: server.port)
            try first.send(Self.head("/60000", length: 60_000) + body)
            let second = try ClientSocket(port: server.port)
            try second.send(Self.head("/60000", length: 60_000) + body)
            let refusal = try second.receiveResponse()
            #expect(refusal.status == 503)
            #expect(refusal.body == "Too many request bodies at once. Try again later.")
            second.endSending()
            let short = try ClientSocket(port: server.port)
            try short.send(Self.head("/60000", length: 4000) + String(repeating: "x", count: 4000))
            #expect(try short.receiveResponse().body == "4000")
            try first.send("x")
            #expect(try first.receiveResponse().body == "60000")
            // What the first held is free again.
            let third = try ClientSocket(port: server.port)
            try third.send(Self.head("/60000", length: 60_000) + body + "x")
            #expect(try third.receiveResponse().body == "60000")
            server.stop()
        }

        @Test("The memory of a body is free again when its client is gone")
        func vanished() throws {
            let server = try startServer(Self.responder) { $0.maxBodyMemoryBytes = 60_000 }
            let other = try ClientSocket(port: server.port)
            for _ in 0..<5 {
                let client = try ClientSocket(port: server.port)
                try client.send(Self.head("/60000", length: 60_000))
                try client.send(String(repeating: "x", count: 59_000))
                client.resetWhenClosed()
                _ = try other.get("/0")
            }
            #expect(eventually { openSockets(onPort: server.port) == 2 })
            let client = try ClientSocket(port: server.port)
            try client.send(Self.head("/60000", length: 60_000))
            try client.send(String(repeating: "x", count: 60_000))
            #expect(try client.receiveResponse().status == 200)
            server.stop()
        }

        @Test("A route has its own time for an answer, and the server's is the ceiling")
        func timeout() async throws {
            let clock = ManualClock()
            let gate = Gate()
            var responder = TestResponder { _ in
                await gate.pass()
                return Response(status: .ok)
            }
            responder.timeout = { Int($0.dropFirst()).map { .seconds($0) } }
            let server = try startServer(responder, clock: clock) {
                $0.handlerTimeout = .seconds(60)
            }
            let short = try ClientSocket(port: server.port)
            try short.send("GET /5 HTTP/1.1\r\nHost: a\r\n\r\n")
            let long = try ClientSocket(port: server.port)
            try long.send("GET /100 HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(await eventually { gate.waitingCount == 2 })
            clock.advance(seconds: 5, server)
            let first = try short.receiveResponse()
            #expect(first.status == 503)
            #expect(first.body == "There was no answer within 5 seconds.")
            short.endSending()
            clock.advance(seconds: 55, server)
            let second = try long.receiveResponse()
            #expect(second.body == "There was no answer within 60 seconds.")
            long.endSending()
            gate.open()
            server.stop()
        }
    }
}
