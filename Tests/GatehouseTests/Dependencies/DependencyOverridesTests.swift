// SPDX-License-Identifier: MIT

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Overrides")
struct DependencyOverridesTests {
    private let trace = Trace<String>()
    private let source: Dependency<String>
    private let user: Dependency<String>

    init() {
        source = trace.dependency("source")
        user = Dependency(source) { $0 + " user" }
    }

    private func answer(_ overrides: DependencyOverrides) async throws -> String {
        let greeting = Dependency(user, source) { "hello \($0) of \($1)" }
        let client = try makeClient(overrides: overrides) { app in
            app.get("/", greeting, user) { Note(text: "\($0), \($1)") }
        }
        return await client.get("/").text
    }

    @Test("The declared dependencies are evaluated where there is no override")
    func none() async throws {
        let text = #"{"text":"hello source user of source, source user"}"#
        #expect(try await answer(DependencyOverrides()) == text)
        #expect(trace.elements == ["source"])
    }

    @Test("An override replaces a dependency, and what only that needed is not evaluated")
    func replaces() async throws {
        var overrides = DependencyOverrides()
        overrides[user] = Dependency { _ in "alice" }
        #expect(try await answer(overrides) == #"{"text":"hello alice of source, alice"}"#)
        overrides[source] = Dependency { _ in "test" }
        #expect(try await answer(overrides) == #"{"text":"hello alice of test, alice"}"#)
        #expect(trace.elements == ["source"])
    }

    @Test("An override replaces a dependency of a dependency", arguments: [false, true])
    func deep(mayWait: Bool) async throws {
        var overrides = DependencyOverrides()
        overrides[source] = mayWait ? trace.laterDependency("x") : trace.dependency("x")
        #expect(try await answer(overrides) == #"{"text":"hello x user of x, x user"}"#)
        #expect(trace.elements == ["x"])
    }

    @Test("An override may have dependencies of its own, shared with the others")
    func ownDependencies() async throws {
        var overrides = DependencyOverrides()
        let own = trace.dependency("own")
        overrides[user] = Dependency(own, source) { $0 + "/" + $1 }
        let text = #"{"text":"hello own/source of source, own/source"}"#
        #expect(try await answer(overrides) == text)
        #expect(trace.elements == ["own", "source"])
    }

    @Test("An override that replaces two dependencies is evaluated once")
    func oneForTwo() async throws {
        let (a, b, replacement) = (
            trace.dependency("a"), trace.dependency("b"), trace.dependency("r")
        )
        var overrides = DependencyOverrides()
        overrides[a] = replacement
        overrides[b] = replacement
        let client = try makeClient(overrides: overrides) { app in
            app.get("/", a, b, replacement) { Note(text: $0 + $1 + $2) }
        }
        #expect(await client.get("/").text == #"{"text":"rrr"}"#)
        #expect(trace.elements == ["r"])
    }

    @Test("An override may itself be overridden")
    func chain() async throws {
        var overrides = DependencyOverrides()
        let first = trace.dependency("first")
        overrides[source] = first
        overrides[first] = trace.dependency("second")
        #expect(try await answer(overrides).hasPrefix(#"{"text":"hello second user"#))
        #expect(trace.elements == ["second"])
    }

    @Test("An override also replaces the documented form of a dependency")
    func documented() async throws {
        let documented = user.documented(.badRequest, "Inactive user")
        var overrides = DependencyOverrides()
        overrides[user] = Dependency { _ in "alice" }
        let client = try makeClient(overrides: overrides) { app in
            app.get("/", documented) { Note(text: $0) }
        }
        #expect(await client.get("/").text == #"{"text":"alice"}"#)
    }

    @Test("An override that needs what it replaces is an error when the routes are built")
    func circular() {
        var overrides = DependencyOverrides()
        overrides[source] = Dependency(user) { $0 }
        let error = #expect(throws: RouteError.circularOverride(pattern: "/x")) {
            try makeResponder(overrides: overrides) { app in
                app.get("/", Dependency { _ in "" }) { Note(text: $0) }
                app.get("/x", user) { Note(text: $0) }
            }
        }
        let text = "An override of a dependency of '/x' needs what it replaces."
        #expect(error?.description == text)
    }

    @Test("An override that no route reaches is an error when the routes are built")
    func unused() throws {
        let other = Dependency { (_: Request.Head) in 7 }
        var overrides = DependencyOverrides()
        overrides[other] = Dependency { _ in 8 }
        let error = #expect(throws: RouteError.unusedOverride(type: "Int")) {
            try makeResponder(overrides: overrides) { app in
                app.get("/", user) { Note(text: $0) }
            }
        }
        let text = "An override replaces a dependency of type Int that no route has."
        #expect(error?.description == text)
        // A parameter that is written twice is two dependencies.
        overrides = DependencyOverrides()
        overrides[.query("page", default: 1)] = Dependency { _ in 2 }
        #expect(throws: RouteError.unusedOverride(type: "Int")) {
            try makeResponder(overrides: overrides) { app in
                app.get("/", .query("page", default: 1)) { Note(text: "\($0)") }
            }
        }
    }

    @Test("An override of the login form holds wherever the form is asked for")
    func loginForm() async throws {
        var overrides = DependencyOverrides()
        overrides[.oauth2Form] = .failing(HTTPError(.conflict, "replaced"))
        let client = try makeClient(overrides: overrides) { app in
            app.post("/a", .oauth2Form) { Note(text: $0.username) }
            app.post("/b", Dependency.oauth2Form.documented(.unauthorized, "No")) {
                Note(text: $0.username)
            }
        }
        for path in ["/a", "/b"] {
            #expect(await client.post(path, form: "").status == .conflict)
        }
    }

    @Test("An override can be read and taken back")
    func takenBack() async throws {
        var overrides = DependencyOverrides()
        #expect(overrides[user] == nil)
        overrides[user] = Dependency { _ in "alice" }
        #expect(overrides[user] != nil)
        overrides[user] = nil
        #expect(overrides[user] == nil)
        #expect(try await answer(overrides).contains("source user"))
    }

    @Test("An override that throws ends the request with its error")
    func failing() async throws {
        var overrides = DependencyOverrides()
        overrides[user] = .failing(HTTPError.unauthorized("Not authenticated"))
        #expect(try await answer(overrides) == #"{"detail":"Not authenticated"}"#)
    }
}
