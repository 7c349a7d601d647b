// SPDX-License-Identifier: MIT
//
// What an observer sees of each exchange, once.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Observed exchanges")
struct ObservedTests {
    private struct Surprise: Error {
        let secret = "hunter2"
    }

    private let seen = Trace<ObservedExchange>()

    private func responder() throws -> any Responder {
        let ticks = Trace<Void>()
        let observer = Observer(
            now: {
                ticks.append(())
                return .milliseconds(10 * ticks.elements.count)
            },
            ended: seen.append
        )
        return try makeResponder(observer: observer) { app in
            app.get("/users/{id}/", .path("id", as: Int.self)) { Note(text: "\($0)") }
            app.get("/fails") { () throws -> Note in throw Surprise() }
            app.get("/later/fails") { () async throws -> Note in throw await later(Surprise()) }
            app.get("/gone") { () throws -> Note in throw HTTPError.notFound() }
        }
    }

    @Test(
        "An exchange is observed once, with route pattern, method, status and size",
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
        #expect(seen.elements.count == 1)
        let handled = try #require(seen.elements.first)
        #expect(handled.method == method)
        #expect(handled.route == route)
        #expect(handled.status == response.status)
        #expect(handled.status?.code == status)
        #expect(handled.bodyBytes == (method == .head ? 0 : response.body.count))
        #expect(handled.duration == .milliseconds(10))
        #expect((handled.cause is Surprise) == (status == 500))
        #expect(handled.failure == nil)
    }

    @Test("Bytes that are not a request are observed with their client and what was wrong")
    func noRequest() async throws {
        _ = await exchange("GARBAGE\r\n\r\n", with: try responder())
        #expect(seen.elements.count == 1)
        let handled = try #require(seen.elements.first)
        #expect(handled.method == nil)
        #expect(handled.route == nil)
        #expect(handled.status == .badRequest)
        #expect("\(handled.client)" == "192.0.2.1:80")
        #expect(handled.id.description == "00000000000000000000000000000001")
        #expect(handled.duration == .zero)
        #expect(handled.failure == .refused(.malformedRequestLine))
    }

    @Test("An exchange is observed with its client and the identifier that the client gets")
    func identifier() async throws {
        let answer = await exchange("GET /gone HTTP/1.1\r\nHost: a\r\n\r\n", with: try responder())
        let handled = try #require(seen.elements.first)
        #expect(headLines(answer).contains("X-Request-ID: \(handled.id)"))
        #expect("\(handled.client)" == "192.0.2.1:80")
    }

    @Test(
        "A failure is observed with its reason, and with no status where the client is gone",
        arguments: [
            (ExchangeFailure.Reason.refused(.headTimeout(seconds: 10)), 408 as Int?),
            (.handlerTimeout(.seconds(60)), 503), (.overloaded, 503), (.drained, 503),
            (.crowdedOut, 503), (.abandoned, nil),
        ]
    )
    func failure(reason: ExchangeFailure.Reason, status: Int?) throws {
        var failure = ExchangeFailure(reason)
        failure.method = .post
        failure.route = "/users/{id}/"
        failure.duration = .seconds(3)
        let response = try responder().respond(to: failure)
        #expect(seen.elements.count == 1)
        let exchange = try #require(seen.elements.first)
        #expect(exchange.failure == reason)
        #expect(exchange.status?.code == status)
        #expect(exchange.bodyBytes == (status == nil ? 0 : response.body.count))
        #expect(exchange.method == .post)
        #expect(exchange.route == "/users/{id}/")
        #expect(exchange.duration == .seconds(3))
        let detail = response.json?["detail"]?.string
        #expect(detail == reason.detail)
    }

    @Test("An answer that comes after its exchange has ended is not observed again")
    func lateAnswer() async throws {
        let responder = try responder()
        let head = Request.Head(method: .get, target: try #require(Request.Target("/gone")))
        let cancelled = Task {
            // Goes on when the task has been cancelled, below.
            while !Task.isCancelled { await Task.yield() }
            return await responder.respond(to: Request(head: head))
        }
        cancelled.cancel()
        #expect(await cancelled.value.status == .notFound)
        #expect(seen.elements.isEmpty)
    }
}
