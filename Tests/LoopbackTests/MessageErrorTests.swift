// SPDX-License-Identifier: MIT
//
// Bytes that are not a request: each is answered with its status and words, and a close.
// Touches: processes, loopback sockets.

import TestSupport
import Testing

@Suite("Message errors")
struct MessageErrorTests {
    /// Bytes and the answer to them.
    struct Fault: CustomTestStringConvertible {
        let status: Int
        let detail: String
        let request: String

        var testDescription: String { "\(status) \(detail)" }

        init(_ status: Int, _ detail: String, _ request: String) {
            self.status = status
            self.detail = detail
            self.request = request
        }
    }

    private static let host = "Host: localhost\r\n"

    static let faults = [
        Fault(400, "Malformed request line.", "GET  / HTTP/1.1\r\n\(host)\r\n"),
        Fault(400, "A line does not end in CRLF.", "GET / HTTP/1.1\nHost: localhost\n\n"),
        Fault(400, "Header field Host is missing.", "GET / HTTP/1.1\r\n\r\n"),
        Fault(
            400,
            "Malformed header field Content-Length.",
            "POST /token HTTP/1.1\r\n\(host)Content-Length: +5\r\n\r\n"
        ),
        Fault(
            400,
            "Header field Transfer-Encoding is not allowed here.",
            "POST /token HTTP/1.1\r\n\(host)Content-Length: 5\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
        ),
        Fault(
            413,
            "Request body exceeds the limit of 1048576 bytes.",
            "POST /token HTTP/1.1\r\n\(host)Content-Length: 1048577\r\n\r\n"
        ),
        Fault(
            413,
            "Request body exceeds the limit of 65536 bytes.",
            "POST /token HTTP/1.1\r\n\(host)Transfer-Encoding: chunked\r\n\r\n10001\r\n"
        ),
        Fault(
            414,
            "Request target exceeds the limit of 8192 bytes.",
            "GET /\(String(repeating: "a", count: 8192)) HTTP/1.1\r\n\(host)\r\n"
        ),
        Fault(
            417,
            "The only supported expectation is 100-continue.",
            "POST /token HTTP/1.1\r\n\(host)Expect: tea\r\nContent-Length: 5\r\n\r\n"
        ),
        Fault(
            431,
            "Request head exceeds the limit of 16384 bytes.",
            "GET / HTTP/1.1\r\n\(host)X: \(String(repeating: "a", count: 16384))\r\n\r\n"
        ),
        Fault(
            431,
            "Header exceeds the limit of 100 fields.",
            "GET / HTTP/1.1\r\n\(host)\(String(repeating: "X: y\r\n", count: 100))\r\n"
        ),
        Fault(
            501,
            "The only supported transfer coding is chunked.",
            "POST /token HTTP/1.1\r\n\(host)Transfer-Encoding: gzip, chunked\r\n\r\n"
        ),
        Fault(
            501,
            "Method exceeds the limit of 32 bytes.",
            "\(String(repeating: "M", count: 33)) / HTTP/1.1\r\n\(host)\r\n"
        ),
        Fault(
            505,
            "Only HTTP/1.1 and HTTP/1.0 are supported.",
            "GET / HTTP/2.0\r\n\(host)\r\n"
        ),
    ]

    @Test("A message error is answered with its status and words, and closes the connection")
    func faults() throws {
        try Gatehouse.serve { server in
            for fault in Self.faults {
                let client = try server.connect()
                // What follows is not taken for a request, and no reset loses the answer.
                let answer = try client.ask(fault.request + Requests.get("/healthz"))
                #expect(answer.status == fault.status, "\(fault.testDescription)")
                #expect(answer.body == #"{"detail":"\#(fault.detail)"}"#)
                #expect(answer["connection"] == "close", "\(fault.testDescription)")
                #expect(answer["content-type"] == "application/json")
                #expect(client.isClosed(), "\(fault.testDescription)")
            }
            // The server itself has taken no harm.
            let client = try server.connect()
            #expect(try client.ask(Requests.get("/healthz")).status == 200)
        }
    }

    @Test("The program answers a head or a body that does not arrive in time with 408")
    func timeouts() throws {
        let environment = [
            "SECRET_KEY": Gatehouse.key, "HEAD_TIMEOUT_SECONDS": "1", "BODY_TIMEOUT_SECONDS": "1",
        ]
        try Gatehouse.serve(environment: environment) { server in
            let slowHead = try server.connect()
            let slowBody = try server.connect()
            try slowHead.send("GET /healthz HTTP/1.1\r\n")
            try slowBody.send("POST /token HTTP/1.1\r\n\(Self.host)Content-Length: 5\r\n\r\nuser")
            let answers = [try slowHead.receiveResponse(), try slowBody.receiveResponse()]
            #expect(answers.map(\.status) == [408, 408])
            for (answer, part) in zip(answers, ["head", "body"]) {
                let detail = "Request \(part) did not arrive within 1 seconds."
                #expect(answer.body == #"{"detail":"\#(detail)"}"#)
                #expect(answer["connection"] == "close")
            }
            #expect(slowHead.isClosed())
            #expect(slowBody.isClosed())
        }
    }
}
