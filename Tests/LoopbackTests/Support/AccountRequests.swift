// SPDX-License-Identifier: MIT
//
// What the tests of accounts ask a server.

import TestSupport

extension ClientSocket {
    func status(of token: String) throws -> Int {
        try ask(Requests.get("/users/me", token: token)).status
    }

    func readiness() throws -> Int { try ask(Requests.get("/readyz")).status }

    func login(_ name: String) throws -> ReceivedResponse {
        try ask(Requests.login("username=\(name)&password=secret"))
    }
}
