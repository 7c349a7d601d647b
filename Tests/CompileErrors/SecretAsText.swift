// SPDX-License-Identifier: MIT
//
// A secret is not a text: its text has to be asked for by name.
// Expected: cannot convert value of type 'Secret' to expected argument type 'String'

import Gatehouse

func secretAsText(bearer: Dependency<Secret>) -> Dependency<User> {
    Dependency(bearer) { token in
        #if WRONG
        User(username: token)
        #else
        User(username: token.value)
        #endif
    }
}
