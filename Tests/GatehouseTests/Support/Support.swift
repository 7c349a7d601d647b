// SPDX-License-Identifier: MIT
//
// What the tests of the web layer share: small applications, their answers as text, and a list in
// which handlers leave a trace.

import Gatehouse
import GatehouseTesting
import Synchronization

/// Makes the responder of an application that has the routes declared in the closure and no docs.
func makeResponder(
    overrides: DependencyOverrides = DependencyOverrides(),
    observer: Observer? = nil,
    _ declare: (Application) -> Void
) throws(RouteError) -> any Responder {
    let app = Application(title: "Test", version: "1.0.0", documentation: .hidden)
    declare(app)
    return try app.responder(overrides: overrides, observer: observer)
}

/// Makes a client of such an application.
func makeClient(
    overrides: DependencyOverrides = DependencyOverrides(),
    observer: Observer? = nil,
    _ declare: (Application) -> Void
) throws(RouteError) -> TestClient {
    TestClient(try makeResponder(overrides: overrides, observer: observer, declare))
}

/// The simplest model: one text.
struct Note: Content {
    let text: String

    static var schema: Schema { .object("Note", ["text": .string]) }
}

extension Response {
    /// The content as text.
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Status and content, as in `404 {"detail":"Not Found"}`.
    var summary: String { body.isEmpty ? "\(status.code)" : "\(status.code) \(text)" }

    /// The content as JSON.
    var json: JSONValue? { try? JSONValue.parse(body) }
}

/// What handlers and observers leave behind, in order.
final class Trace<Element: Sendable>: Sendable {
    private let list = Mutex<[Element]>([])

    var elements: [Element] { list.withLock { $0 } }

    func append(_ element: Element) {
        list.withLock { $0.append(element) }
    }
}

extension Trace where Element == String {
    /// A dependency that leaves its name and waits for nothing.
    func dependency(_ name: String) -> Dependency<String> {
        Dependency { (_: Request.Head) in
            self.append(name)
            return name
        }
    }

    /// A dependency that leaves its name after a point where it may wait.
    func laterDependency(_ name: String) -> Dependency<String> {
        Dependency { (_: Request.Head) async in
            await Task.yield()
            self.append(name)
            return name
        }
    }
}

extension Dependency {
    /// A dependency that ends each request with an answer.
    static func failing(_ error: any Error) -> Dependency {
        Dependency { (_: Request.Head) throws -> Value in throw error }
    }
}
