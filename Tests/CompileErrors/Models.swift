// SPDX-License-Identifier: MIT
//
// What the examples of wrong use share. `.ci/compile-errors` compiles each of them twice: as it is,
// which has to pass, and with WRONG defined, which has to end in the error that it expects.

import Gatehouse

/// A model for the client.
struct User: Content {
    let username: String

    static var schema: Schema { .object("User", ["username": .string]) }
}

/// What never leaves the server: not a `Content`.
struct Account: Sendable {
    let user: User
    let passwordHash: String
}
