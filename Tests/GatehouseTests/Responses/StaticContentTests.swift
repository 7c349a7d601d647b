// SPDX-License-Identifier: MIT
//
// Content that is sent once, and then only confirmed. Seen at /openapi.json, which is such content.
// Specification: RFC 9110 §8.8.3, §13.1 and §15.4.5.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Static content")
struct StaticContentTests {
    private func get(
        title: String = "Test",
        _ conditions: FieldValue...
    ) async throws -> Response {
        let app = Application(title: title, version: "1.0.0")
        var fields = Fields()
        for condition in conditions { fields.append(.ifNoneMatch, condition) }
        return await TestClient(try app.responder()).get("/openapi.json", fields: fields)
    }

    private func tag() async throws -> String {
        try #require(try await get().fields[.eTag])
    }

    @Test("Static content has a strong tag and must be revalidated each time")
    func fields() async throws {
        let response = try await get()
        #expect(response.status == .ok)
        #expect(response.fields[.contentType] == "application/json")
        #expect(response.fields[.cacheControl] == "no-cache")
        let tag = try await tag()
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.utf8.count > 2)
    }

    @Test("The tag of static content is the same after a restart and changes with the content")
    func stability() async throws {
        let (first, second) = (try await tag(), try await tag())
        let other = try await get(title: "Other").fields[.eTag]
        #expect(first == second)
        #expect(first != other)
    }

    @Test(
        "Static content that the client already has is 304 without content",
        arguments: [
            "TAG", "W/TAG", "*", "\"x\", TAG", "TAG,\"x\"", "\"x\" , W/TAG , \"y\"", ", TAG,",
            "\"a,b\",\tTAG\t,\"c\"",
        ]
    )
    func known(condition: String) async throws {
        let tag = try await tag()
        let value = try #require(FieldValue(condition.replacing("TAG", with: tag)))
        let response = try await get(value)
        #expect(response.status == .notModified)
        #expect(response.body.isEmpty)
        #expect(response.fields[.eTag] == tag)
        #expect(response.fields[.cacheControl] == "no-cache")
        #expect(!response.fields.contains(.contentType))
        #expect(response.fields.contains(.xRequestID))
    }

    @Test("Every line of If-None-Match is looked at")
    func severalLines() async throws {
        let tag = try #require(FieldValue(try await tag()))
        #expect(try await get("\"x\"", tag).status == .notModified)
    }

    @Test(
        "Static content is sent where the client has another version or an unreadable tag",
        arguments: [
            "\"x\"", "W/\"x\"", "BARE", "w/TAG", "W/ TAG", "xTAG", "TAGx", "\"*\"", "TAG TAG",
            ",", "",
        ]
    )
    func unknown(condition: String) async throws {
        let tag = try await tag()
        let text = condition.replacing("TAG", with: tag)
            .replacing("BARE", with: tag.dropFirst().dropLast())
        let value = try #require(FieldValue(text))
        #expect(try await get(value).status == .ok)
    }

    @Test("Static content is 412 where If-Match does not hold in strong comparison")
    func wanted() async throws {
        let client = TestClient(try Application(title: "Test", version: "1.0.0").responder())
        let tag = try await tag()
        for (text, status) in [(tag, 200), ("\"x\", " + tag, 200), ("*", 200), ("W/" + tag, 412)] {
            let fields: Fields = [.ifMatch: try #require(FieldValue(text))]
            let response = await client.get("/openapi.json", fields: fields)
            #expect(response.status.code == status, "\(text)")
        }
    }
}
