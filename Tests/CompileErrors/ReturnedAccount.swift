// SPDX-License-Identifier: MIT
//
// An account with its password hash is no answer, since it does not say that it is content.
// Expected: requires that 'Account' conform to 'ResponseConvertible'

import Gatehouse

func returnedAccount(app: Application, account: Dependency<Account>) {
    #if WRONG
    app.get("/users/me", account) { account in account }
    #else
    app.get("/users/me", account) { account in account.user }
    #endif
}
