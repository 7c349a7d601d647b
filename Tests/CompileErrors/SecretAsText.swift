// SPDX-License-Identifier: MIT
//
// A secret is no text: who wants the text asks for it by name.
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
