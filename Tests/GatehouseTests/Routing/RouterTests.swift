// SPDX-License-Identifier: MIT
//
// Which route answers a path and a method, and what the answer is where none does.
// Specification: RFC 9110 §9.1, §9.3.2, §9.3.7 and §15.5.6.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("The router")
struct RouterTests {
    private func users() throws -> TestClient {
        try makeClient { app in
            app.get("/") { Note(text: "root") }
            app.get("/users/me") { Note(text: "me") }
            app.post("/users/me") { Note(text: "posted") }
            app.get("/users/{id}", .path("id", as: String.self)) { Note(text: "user \($0)") }
            app.delete("/users/{id}", .path("id", as: String.self)) { Note(text: "gone \($0)") }
            app.get("/users/{id}/items/{item}", .path("id"), .path("item")) {
                (id: String, item: Int) in Note(text: "item \(item) of \(id)")
            }
            app.get("/users/me/items") { Note(text: "my items") }
            app.post("/token/") { Note(text: "token") }
        }
    }

    @Test(
        "The router finds the route of a path",
        arguments: [
            ("/", "root"), ("/users/me", "me"), ("/users/you", "user you"),
            ("/users/me/items", "my items"), ("/users/you/items/2", "item 2 of you"),
        ]
    )
    func finds(target: String, text: String) async throws {
        let client = try users()
        #expect(await client.get(target).summary == #"200 {"text":"\#(text)"}"#)
    }

    @Test(
        "A route is found with and without a slash at the end of the path",
        arguments: ["/users/me", "/users/me/", "/users/me?x=/", "/users/me/?"]
    )
    func slashForms(target: String) async throws {
        let client = try users()
        #expect(await client.get(target).summary == #"200 {"text":"me"}"#)
    }

    @Test(
        "A route declared with a slash at the end is found with and without it",
        arguments: ["", "/"]
    )
    func slashDeclared(end: String) async throws {
        let client = try users()
        #expect(await client.post("/token" + end, form: "").summary == #"200 {"text":"token"}"#)
    }

    @Test("The router goes back to a parameter where the literal leads nowhere")
    func backtracks() async throws {
        let client = try users()
        let answer = await client.get("/users/me/items/7").summary
        #expect(answer == #"200 {"text":"item 7 of me"}"#)
    }

    @Test("A literal wins over a parameter for every method of its path")
    func literalWins() async throws {
        let client = try users()
        let response = await client.send(.delete, "/users/me")
        #expect(response.status == .methodNotAllowed)
        #expect(response.fields[.allow] == "GET, HEAD, POST, OPTIONS")
        #expect(await client.send(.delete, "/users/you").status == .ok)
    }

    @Test(
        "A path without a route is 404",
        arguments: [
            "/users", "/users/", "/users/me/x", "/USERS/me", "/users/me/items/1/2", "/x", "//",
            "/users//me", "/users/me//", "//users/me", "/.", "/./users/me", "/users/../users/me",
            "/users/%2e%2e/users/me", "/users/%2E/me", "/users/me;x", "/users/me;x=1/items",
            "/users/me%00", "/users/%00", "/users/%zz", "/users/%", "/users/%4", "/users/me%ff",
            "/users/%ff", "/users/%c3", "/users%2Fme", "/users%2fme/items",
        ]
    )
    func notFound(target: String) async throws {
        let client = try users()
        let response = await client.get(target)
        #expect(response.summary == #"404 {"detail":"Not Found"}"#)
        #expect(response.fields[.contentType] == "application/json")
        #expect(!response.fields.contains(.allow))
    }

    @Test(
        "A segment of a path is decoded once",
        arguments: [
            ("/%75sers/me", "me"), ("/%75%73%65%72%73/%6D%65/", "me"),
            ("/users/a%2Fb", "user a/b"), ("/users/a%252Fb", "user a%2Fb"),
            ("/users/%252e%252e", "user %2e%2e"), ("/users/a+b%20c", "user a+b c"),
            ("/users/%E2%82%AC", "user €"), ("/users/%3B", "user ;"), ("/users/...", "user ..."),
        ]
    )
    func decodesOnce(target: String, text: String) async throws {
        let client = try users()
        #expect(await client.get(target).summary == #"200 {"text":"\#(text)"}"#)
    }

