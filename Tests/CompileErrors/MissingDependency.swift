// SPDX-License-Identifier: MIT
//
// A handler that takes a user cannot be declared without a dependency that gives one.
// Expected: expects 0 arguments, but 1 was used in closure body

import Gatehouse

func missingDependency(app: Application, currentUser: Dependency<User>) {
    #if WRONG
    app.get("/users/me") { (user: User) in user }
    #else
    app.get("/users/me", currentUser) { (user: User) in user }
    #endif
}
