// SPDX-License-Identifier: MIT

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Results of handlers")
struct ResponseConvertibleTests {
    private struct User: Content {
        let username: String
        let email: String?
        let disabled: Bool

        static var schema: Schema { .object("User", [:]) }
    }

    @Test("A model that a handler returns is JSON in the order of declaration, with null for nil")
    func model() async throws {
        let client = try makeClient { app in
            app.get("/") { User(username: "jö", email: nil, disabled: false) }
        }
        let response = await client.get("/")
        #expect(response.summary == #"200 {"username":"jö","email":null,"disabled":false}"#)
        #expect(response.fields.values(for: .contentType) == ["application/json"])
    }

    @Test("A list of models that a handler returns is a JSON array", arguments: [0, 1, 2])
    func list(count: Int) async throws {
        let client = try makeClient { app in
            app.get("/") { (1...2).prefix(count).map { Note(text: "\($0)") } }
        }
        let elements = [#"{"text":"1"}"#, #"{"text":"2"}"#].prefix(count).joined(separator: ",")
        #expect(await client.get("/").summary == "200 [\(elements)]")
    }

    @Test("A model that a handler returns may bring header fields of its own")
    func withFields() async throws {
        let client = try makeClient { app in
            app.post("/", status: .created) {
                Note(text: "a").with([.cacheControl: "no-store", .pragma: "no-cache"])
            }
        }
        let response = await client.post("/", form: "")
        #expect(response.summary == #"201 {"text":"a"}"#)
        let names = response.fields.map(\.name)
        let own = ["Cache-Control", "Pragma", "Content-Type"]
        #expect(names == own + ["X-Content-Type-Options", "X-Request-ID"])
    }

    @Test("A response that a handler makes by hand is sent as it is")
    func byHand() async throws {
        let client = try makeClient { app in
            app.get("/") {
                Response(status: .conflict, fields: [.contentType: "text/plain"], body: [0, 255])
            }
        }
        let response = await client.get("/")
        #expect(response.status == .conflict)
        #expect(response.body == [0, 255])
        #expect(response.fields.values(for: .contentType) == ["text/plain"])
    }

    @Test("A redirect is 307, which keeps the method, and has no content")
    func redirect() async throws {
        let client = try makeClient { $0.get("/") { Response.redirect(to: "/docs") } }
        let response = await client.get("/")
        #expect(response.summary == "307")
        #expect(response.fields[.location] == "/docs")
    }
}
