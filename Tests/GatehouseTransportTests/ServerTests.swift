// SPDX-License-Identifier: MIT
//
// What a client sees of a healthy server.
// Touches: loopback sockets.

import GatehouseHTTP
import GatehouseTransport
import TestSupport
import Testing

extension LoopbackSuites {
    @Suite("Servers")
    struct ServerTests {
        @Test("A server answers one request after another on a connection")
        func keepAlive() throws {
            let server = try startServer()
            let client = try ClientSocket(port: server.port)
            for path in ["/a", "/b", "/c"] {
                let response = try client.get(path)
                #expect(response.status == 200)
                #expect(response.body == "GET \(path) ")
                #expect(response["connection"] == nil)
            }
            server.stop()
        }

        @Test("A server answers five hundred pipelined requests in their order", arguments: [1, 2])
        func pipelining(loopCount: Int) throws {
            let server = try startServer { $0.loopCount = loopCount }
            let client = try ClientSocket(port: server.port)
            let paths = (0..<500).map { "/\($0)" }
            try client.send(paths.map { "GET \($0) HTTP/1.1\r\nHost: test\r\n\r\n" }.joined())
            for path in paths {
                let response = try client.receiveResponse()
                #expect(response.body == "GET \(path) ")
            }
            server.stop()
        }

        @Test("A server sends earlier responses while a later handler waits")
        func earlierResponses() throws {
            let gate = Gate()
            let server = try startServer(
                TestResponder { request in
                    if request.head.target.path == "/slow" { await gate.pass() }
                    return await TestResponder.echo.respond(to: request)
                }
            )
            let client = try ClientSocket(port: server.port)
            let requests = ["/fast", "/slow"].map { "GET \($0) HTTP/1.1\r\nHost: test\r\n\r\n" }
            try client.send(requests.joined())
            let first = try client.receiveResponse()
            #expect(first.body == "GET /fast ")
            gate.open()
            let second = try client.receiveResponse()
            #expect(second.body == "GET /slow ")
            server.stop()
        }

        @Test("A server that listens on :: serves IPv4 and IPv6")
        func dualStack() throws {
            let server = try startServer { $0.host = "::" }
            for ipv6 in [false, true] {
                let client = try ClientSocket(port: server.port, ipv6: ipv6)
                let response = try client.get("/")
                #expect(response.status == 200)
            }
            #expect(server.addresses == ["[::]:\(server.port)"])
            server.stop()
        }

        @Test("A server closes after its answer to HTTP/1.0, and where the client asks for it")
        func closing() throws {
            let server = try startServer()
            for request in [
                "GET / HTTP/1.0\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n",
            ] {
                let client = try ClientSocket(port: server.port)
                try client.send(request)
                let all = try client.receiveText()
                #expect(all.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(all.contains("\r\nConnection: close\r\n"))
            }
            server.stop()
        }

        @Test("A server receives and sends a body of a mebibyte")
        func bigBody() throws {
            let server = try startServer()
            let client = try ClientSocket(port: server.port)
            let body = String(repeating: "0123456789abcdef", count: 65_536)
            try client.send("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1048576\r\n\r\n")
            try client.send(body)
            let response = try client.receiveResponse()
            #expect(response.body == "POST / " + body)
            server.stop()
        }

        @Test("A server reads a request that arrives byte by byte")
        func byteByByte() throws {
            let server = try startServer()
            let client = try ClientSocket(port: server.port)
            let request = "POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\nhi"
            for character in request.unicodeScalars { try client.send(String(character)) }
            let response = try client.receiveResponse()
            #expect(response.body == "POST /x hi")
            server.stop()
        }

        @Test("A server lets a client that waits for 100 Continue send its body")
        func expectContinue() throws {
            let server = try startServer()
            let client = try ClientSocket(port: server.port)
            try client.send(
                "POST / HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
            )
            let interim = try client.receiveResponse()
            #expect(interim.status == 100)
            try client.send("hi")
            let response = try client.receiveResponse()
            #expect(response.body == "POST / hi")
            server.stop()
        }

        @Test("A server answers a client that has ended its side")
        func halfClose() throws {
            let server = try startServer()
            let client = try ClientSocket(port: server.port)
            try client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n")
            client.endSending()
            let all = try client.receiveText()
            #expect(all.contains("GET /1 ") && all.hasSuffix("GET /2 "))
            server.stop()
        }

        @Test("A client can read why it was refused even if it was still sending")
        func lingeringClose() throws {
            let server = try startServer()
            let client = try ClientSocket(port: server.port)
            try client.send("NOT HTTP\r\n\r\n" + String(repeating: "x", count: 5_000_000))
            client.endSending()
            let all = try client.receiveText()
            #expect(all.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(all.hasSuffix("Malformed request line."))
            server.stop()
        }

        @Test("A server of two loops serves hundreds of connections at once")
        func manyConnections() throws {
            let server = try startServer { $0.loopCount = 2 }
            let clients = try (0..<300).map { _ in
                let client = try ClientSocket(port: server.port)
                try client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n")
                return client
            }
            for client in clients {
                let response = try client.receiveResponse()
                #expect(response.status == 200)
            }
            server.stop()
        }

        @Test("A handler gets the client's address and an identifier of its own for each request")
        func requestFacts() throws {
            let seen = Log<Request>()
            let server = try startServer(
                TestResponder { request in
                    seen.add(request)
                    return Response(status: .noContent)
                }
            )
            let client = try ClientSocket(port: server.port)
            for _ in 0..<3 { _ = try client.get("/") }
            #expect(Set(seen.all.map(\.id)).count == 3)
            #expect(seen.all.allSatisfy { "\($0.client)" == "127.0.0.1:\(client.localPort)" })
            server.stop()
        }

        @Test("A server sends the date of its clock, and a new one a second later")
        func date() throws {
            let clock = ManualClock()
            let server = try startServer(clock: clock)
            let client = try ClientSocket(port: server.port)
            let first = try client.get("/")
            #expect(first["date"] == "Thu, 01 Jan 1970 00:16:40 GMT")
            clock.advance(seconds: 1, server)
            let second = try client.get("/")
            #expect(second["date"] == "Thu, 01 Jan 1970 00:16:41 GMT")
            server.stop()
        }

        @Test("A client that pipelines without end does not keep the others waiting")
        func fairness() throws {
            let order = Log<String>()
            let other = Log<Int32>()
            let server = try startServer(
                TestResponder { request in
                    order.add(request.head.target.path)
                    if request.head.target.path == "/first" {
                        for number in other.all { sendRequest("/other", on: number) }
                    }
                    return Response(status: .noContent)
                }
            )
            let waiting = try ClientSocket(port: server.port)
            _ = try waiting.get("/before")
            other.add(waiting.number)
            let greedy = try ClientSocket(port: server.port)
            let request = "GET /x HTTP/1.1\r\nHost: test\r\n\r\n"
            try greedy.send("GET /first HTTP/1.1\r\nHost: test\r\n\r\n")
            try greedy.send(String(repeating: request, count: 1500))
            _ = try waiting.receiveResponse()
            for _ in 0...1500 { _ = try greedy.receiveResponse() }
            let place = try #require(order.all.firstIndex(of: "/other"))
            #expect(place < 100)
            server.stop()
        }
    }
}
