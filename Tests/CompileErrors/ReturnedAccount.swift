// SPDX-License-Identifier: MIT
//
// An account with its password hash cannot be returned, since it is not declared as content.
// Expected: requires that 'Account' conform to 'ResponseConvertible'

import Gatehouse

func returnedAccount(app: Application, account: Dependency<Account>) {
    #if WRONG
    app.get("/users/me", account) { account in account }
    #else
    app.get("/users/me", account) { account in account.user }
    #endif
}
