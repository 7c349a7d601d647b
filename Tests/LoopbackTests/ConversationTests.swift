// SPDX-License-Identifier: MIT
//
// HTTP/1.1 and 1.0 as clients speak it, without logins.
// Touches: processes, loopback sockets.

import TestSupport
import Testing

@Suite("A conversation over HTTP")
struct ConversationTests {
    private static let health = #"{"status":"ok"}"#

    @Test(
        "The program answers HEAD like GET but without the body",
        arguments: ["/healthz", "/docs", "/nothing"]
    )
    func head(path: String) throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let get = try client.ask(Requests.get(path))
            let head = try client.ask(Requests.get(path, method: "HEAD"), hasBody: false)
            #expect(head.masked + get.body == get.masked)
            // No byte of a body stands in the way of the next answer.
            #expect(try client.ask(Requests.get("/healthz")).status == 200)
        }
    }

    @Test("The program closes after an answer to HTTP/1.0 unless the client asks for keep-alive")
    func http10() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let kept = try client.ask("GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(kept["connection"] == "keep-alive")
            let last = try client.ask("GET /healthz HTTP/1.0\r\n\r\n")
            #expect(last.body == Self.health)
            #expect(last["connection"] == "close")
            #expect(client.isClosed())
        }
    }

    @Test("The program keeps a connection open until the client asks to close it")
    func keepAlive() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            for _ in 0..<3 {
                let answer = try client.ask(Requests.get("/healthz"))
                #expect(answer["connection"] == nil)
            }
            let last = try client.ask(
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            )
            #expect(last["connection"] == "close")
            #expect(client.isClosed())
        }
    }

    @Test("The program answers pipelined requests in order, even with a login between them")
    func pipelining() throws {
        let requests = [
            Requests.get("/healthz"), Requests.goodLogin, Requests.get("/users/me"),
            Requests.get("/nothing"),
        ]
        try Gatehouse.serve { server in
            let client = try server.connect()
            try client.send(requests.joined())
            for status in [200, 200, 401, 404] {
                #expect(try client.receiveResponse().status == status)
            }
        }
    }

    @Test("The program accepts a target in absolute form")
    func absoluteForm() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let answer = try client.ask(Requests.get("http://localhost/healthz?x=1"))
            #expect(answer.body == Self.health)
        }
    }

    @Test(
        "The program answers OPTIONS with the methods of the path or of the whole server",
        arguments: [
            ("/token", "POST, OPTIONS"), ("/users/me", "GET, HEAD, OPTIONS"),
            ("*", "POST, GET, HEAD, OPTIONS"),
        ]
    )
    func options(target: String, allow: String) throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let answer = try client.ask(Requests.get(target, method: "OPTIONS"))
            #expect(answer.status == 204)
            #expect(answer["allow"] == allow)
            #expect(answer.body == "")
        }
    }

    @Test("The program answers an unknown path with 404 and another method with 405")
    func notFound() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            for path in ["/nothing", "/Users/me", "/users//me", "/users/me/../me", "/users%2Fme"] {
                let answer = try client.ask(Requests.get(path))
                #expect(answer.status == 404)
                #expect(answer.body == #"{"detail":"Not Found"}"#)
            }
            for method in ["GET", "DELETE", "BREW", "get"] {
                let answer = try client.ask(Requests.get("/token", method: method))
                #expect(answer.status == 405)
                #expect(answer.body == #"{"detail":"Method Not Allowed"}"#)
                #expect(answer["allow"] == "POST, OPTIONS")
            }
        }
    }

    @Test("Every answer of the program has a date, an identifier of its own and nosniff")
    func commonFields() throws {
        let requests = [
            Requests.get("/healthz"), Requests.get("/readyz"), Requests.get("/docs"),
            Requests.get("/openapi.json"), Requests.get("/"), Requests.get("/nothing"),
            Requests.get("/users/me"), Requests.get("/users/me", token: "x"),
            Requests.get("/token"), Requests.get("/token", method: "OPTIONS"),
            Requests.get("*", method: "OPTIONS"), Requests.login(""), Requests.goodLogin,
            Requests.login("username=a&username=b"), "GET /healthz HTTP/1.1\r\n\r\n",
        ]
        try Gatehouse.serve { server in
            let client = try server.connect()
            var identifiers: Set<String> = []
            for request in requests {
                let answer = try client.ask(request)
                let date = try #require(answer["date"])
                #expect(date.hasSuffix(" GMT") && date.utf8.count == 29)
                #expect(answer["x-content-type-options"] == "nosniff")
                identifiers.insert(try #require(answer["x-request-id"]))
            }
            #expect(identifiers.count == requests.count)
        }
    }
}
