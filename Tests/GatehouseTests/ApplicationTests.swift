// SPDX-License-Identifier: MIT

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Applications")
struct ApplicationTests {
    @Test("An application shows its OpenAPI document and its docs page by default")
    func shown() async throws {
        let app = Application(title: "Test", version: "1.0.0", summary: "For tests.")
        app.get("/") { Note(text: "") }
        let client = TestClient(try app.responder())
        let document = await client.get("/openapi.json")
        #expect(document.status == .ok)
        #expect(document.json == (try app.openAPI()))
        #expect(document.json?["info"]?["title"] == "Test")
        #expect(document.json?["info"]?["version"] == "1.0.0")
        #expect(document.json?["info"]?["summary"] == "For tests.")
        #expect(await client.get("/docs").status == .ok)
        #expect(app.documentation == .shown)
    }

    @Test(
        "An application with hidden documentation has neither docs page nor document",
        arguments: ["/docs", "/openapi.json"]
    )
    func hidden(path: String) async throws {
        let client = try makeClient { $0.get("/") { Note(text: "") } }
        #expect(await client.get(path).status == .notFound)
    }

    @Test("An application without routes answers 404")
    func empty() async throws {
        let responder = try makeResponder { _ in }
        #expect(await TestClient(responder).get("/").status == .notFound)
        let answer = await exchange("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", with: responder)
        #expect(headLines(answer).contains("Allow: OPTIONS"))
    }

    @Test("A responder does not change with its application")
    func immutable() async throws {
        let app = Application(title: "Test", version: "1.0.0", documentation: .hidden)
        app.get("/a") { Note(text: "") }
        let client = TestClient(try app.responder())
        app.get("/b") { Note(text: "") }
        #expect(await client.get("/b").status == .notFound)
        #expect(await TestClient(try app.responder()).get("/b").status == .ok)
    }
}
