// SPDX-License-Identifier: MIT
//
// A misspelled member is told as such, and not as an overload that was not found.
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
