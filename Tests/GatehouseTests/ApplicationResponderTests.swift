// SPDX-License-Identifier: MIT

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Every answer")
struct ApplicationResponderTests {
    private func responder() throws -> any Responder {
        let app = Application(title: "Test", version: "1.0.0")
        app.get("/") { Note(text: "") }
        app.get("/hand") {
            Response(status: .ok, fields: [.xRequestID: "mine", .xContentTypeOptions: "sniff"])
        }
        app.get("/fails") { () throws -> Note in throw CancellationError() }
        app.get("/users/{id}", .path("id", as: Int.self)) { Note(text: "\($0)") }
        app.get("/me", .bearer(tokenURL: "token")) { _ in Note(text: "") }
        return try app.responder()
    }

    @Test(
        "Every response has nosniff, the request's identifier and a date, each once",
        arguments: [
            "GET / HTTP/1.1", "HEAD / HTTP/1.1", "GET /hand HTTP/1.1", "GET /x HTTP/1.1",
            "POST / HTTP/1.1", "OPTIONS / HTTP/1.1", "OPTIONS * HTTP/1.1", "GET /fails HTTP/1.1",
            "GET /users/x HTTP/1.1", "GET /me HTTP/1.1", "GET /docs HTTP/1.1",
            "GET /openapi.json HTTP/1.1", "GET / HTTP/1.0", "GARBAGE", "GET / HTTP/3.0",
            "CONNECT a:1 HTTP/1.1", "GET ftp://a/ HTTP/1.1",
        ]
    )
    func fields(line: String) async throws {
        let answer = await exchange("\(line)\r\nHost: a\r\n\r\n", with: try responder())
        let lines = headLines(answer)
        let id = "X-Request-ID: 00000000000000000000000000000001"
        #expect(lines.filter { $0.hasPrefix("X-Request-ID:") } == [id])
        let options = lines.filter { $0.hasPrefix("X-Content-Type-Options:") }
        #expect(options == ["X-Content-Type-Options: nosniff"])
        #expect(lines.filter { $0.hasPrefix("Date:") }.count == 1)
    }

    @Test("A request that is repeated gets the same response")
    func repeatable() async throws {
        let client = TestClient(try responder())
        let first = await client.get("/users/7")
        let second = await client.get("/users/7")
        #expect(first.text == second.text)
        #expect(first.fields.map(\.value) == second.fields.map(\.value))
    }
}
