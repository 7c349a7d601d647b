// SPDX-License-Identifier: MIT
//
// What the observer is told, once for each request.
//

import Gatehouse
import Testing

@Suite("Observer")
struct ObserverTests {
    private struct Surprise: Error {
        let secret = "hunter2"
    }

    private let told = Trace<HandledRequest>()

    private func responder() throws -> ApplicationResponder {
        let ticks = Trace<Void>()
        let observer = Observer(
            now: {
                ticks.append(())
                return .milliseconds(10 * ticks.elements.count)
            },
            handled: told.append
        )
        return try makeResponder(observer: observer) { app in
            app.get("/users/{id}/", .path("id", as: Int.self)) { Note(text: "\($0)") }
            app.get("/fails") { () throws -> Note in throw Surprise() }
            app.get("/later/fails") { () async throws -> Note in throw await later(Surprise()) }
            app.get("/gone") { () throws -> Note in throw HTTPError.notFound() }
        }
    }

    @Test(
        "is told once of each request: route pattern, method, status and size",
        arguments: [
            ("GET", "/users/7", "/users/{id}/", 200), ("HEAD", "/users/7/", "/users/{id}/", 200),
            ("GET", "/users/x", "/users/{id}/", 422), ("GET", "/gone", "/gone", 404),
            ("GET", "/fails", "/fails", 500), ("GET", "/later/fails", "/later/fails", 500),
            ("GET", "/nowhere", nil, 404), ("POST", "/gone", nil, 405),
            ("OPTIONS", "/gone", nil, 204), ("BREW", "/gone", nil, 405),
        ]
    )
    func handled(name: String, target: String, route: String?, status: Int) async throws {
        let method = try #require(Request.Method(name))
        let response = await TestClient(try responder()).send(method, target)
        #expect(told.elements.count == 1)
        let handled = try #require(told.elements.first)
        #expect(handled.method == method)
        #expect(handled.route == route)
        #expect(handled.status == response.status)
        #expect(handled.status.code == status)
        #expect(handled.bodyBytes == (method == .head ? 0 : response.body.count))
        #expect(handled.duration == .milliseconds(10))
        #expect((handled.failure is Surprise) == (status == 500))
        #expect((handled.failure == nil) == (status != 500))
    }

    @Test("is told of bytes that are no request")
    func noRequest() async throws {
        _ = await exchange("GARBAGE\r\n\r\n", with: try responder())
        #expect(told.elements.count == 1)
        let handled = try #require(told.elements.first)
        #expect(handled.method == nil)
        #expect(handled.route == nil)
        #expect(handled.status == .badRequest)
        #expect(handled.remoteAddress.isEmpty)
        #expect(handled.id.description == "00000000000000000000000000000001")
        #expect(handled.duration == .zero)
        #expect(handled.failure == nil)
    }

    @Test("is told the identifier that the client gets, and where the request came from")
    func identifier() async throws {
        let answer = await exchange("GET /gone HTTP/1.1\r\nHost: a\r\n\r\n", with: try responder())
        let handled = try #require(told.elements.first)
        #expect(headLines(answer).contains("X-Request-ID: \(handled.id)"))
        #expect(handled.remoteAddress == "192.0.2.1:80")
    }
}
