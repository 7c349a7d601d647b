// SPDX-License-Identifier: MIT
//
// Responders that wrap responders; `ServerName` is the one of Documentation/Tutorial.md.

import Gatehouse
import GatehouseTesting
import Testing

/// Answers OPTIONS by itself, before a body.
private struct Preflight: Responder {
    let next: any Responder

    func admit(_ head: Request.Head) -> Admission {
        head.method == .options ? Admission() : next.admit(head)
    }

    func respond(to request: Request) async -> Response {
        guard request.method == .options else { return await next.respond(to: request) }
        return Response(status: .noContent, fields: [.accessControlAllowMethods: "POST"])
    }

    func respond(to failure: ExchangeFailure) -> Response { next.respond(to: failure) }
}

/// Takes a prefix off the path.
private struct Prefix: Responder {
    let next: any Responder
    let prefix = "/api"

    func admit(_ head: Request.Head) -> Admission { next.admit(stripped(head)) }

    func respond(to request: Request) async -> Response {
        var request = request
        request.head = stripped(request.head)
        return await next.respond(to: request)
    }

    func respond(to failure: ExchangeFailure) -> Response { next.respond(to: failure) }

    private func stripped(_ head: Request.Head) -> Request.Head {
        guard head.target.path.hasPrefix(prefix),
            let target = Request.Target(String(head.target.path.dropFirst(prefix.count)))
        else { return head }
        var head = head
        head.target = target
        return head
    }
}

@Suite("Middleware")
struct MiddlewareTests {
    private let seen = Trace<ObservedExchange>()

    private func responder(
        _ wraps: [@Sendable (any Responder) -> any Responder]
    ) throws -> any Responder {
        let app = Application(title: "Test", version: "1.0.0", documentation: .hidden)
        app.get("/notes") { Note(text: "a") }
        app.post("/notes", .form(.object("F", [:]))) { _ in Note(text: "b") }
        app.get("/fails") { () throws -> Note in throw HTTPError(.conflict, "Taken") }
        for wrap in wraps { app.use(wrap) }
        return try app.responder(observer: Observer(now: { .zero }, ended: seen.append))
    }

    @Test(
        "Middleware sees the answers of routes, of errors and of unknown paths and methods",
        arguments: ["/notes", "/fails", "/nowhere"]
    )
    func everyAnswer(path: String) async throws {
        let client = TestClient(try responder([{ ServerName(next: $0) }]))
        for response in [await client.get(path), await client.send(.put, path)] {
            #expect(response.fields[.server] == "Library")
            #expect(response.fields[.xContentTypeOptions] == "nosniff")
        }
        #expect(seen.elements.count == 2)
    }

    @Test("Middleware sees exchanges that ended before they were requests")
    func failures() throws {
        let responder = try responder([{ ServerName(next: $0) }])
        let response = responder.respond(to: ExchangeFailure(.refused(.missingHost)))
        #expect(response.status == .badRequest)
        #expect(response.fields[.server] == "Library")
        #expect(response.fields[.xRequestID] != nil)
        #expect(seen.elements.count == 1)
    }

    @Test("What middleware answers by itself takes no body, has an identifier and is observed")
    func ownAnswer() async throws {
        let responder = try responder([{ Preflight(next: $0) }])
        let target = try #require(Request.Target("/notes"))
        #expect(responder.admit(Request.Head(method: .options, target: target)).maxBodyBytes == 0)
        #expect(responder.admit(Request.Head(method: .post, target: target)).maxBodyBytes == 65_536)
        let response = await TestClient(responder).send(.options, "/notes")
        #expect(response.status == .noContent)
        #expect(response.fields[.accessControlAllowMethods] == "POST")
        #expect(response.fields[.xRequestID] != nil)
        #expect(seen.elements.map { $0.status?.code } == [204])
    }

    @Test("Middleware that changes the path reaches the route of the new one")
    func prefix() async throws {
        let client = TestClient(try responder([{ Prefix(next: $0) }]))
        #expect(await client.get("/api/notes").text == #"{"text":"a"}"#)
        #expect(await client.post("/api/notes", form: "a=b").text == #"{"text":"b"}"#)
        #expect(await client.get("/api/nowhere").status == .notFound)
        #expect(seen.elements.map(\.route) == ["/notes", "/notes", nil])
    }

    @Test("The middleware that is added last is the outermost")
    func order() async throws {
        let client = TestClient(
            try responder([{ Preflight(next: $0) }, { ServerName(next: $0) }])
        )
        #expect(await client.send(.options, "/notes").fields[.server] == "Library")
    }

    @Test("A request that middleware makes by itself is matched though it was not admitted")
    func ownRequest() async throws {
        let responder = try responder([])
        let target = try #require(Request.Target("/notes"))
        let response = await responder.respond(
            to: Request(head: Request.Head(method: .get, target: target))
        )
        #expect(response.text == #"{"text":"a"}"#)
    }
}

@Suite("Admission by routes")
struct AdmissionTests {
    private func responder() throws -> any Responder {
        try makeResponder { app in
            let body = Dependency(maxBodyBytes: 7) { (request: Request) in request.body.count }
            app.get("/plain") { Note(text: "") }
            app.post("/bytes", body) { Note(text: "\($0)") }
            app.post("/both", body, .form(.object("F", [:]), maxBodyBytes: 9)) { size, _ in
                Note(text: "\(size)")
            }
            app.post("/slow", timeout: .seconds(5)) { Note(text: "") }
        }
    }

    @Test(
        "A route admits as long a body as its dependencies read, and other paths admit none",
        arguments: [
            ("GET", "/plain", 0), ("POST", "/plain", 0), ("POST", "/bytes", 7),
            ("POST", "/both", 9), ("POST", "/nowhere", 0), ("OPTIONS", "/bytes", 0),
        ]
    )
    func maxBodyBytes(method: String, path: String, expected: Int) throws {
        let head = Request.Head(
            method: try #require(Request.Method(method)),
            target: try #require(Request.Target(path))
        )
        #expect(try responder().admit(head).maxBodyBytes == expected)
    }

    @Test("A route may have its own time for an answer")
    func timeout() throws {
        for (path, expected) in [("/slow", Duration.seconds(5)), ("/bytes", nil)] {
            let target = try #require(Request.Target(path))
            let head = Request.Head(method: .post, target: target)
            #expect(try responder().admit(head).timeout == expected)
        }
    }

    @Test("A body that no dependency of the route reads is ignored")
    func ignoredBody() async throws {
        let client = TestClient(try responder())
        #expect(await client.send(.post, "/slow", body: [1, 2, 3]).status == .ok)
        #expect(await client.send(.post, "/bytes", body: [1, 2, 3]).text == #"{"text":"3"}"#)
        let tooLong = await client.send(.post, "/bytes", body: [UInt8](repeating: 0, count: 8))
        #expect(tooLong.summary == #"413 {"detail":"Request body exceeds the limit of 7 bytes."}"#)
    }
}
