// SPDX-License-Identifier: MIT
//
// The tutorial's login, and a route of your own that only its users can reach.
//     swift run orders

import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseSecurity
import GatehouseTransport

struct Order: Content {
    let item: String
    let owner: String

    static let schema = Schema.object("Order", ["item": .string, "owner": .string])
}

let auth = AuthAPI(
    accounts: MemoryAccountStore.demo,
    passwords: try PasswordContext(),
    tokens: try Tokens(signingKey: SecretKey(bytes: RandomBytes.system(count: 32))),
    workers: try WorkerPool(threads: 2, maxQueued: 64)
)

let app = Application(title: "Orders", version: "1.0.0")

// POST /token, GET /users/me, GET /users/me/items and POST /users/me/password.
auth.declare(on: app)

// A handler that takes a user cannot be reached without the token of one who is active.
app.get("/orders", auth.activeUser) { user in
    [Order(item: "Tea", owner: user.username)]
}

var configuration = ServerConfiguration()
configuration.port = 8080
let server = try Server.start(configuration, responder: app.responder())
print("http://127.0.0.1:\(server.port)/docs")
server.wait()
