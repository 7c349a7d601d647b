// SPDX-License-Identifier: MIT
//
// A misspelled member is reported as such, and not as a missing overload.
// Expected: value of type 'User' has no member 'nme'

import Gatehouse

func misspelledMember(app: Application, currentUser: Dependency<User>) {
    app.get("/users/me/again", currentUser) { user in
        #if WRONG
        User(username: user.nme)
        #else
        User(username: user.username)
        #endif
    }
}
