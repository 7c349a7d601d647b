// SPDX-License-Identifier: MIT
//
// A parameter must be of a type that says how it is read.
// Expected: requires that 'User' conform to 'ParameterValue'

import Gatehouse

func unreadableParameter() {
    #if WRONG
    _ = Dependency.path("name", as: User.self)
    #else
    _ = Dependency.path("name", as: String.self)
    #endif
}
