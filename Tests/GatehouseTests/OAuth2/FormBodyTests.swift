// SPDX-License-Identifier: MIT
//
// Forms of your own: read as a dependency, and refused with 400.
// Specification: HTML Standard, RFC 7578.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Form bodies")
struct FormBodyTests {
    private func client() throws -> TestClient {
        let schema = Schema.object("Search", ["q": .string])
        return try makeClient { app in
            app.post("/", .form(schema)) { form in
                Note(text: form.fields.map(\.name).joined(separator: ","))
            }
        }
    }

    @Test("A form dependency gives all fields in their order")
    func fields() async throws {
        let client = try client()
        #expect(await client.post("/", form: "b=1&a=2&b=3").text == #"{"text":"b,a,b"}"#)
    }

    @Test(
        "A form dependency is empty where the body is not a form",
        arguments: ["application/json", "text/plain"]
    )
    func none(type: String) async throws {
        let fields: Fields = [.contentType: try #require(FieldValue(type))]
        let client = try client()
        let response = await client.send(.post, "/", fields: fields, body: Array("a=1".utf8))
        #expect(response.summary == #"200 {"text":""}"#)
    }

    @Test("A body with two content types is not read as a form")
    func twoTypes() async throws {
        let client = try client()
        var fields: Fields = [.contentType: "application/x-www-form-urlencoded"]
        fields.append(.contentType, "application/x-www-form-urlencoded")
        let response = await client.send(.post, "/", fields: fields, body: Array("a=1".utf8))
        #expect(response.text == #"{"text":""}"#)
    }

    @Test("A form that breaks a limit is refused with 400")
    func refused() async throws {
        let client = try client()
        let response = await client.post("/", form: String(repeating: "a&", count: 1001))
        let detail = "Too many fields. Maximum number of fields is 1000."
        #expect(response.summary == #"400 {"detail":"\#(detail)"}"#)
    }
}
