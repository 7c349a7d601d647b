// SPDX-License-Identifier: MIT
//
// Responses as bytes, seen through a connection; the everyday ones are cases in responses.cases.

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("The encoding of responses")
struct ResponseEncoderTests {
    /// Returns what a connection sends when it answers a request.
    private static func sent(
        _ response: Response,
        request: String = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    ) -> String {
        var machine = ConnectionMachine(limits: HTTPLimits())
        machine.receive(Array(request.utf8).span)
        _ = machine.nextAdmitting()
        machine.respond(with: response, date: Conversation.date)
        return String(decoding: machine.withUnsent { $0.array() }, as: UTF8.self)
    }

    @Test("The fields of a response come in order between its date and its length")
    func whole() {
        let fields: Fields = [.contentType: "text/plain", .allow: "GET", .allow: "HEAD"]
        let response = Response(status: .notFound, fields: fields, body: Array("hello".utf8))
        let expected = """
            HTTP/1.1 404 Not Found\r
            Date: Sun, 06 Nov 1994 08:49:37 GMT\r
            Content-Type: text/plain\r
            Allow: GET\r
            Allow: HEAD\r
            Content-Length: 5\r
            \r
            hello
            """
        #expect(Self.sent(response) == expected)
    }

    @Test("A handler cannot set the fields that frame a response", arguments: ["", "lower"])
    func framing(spelling: String) throws {
        var response = Response(status: .ok)
        for name in ["Connection", "Content-Length", "Transfer-Encoding", "Date"] {
            let spelled = spelling == "lower" ? name.lowercased() : name
            response.fields.append(try #require(FieldName(spelled)), "9")
        }
        let expected = """
            HTTP/1.1 200 OK\r
            Date: Sun, 06 Nov 1994 08:49:37 GMT\r
            Content-Length: 0\r
            \r\n
            """
        #expect(Self.sent(response) == expected)
    }

    @Test(
        "The length of a response is that of its content in bytes",
        arguments: [0, 1, 9, 10, 1000, 65_537]
    )
    func length(count: Int) {
        let text = Self.sent(Response(status: .ok, body: Array(repeating: 0x61, count: count)))
        #expect(text.contains("\r\nContent-Length: \(count)\r\n"))
        #expect(text.hasSuffix("\r\n\r\n" + String(repeating: "a", count: count)))
    }

    @Test(
        "A response to HEAD has the length of the content but not the content",
        arguments: [200, 404, 500]
    )
    func head(code: Int) throws {
        let status = try #require(Response.Status(code: code))
        let response = Response(status: status, body: Array("hello".utf8))
        let request = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(Self.sent(response, request: request) + "hello" == Self.sent(response))
    }

    @Test("A handler may close the connection after its response")
    func close() {
        let response = Response(status: .ok, fields: [.connection: "Close"])
        #expect(Self.sent(response).contains("\r\nConnection: close\r\n"))
    }

    @Test("The content of a response may hold any byte, and ends the message")
    func content() {
        let response = Response(status: .ok, body: Array("\r\n\r\n\u{0}".utf8))
        #expect(Self.sent(response).hasSuffix("Content-Length: 5\r\n\r\n\r\n\r\n\u{0}"))
    }

    @Test("Text beyond ASCII in a field value is sent as UTF-8")
    func nonASCII() {
        let response = Response(status: .ok, fields: [.location: "/é"])
        #expect(Self.sent(response).contains("\r\nLocation: /é\r\n"))
    }
}
