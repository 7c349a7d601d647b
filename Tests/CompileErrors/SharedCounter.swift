// SPDX-License-Identifier: MIT
//
// A handler runs on many threads, so it cannot change a variable outside it.
// Expected: mutation of captured var 'count' in concurrently-executing code

import Gatehouse

func sharedCounter(app: Application) {
    var count = 0
    count += 1
    let start = count
    app.get("/count") {
        #if WRONG
        count += 1
        #endif
        return User(username: "\(start)")
    }
}
