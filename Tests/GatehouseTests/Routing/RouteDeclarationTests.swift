// SPDX-License-Identifier: MIT

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Declarations of routes")
struct RouteDeclarationTests {
    @Test(
        "A route can be declared for each method by its name",
        arguments: [Request.Method.get, .post, .put, .patch, .delete]
    )
    func methods(method: Request.Method) async throws {
        let client = try makeClient { app in
            for route in [app.get, app.post, app.put, app.patch, app.delete] {
                route("/") { Note(text: "yes") }
            }
        }
        #expect(await client.send(method, "/").text == #"{"text":"yes"}"#)
    }

    @Test(
        "A handler gets its values in the order in which the dependencies are declared",
        arguments: [
            ("/0", ""), ("/1", "a"), ("/2", "ab"), ("/3", "abc"), ("/4", "abcd"), ("/5", "abcde"),
            ("/6", "abcdef"), ("/later/0", ""), ("/later/1", "a"), ("/later/2", "ab"),
            ("/later/3", "abc"), ("/later/4", "abcd"), ("/later/5", "abcde"),
            ("/later/6", "abcdef"),
        ]
    )
    func arities(target: String, text: String) async throws {
        let trace = Trace<String>()
        let (a, b, c) = (trace.dependency("a"), trace.dependency("b"), trace.dependency("c"))
        let (d, e, f) = (trace.dependency("d"), trace.dependency("e"), trace.dependency("f"))
        let client = try makeClient { app in
            app.get("/0") { Note(text: "") }
            app.get("/1", a) { Note(text: $0) }
            app.get("/2", a, b) { Note(text: $0 + $1) }
            app.get("/3", a, b, c) { Note(text: $0 + $1 + $2) }
            app.get("/4", a, b, c, d) { Note(text: $0 + $1 + $2 + $3) }
            app.get("/5", a, b, c, d, e) { Note(text: $0 + $1 + $2 + $3 + $4) }
            app.get("/6", a, b, c, d, e, f) { Note(text: $0 + $1 + $2 + $3 + $4 + $5) }
            app.get("/later/0") { await later(Note(text: "")) }
            app.get("/later/1", a) { await later(Note(text: $0)) }
            app.get("/later/2", a, b) { await later(Note(text: $0 + $1)) }
            app.get("/later/3", a, b, c) { await later(Note(text: $0 + $1 + $2)) }
            app.get("/later/4", a, b, c, d) { await later(Note(text: $0 + $1 + $2 + $3)) }
            app.get("/later/5", a, b, c, d, e) { await later(Note(text: $0 + $1 + $2 + $3 + $4)) }
            app.get("/later/6", a, b, c, d, e, f) {
                await later(Note(text: $0 + $1 + $2 + $3 + $4 + $5))
            }
        }
        #expect(await client.get(target).text == #"{"text":"\#(text)"}"#)
        #expect(trace.elements.joined() == text)
    }

    @Test("A model is sent with the declared status, and a response with its own")
    func status() async throws {
        let client = try makeClient { app in
            app.post("/notes", status: .created) { Note(text: "new") }
            app.post("/lists", status: .created) { [Note(text: "new")] }
            app.post("/hand", status: .created) { Response(status: .ok) }
        }
        #expect(await client.post("/notes", form: "").summary == #"201 {"text":"new"}"#)
        #expect(await client.post("/lists", form: "").summary == #"201 [{"text":"new"}]"#)
        #expect(await client.post("/hand", form: "").status == .ok)
    }
}

/// Returns the value after a point where it may wait.
func later<Value: Sendable>(_ value: Value) async -> Value {
    await Task.yield()
    return value
}
