// SPDX-License-Identifier: MIT
//
// A model with a secret in it cannot be made content.
// Expected: type 'LoginEcho' does not conform to protocol 'Encodable'

import Gatehouse

struct LoginEcho: Content {
    let username: String
    #if WRONG
    let password: Secret
    #endif

    static var schema: Schema { .object("LoginEcho", ["username": .string]) }
}
