// SPDX-License-Identifier: MIT

import Gatehouse
import GatehouseTesting
import Testing

@Suite("The test client")
struct TestClientTests {
    private func client() throws -> TestClient {
        let all = Dependency(maxBodyBytes: 100) { (request: Request) in
            let head = request.head
            let fields = head.fields.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
            let body = String(decoding: request.body, as: UTF8.self)
            let target = "\(head.target.path) \(head.target.query ?? "-")"
            return "\(head.method) \(target) \(fields) \(body)"
        }
        return try makeClient { app in
            for route in [app.get, app.post, app.put] { route("/a", all) { Note(text: $0) } }
        }
    }

    @Test("The test client sends a GET with its query and fields")
    func get() async throws {
        let client = try client()
        let response = await client.get("/a?b=c", fields: [.host: "h"])
        #expect(response.text == #"{"text":"GET /a b=c Host=h "}"#)
    }

    @Test("The test client sends a form with its content type")
    func post() async throws {
        let client = try client()
        let type = "Content-Type=application/x-www-form-urlencoded"
        let response = await client.post("/a", form: "b=c")
        #expect(response.text == #"{"text":"POST /a - \#(type) b=c"}"#)
    }

    @Test("The test client sends any method and body")
    func send() async throws {
        let client = try client()
        let response = await client.send(.put, "/a", body: Array("x".utf8))
        #expect(response.text == #"{"text":"PUT /a -  x"}"#)
    }

    @Test(
        "The test client answers an invalid target with 400",
        arguments: ["", "a", "/a b", "/é", "*", "/#"]
    )
    func target(target: String) async throws {
        let client = try client()
        let summary = #"400 {"detail":"Malformed request target."}"#
        #expect(await client.get(target).summary == summary)
    }
}
