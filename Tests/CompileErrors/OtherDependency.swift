// SPDX-License-Identifier: MIT
//
// A handler that takes a user cannot be declared with a token that nobody has verified.
// Expected: cannot convert value of type '@Sendable (User) -> User' to expected argument type

import Gatehouse

func otherDependency(app: Application, bearer: Dependency<Secret>, user: Dependency<User>) {
    #if WRONG
    app.get("/users/me", bearer) { (user: User) in user }
    #else
    app.get("/users/me", user) { (user: User) in user }
    #endif
}
