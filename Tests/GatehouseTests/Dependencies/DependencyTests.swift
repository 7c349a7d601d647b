// SPDX-License-Identifier: MIT

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Dependencies")
struct DependencyTests {
    @Test(
        "A dependency is evaluated once per request, however often it is reached",
        arguments: [false, true]
    )
    func once(mayWait: Bool) async throws {
        let trace = Trace<String>()
        let shared = mayWait ? trace.laterDependency("shared") : trace.dependency("shared")
        let left = Dependency(shared) { $0 + " left" }
        let right = Dependency(shared) { await later($0 + " right") }
        let client = try makeClient { app in
            app.get("/", shared, left, Dependency(left, right) { $0 + " " + $1 }) {
                Note(text: "\($0), \($1), \($2)")
            }
        }
        let text = #"{"text":"shared, shared left, shared left shared right"}"#
        #expect(await client.get("/").text == text)
        #expect(trace.elements == ["shared"])
        _ = await client.get("/")
        #expect(trace.elements == ["shared", "shared"])
    }

    @Test("A dependency and its documented form are evaluated once per request together")
    func onceDocumented() async throws {
        let trace = Trace<String>()
        let plain = trace.dependency("user")
        let documented = plain.documented(.forbidden, "Not yours").documented(.conflict, "Taken")
        let client = try makeClient { app in
            app.get("/", plain, documented) { Note(text: $0 + $1) }
        }
        #expect(await client.get("/").text == #"{"text":"useruser"}"#)
        #expect(trace.elements == ["user"])
    }

    @Test("Two dependencies made alike are evaluated separately", arguments: [false, true])
    func identity(mayWait: Bool) async throws {
        let trace = Trace<String>()
        let make = { mayWait ? trace.laterDependency("a") : trace.dependency("a") }
        let client = try makeClient { $0.get("/", make(), make()) { Note(text: $0 + $1) } }
        _ = await client.get("/")
        #expect(trace.elements == ["a", "a"])
    }

    @Test(
        "Dependencies are evaluated in the order of declaration, deepest first",
        arguments: 0..<16
    )
    func order(mask: Int) async throws {
        let trace = Trace<String>()
        func leaf(_ name: String, _ bit: Int) -> Dependency<String> {
            mask & bit == 0 ? trace.dependency(name) : trace.laterDependency(name)
        }
        let (a, b, c) = (leaf("a", 1), leaf("b", 2), leaf("c", 4))
        let pair = Dependency(a, b) { first, second in
            trace.append("pair")
            return first + second
        }
        let waiting = Dependency(pair, c) { first, second in
            trace.append("waiting")
            return mask & 8 == 0 ? first : await later(second)
        }
        let client = try makeClient { app in
            app.get("/", waiting, a, pair) { _, _, _ in
                trace.append("handler")
                return Note(text: "")
            }
        }
        _ = await client.get("/")
        #expect(trace.elements == ["a", "b", "pair", "c", "waiting", "handler"])
    }

    @Test(
        "An error of a dependency ends the request, and nothing after it runs",
        arguments: [false, true]
    )
    func errorEnds(mayWait: Bool) async throws {
        let trace = Trace<String>()
        let before = mayWait ? trace.laterDependency("before") : trace.dependency("before")
        let failing = Dependency(before) { (_: String) throws -> String in
            throw HTTPError(.conflict, "Taken")
        }
        let client = try makeClient { app in
            app.get("/", failing, trace.dependency("after")) { _, _ in
                trace.append("handler")
                return Note(text: "")
            }
        }
        #expect(await client.get("/").summary == #"409 {"detail":"Taken"}"#)
        #expect(trace.elements == ["before"])
    }

    @Test(
        "An optional value of a dependency is shared like any other, even nil",
        arguments: [nil, 7]
    )
    func optional(value: Int?) async throws {
        let trace = Trace<Int?>()
        let maybe = Dependency<Int?> { (_: Request.Head) in
            trace.append(value)
            return value
        }
        let twice = Dependency<Int??>(maybe) { $0 }
        let client = try makeClient { app in
            app.get("/", maybe, maybe, Dependency(twice, twice) { _, second in second }) {
                Note(text: "\($0 ?? 0) \($1 ?? 0) \(($2 ?? nil) ?? 0)")
            }
        }
        let number = value ?? 0
        #expect(await client.get("/").text == #"{"text":"\#(number) \#(number) \#(number)"}"#)
        #expect(trace.elements == [value])
    }

    @Test("A dependency may read the head and the body of the request")
    func readsRequest() async throws {
        let agent = Dependency { (head: Request.Head) in head.method.name }
        let size = Dependency(maxBodyBytes: 10) { (request: Request) in
            await later(request.body.count)
        }
        let client = try makeClient { $0.post("/", agent, size) { Note(text: "\($0) \($1)") } }
        #expect(await client.post("/", form: "a=1").text == #"{"text":"POST 3"}"#)
    }

    @Test("The values of dependencies are not shared between requests")
    func notShared() async throws {
        let target = Dependency { (head: Request.Head) in head.target.query ?? "" }
        let client = try makeClient { app in
            app.get("/", target, Dependency(target) { await later($0) }) { Note(text: $0 + $1) }
        }
        let texts = await withTaskGroup(of: (Int, String).self) { group in
            for number in 0..<50 {
                group.addTask { (number, await client.get("/?\(number)").text) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(texts.count == 50)
        #expect(texts.allSatisfy { $0.value == #"{"text":"\#($0.key)\#($0.key)"}"# })
    }
}

@Suite("Dependencies made of others")
struct DependencyCombiningTests {
    private let trace = Trace<String>()

    private var letters: [Dependency<String>] {
        ["a", "b", "c", "d", "e", "f"].map(trace.dependency)
    }

    @Test("A dependency can be made of one to six others", arguments: 1...6)
    func arities(count: Int) async throws {
        let (a, b, c) = (letters[0], letters[1], letters[2])
        let (d, e, f) = (letters[3], letters[4], letters[5])
        let made = [
            Dependency(a) { $0 },
            Dependency(a, b) { $0 + $1 },
            Dependency(a, b, c) { $0 + $1 + $2 },
            Dependency(a, b, c, d) { $0 + $1 + $2 + $3 },
            Dependency(a, b, c, d, e) { $0 + $1 + $2 + $3 + $4 },
            Dependency(a, b, c, d, e, f) { $0 + $1 + $2 + $3 + $4 + $5 },
        ]
        try await check(made[count - 1], gives: String("abcdef".prefix(count)))
    }

    @Test(
        "A dependency can be made of one to six others by a function that may wait",
        arguments: 1...6
    )
    func waitingArities(count: Int) async throws {
        let (a, b, c) = (letters[0], letters[1], letters[2])
        let (d, e, f) = (letters[3], letters[4], letters[5])
        let made = [
            Dependency(a) { await later($0) },
            Dependency(a, b) { await later($0 + $1) },
            Dependency(a, b, c) { await later($0 + $1 + $2) },
            Dependency(a, b, c, d) { await later($0 + $1 + $2 + $3) },
            Dependency(a, b, c, d, e) { await later($0 + $1 + $2 + $3 + $4) },
            Dependency(a, b, c, d, e, f) { await later($0 + $1 + $2 + $3 + $4 + $5) },
        ]
        try await check(made[count - 1], gives: String("abcdef".prefix(count)))
    }

    private func check(_ dependency: Dependency<String>, gives text: String) async throws {
        let client = try makeClient { $0.get("/", dependency) { Note(text: $0) } }
        #expect(await client.get("/").text == #"{"text":"\#(text)"}"#)
        #expect(trace.elements.joined() == text)
    }
}
