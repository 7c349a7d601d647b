// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing

@Suite("Methods")
struct MethodTests {
    @Test("the methods of the standard have their names")
    func standard() {
        let methods: [Request.Method] = [
            .get, .head, .post, .put, .delete, .connect, .options, .patch,
        ]
        let names = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "PATCH"]
        #expect(methods.map(\.name) == names)
        #expect("\(Request.Method.get)" == "GET")
    }

    @Test("any token is a method, in its letter case")
    func token() {
        #expect(Request.Method("GET") == .get)
        #expect(Request.Method("get") != .get)
        #expect(Request.Method("BREW")?.name == "BREW")
    }

    @Test(
        "what is no token is no method",
        arguments: ["", "G T", "GET\r\n", "GÉT", "GET/", "\u{0}"]
    )
    func refused(text: String) {
        #expect(Request.Method(text) == nil)
    }
}
