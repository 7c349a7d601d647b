// SPDX-License-Identifier: MIT
//
// A whole API of your own: a model, two dependencies, two routes, a server.
//     swift run hello

import Gatehouse
import GatehouseTransport

struct Greeting: Content {
    let message: String

    static let schema = Schema.object("Greeting", ["message": .string])
}

// A dependency is a plain value, made from the request or from other dependencies.
let bearer = Dependency.bearer(tokenURL: "token")

let visitor = Dependency(bearer) { token in
    guard token.value == "open sesame" else { throw HTTPError.unauthorized("Who are you?") }
    return "Ali Baba"
}

let app = Application(title: "Hello", version: "1.0.0")

app.get("/hello/{name}", .path("name", as: String.self)) { name in
    Greeting(message: "Hello, \(name)!")
}

// A handler that takes a visitor cannot be reached without one.
app.get("/cave", visitor, .query("times", default: 1)) { name, times in
    Greeting(message: Array(repeating: "Welcome, \(name)!", count: min(max(times, 1), 3)).joined())
}

var configuration = ServerConfiguration()
configuration.port = 8080
let server = try Server.start(configuration, responder: app.responder())
print("http://127.0.0.1:\(server.port)/docs")
server.wait()
