// SPDX-License-Identifier: MIT

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Path patterns")
struct PathPatternTests {
    @Test(
        "A malformed path pattern is an error when the routes are built",
        arguments: [
            "", "users", "*", "//", "/users//me", "/users//", "/.", "/..", "/users/../me", "/{",
            "/}", "/{}", "/{a", "/a}", "/x{a}", "/{a}x", "/{a}{b}", "/{a-b}", "/{a b}", "/{ä}",
            "/{{a}}", "/{a}/{a}", "/\u{301}/{", "/a/\u{301}/..",
        ]
    )
    func malformed(pattern: String) {
        #expect(throws: RouteError.malformedPattern(pattern)) {
            try makeResponder { $0.get(pattern) { Note(text: "") } }
        }
    }

    @Test(
        "Text in a path pattern outside braces matches itself",
        arguments: [
            ("/a b", "/a%20b"), ("/a%20b", "/a%2520b"), ("/...", "/..."), ("/a;b", "/a%3Bb"),
            ("/*", "/*"), ("/a/", "/a"), ("/\u{301}a", "/%CC%81a"),
        ]
    )
    func literal(pattern: String, target: String) async throws {
        let client = try makeClient { $0.get(pattern) { Note(text: "found") } }
        #expect(await client.get(target).status == .ok)
    }

    @Test("Parameter names of a path pattern that differ only in letter case are different")
    func parameterNames() async throws {
        let client = try makeClient { app in
            app.get("/{a}/{A}/{a_1}", .path("A", as: String.self)) { Note(text: $0) }
        }
        #expect(await client.get("/x/y/z").text == #"{"text":"y"}"#)
    }
}

@Suite("Mistakes between routes")
struct RouteErrorTests {
    @Test(
        "Two routes of one method and path are an error, whatever their slash at the end",
        arguments: [("/users/me", "/users/me"), ("/users/me", "/users/me/"), ("/{a}/", "/{a}")]
    )
    func duplicate(first: String, second: String) {
        let error = #expect(throws: RouteError.duplicateRoute(method: "GET", pattern: second)) {
            try makeResponder { app in
                app.get(first) { Note(text: "") }
                app.post(first) { Note(text: "") }
                app.get(second) { Note(text: "") }
            }
        }
        #expect(error?.description == "GET \(second) is declared twice.")
    }

    @Test("Two names for the path parameter at one place are an error")
    func ambiguous() {
        let pattern = "/users/{name}/x"
        let wrong = RouteError.ambiguousParameter(pattern: pattern, names: ["id", "name"])
        let error = #expect(throws: wrong) {
            try makeResponder { app in
                app.get("/users/{id}") { Note(text: "") }
                app.get(pattern) { Note(text: "") }
            }
        }
        #expect(error?.description == "The parameter in '\(pattern)' is named id and name.")
    }

    @Test("A path parameter that the pattern does not have is an error, however deep its use")
    func unknownParameter() {
        let wrong = RouteError.unknownParameter(name: "id", pattern: "/users/{ID}")
        let user = Dependency(.path("id", as: String.self)) { Note(text: $0) }
        let error = #expect(throws: wrong) {
            try makeResponder { app in
                app.get("/users/{ID}", Dependency(user) { $0.text }) { Note(text: $0) }
            }
        }
        #expect(error?.description == "The pattern '/users/{ID}' has no parameter named id.")
    }

    @Test("The error of a malformed path pattern shows the pattern")
    func malformedDescription() {
        let error = RouteError.malformedPattern("users")
        #expect(error.description == "The pattern 'users' is malformed.")
    }

    @Test(
        "A route of the application where the docs are is an error",
        arguments: ["/docs", "/openapi.json"]
    )
    func docsTaken(path: String) {
        let app = Application(title: "Test", version: "1.0.0")
        app.get(path) { Note(text: "") }
        #expect(throws: RouteError.duplicateRoute(method: "GET", pattern: path)) {
            try app.responder()
        }
    }
}