    @Test(
        "A path with an equivalent spelling of a character does not match the pattern",
        arguments: [
            ("/K", "/%E2%84%AA"), ("/\u{212A}", "/K"), ("/\u{E9}", "/e%CC%81"),
            ("/e\u{301}", "/%C3%A9"), ("/\u{2126}", "/%CE%A9"),
        ]
    )
    func canonicalEquivalence(pattern: String, target: String) async throws {
        let client = try makeClient { $0.get(pattern) { Note(text: "found") } }
        #expect(await client.get(target).status == .notFound)
    }

    @Test("Two path patterns that only Unicode holds to be equal are different")
    func equivalentPatterns() async throws {
        let client = try makeClient { app in
            app.get("/\u{E9}") { Note(text: "one") }
            app.get("/e\u{301}") { Note(text: "two") }
        }
        #expect(await client.get("/%C3%A9").text == #"{"text":"one"}"#)
        #expect(await client.get("/e%CC%81").text == #"{"text":"two"}"#)
    }
}

@Suite("Methods of a path (RFC 9110 §9)")
struct RouterMethodTests {
    private func responder() throws -> any Responder {
        try makeResponder { app in
            app.get("/notes") { Note(text: "notes") }
            app.post("/notes") { Note(text: "posted") }
            app.put("/notes/{id}", .path("id", as: Int.self)) { Note(text: "put \($0)") }
            app.patch("/notes/{id}", .path("id", as: Int.self)) { Note(text: "patched \($0)") }
        }
    }

    @Test(
        "A path that has only other methods is 405 with Allow",
        arguments: [
            ("DELETE", "/notes", "GET, HEAD, POST, OPTIONS"), ("BREW", "/notes/", nil),
            ("GET", "/notes/1", "PUT, PATCH, OPTIONS"), ("HEAD", "/notes/1", nil),
            ("get", "/notes", nil),
        ]
    )
    func methodNotAllowed(name: String, target: String, allow: String?) async throws {
        let method = try #require(Request.Method(name))
        let client = TestClient(try responder())
        let response = await client.send(method, target)
        #expect(response.summary == #"405 {"detail":"Method Not Allowed"}"#)
        if let allow { #expect(response.fields[.allow] == allow) }
        #expect(response.fields.values(for: .allow).count == 1)
    }

    @Test("HEAD is answered with the head of GET and no content")
    func head() async throws {
        let get = await exchange("GET /notes HTTP/1.1\r\nHost: a\r\n\r\n", with: try responder())
        let head = await exchange("HEAD /notes HTTP/1.1\r\nHost: a\r\n\r\n", with: try responder())
        #expect(get == head + #"{"text":"notes"}"#)
        #expect(headLines(head).contains("Content-Length: 16"))
    }

    @Test("OPTIONS is answered with 204 and Allow", arguments: ["/notes", "/notes/"])
    func options(target: String) async throws {
        let client = TestClient(try responder())
        let response = await client.send(.options, target)
        #expect(response.status == .noContent)
        #expect(response.fields[.allow] == "GET, HEAD, POST, OPTIONS")
        #expect(response.body.isEmpty)
    }

    @Test("OPTIONS of an unknown path is answered with 404")
    func optionsUnknown() async throws {
        let client = TestClient(try responder())
        #expect(await client.send(.options, "/x").status == .notFound)
    }

    @Test(
        "OPTIONS for the whole server is answered with all methods",
        arguments: ["*", "http://a"]
    )
    func optionsAsterisk(target: String) async throws {
        let bytes = "OPTIONS \(target) HTTP/1.1\r\nHost: a\r\n\r\n"
        let lines = headLines(await exchange(bytes, with: try responder()))
        #expect(lines.first == "HTTP/1.1 204 No Content")
        #expect(lines.contains("Allow: GET, HEAD, POST, PUT, PATCH, OPTIONS"))
    }

    @Test("CONNECT, which asks for a tunnel, is refused with 405")
    func connect() async throws {
        let bytes = "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"
        let lines = headLines(await exchange(bytes, with: try responder()))
        #expect(lines.first == "HTTP/1.1 405 Method Not Allowed")
    }

    @Test(
        "A target in absolute form leads to the route of its path",
        arguments: ["http://a/notes", "http://a/notes/?q", "https://b:1/notes"]
    )
    func absoluteForm(target: String) async throws {
        let bytes = "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n"
        let lines = headLines(await exchange(bytes, with: try responder()))
        #expect(lines.first == "HTTP/1.1 200 OK")
    }
}
