// SPDX-License-Identifier: MIT
//
// A dependency is replaced by one of the same type only.
// Expected: cannot assign value of type 'Dependency<Int>' to type 'Dependency<User>'

import Gatehouse

func otherOverride(currentUser: Dependency<User>) -> DependencyOverrides {
    var overrides = DependencyOverrides()
    #if WRONG
    overrides[currentUser] = Dependency<Int> { _ in 1 }
    #else
    overrides[currentUser] = Dependency { _ in User(username: "alice") }
    #endif
    return overrides
}
