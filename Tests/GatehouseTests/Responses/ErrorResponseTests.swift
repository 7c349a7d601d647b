// SPDX-License-Identifier: MIT
//
// What a client gets when something goes wrong: one shape, and nothing internal.
// Specification: RFC 9110 §15.5 and §15.6.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Errors as responses")
struct ErrorResponseTests {
    private func answer(_ error: any Error) async throws -> Response {
        let client = try makeClient { app in
            app.get("/", Dependency<String>.failing(error)) { Note(text: $0) }
        }
        return await client.get("/")
    }

    @Test(
        "An HTTPError becomes {\"detail\": …} with its status",
        arguments: [
            (HTTPError(.forbidden, "Not yours"), #"403 {"detail":"Not yours"}"#),
            (.badRequest("Inactive user"), #"400 {"detail":"Inactive user"}"#),
            (.unauthorized("Not authenticated"), #"401 {"detail":"Not authenticated"}"#),
            (.notFound(), #"404 {"detail":"Not Found"}"#),
            (.notFound("No such note"), #"404 {"detail":"No such note"}"#),
            (HTTPError(.conflict, "\"\\\n<é"), #"409 {"detail":"\"\\\n<é"}"#),
            (
                HTTPError(.badRequest, "No", members: JSONObject([("error", "x"), ("n", 1)])),
                #"400 {"detail":"No","error":"x","n":1}"#
            ),
        ]
    )
    func httpError(error: HTTPError, summary: String) async throws {
        let response = try await answer(error)
        #expect(response.summary == summary)
        #expect(response.fields.values(for: .contentType) == ["application/json"])
    }

    @Test("An HTTPError brings its header fields")
    func fields() async throws {
        let unauthorized = try await answer(HTTPError.unauthorized("No"))
        #expect(unauthorized.fields.values(for: .wwwAuthenticate) == ["Bearer"])
        let busy = try await answer(HTTPError.serviceUnavailable("Busy", retryAfterSeconds: 2))
        #expect(busy.summary == #"503 {"detail":"Busy"}"#)
        #expect(busy.fields[.retryAfter] == "2")
        let negative = HTTPError.serviceUnavailable("Busy", retryAfterSeconds: -1)
        #expect(try await answer(negative).fields[.retryAfter] == "0")
    }

    @Test("An HTTPError keeps a content type of its own")
    func contentType() async throws {
        let fields: Fields = [.contentType: "application/problem+json"]
        let response = try await answer(HTTPError(.conflict, "Taken", fields: fields))
        #expect(response.fields.values(for: .contentType) == ["application/problem+json"])
    }

    @Test("A ValidationError lists its faults with type, loc, msg, input and ctx, in this order")
    func validationError() async throws {
        let error = ValidationError([
            .missing(["body", "username"]),
            ValidationError.Fault(
                type: "too_long",
                location: ["query", "q"],
                message: "Too long",
                input: .string("\"é\""),
                context: ["max": 3]
            ),
        ])
        let first = #"{"type":"missing","loc":["body","username"],"msg":"Field required","#
        let second = #"{"type":"too_long","loc":["query","q"],"msg":"Too long","#
        let response = try await answer(error)
        #expect(
            response.summary == #"422 {"detail":["# + first + #""input":null},"# + second
                + #""input":"\"é\"","ctx":{"max":3}}]}"#
        )
        #expect(response.fields.values(for: .contentType) == ["application/json"])
    }

    @Test(
        "Any other error is a bare 500 that shows nothing of it",
        arguments: [
            Surprise(text: "/etc/passwd"), RequestError.malformedChunk, FormError.missingBoundary,
            JSONError.nonFiniteNumber, CancellationError(),
        ] as [any Error]
    )
    func unexpected(error: any Error) async throws {
        let response = try await answer(error)
        #expect(response.summary == #"500 {"detail":"Internal Server Error"}"#)
        #expect(response.fields.values(for: .contentType) == ["application/json"])
    }

    @Test("An error of a handler is answered like one of a dependency")
    func handler() async throws {
        let client = try makeClient { app in
            app.get("/") { () throws -> Note in throw HTTPError.notFound() }
            app.get("/later") { () async throws -> Note in throw Surprise(text: await later("x")) }
        }
        #expect(await client.get("/").summary == #"404 {"detail":"Not Found"}"#)
        #expect(await client.get("/later").status == .internalServerError)
    }

    @Test("A model that cannot be encoded is a bare 500")
    func encoding() async throws {
        let client = try makeClient { $0.get("/") { Ratio(value: .nan) } }
        #expect(await client.get("/").summary == #"500 {"detail":"Internal Server Error"}"#)
    }

    @Test(
        "Bytes that are not a request are answered in the shape of an HTTPError",
        arguments: [
            ("GET /\r\n\r\n", "400 Bad Request", "Malformed request line."),
            ("GET / HTTP/2.0\r\n\r\n", "505 HTTP Version Not Supported", "Only HTTP/1.1"),
            ("GET / HTTP/1.1\r\n\r\n", "400 Bad Request", "Header field Host is missing."),
        ]
    )
    func noRequest(bytes: String, status: String, detail: String) async throws {
        let response = await exchange(bytes, with: try makeResponder { _ in })
        let lines = headLines(response)
        #expect(lines.first == "HTTP/1.1 \(status)")
        #expect(lines.contains("Content-Type: application/json"))
        #expect(lines.contains("Connection: close"))
        #expect(response.contains("\r\n\r\n{\"detail\":\"\(detail)"))
    }
}

private struct Surprise: Error {
    let text: String
}

private struct Ratio: Content {
    let value: Double

    static var schema: Schema { .object("Ratio", ["value": .number]) }
}
