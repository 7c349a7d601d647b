// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing

@Suite("Methods")
struct MethodTests {
    @Test("The standard methods have their names")
    func standard() {
        let methods: [Request.Method] = [
            .get, .head, .post, .put, .delete, .connect, .options, .patch,
        ]
        let names = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "PATCH"]
        #expect(methods.map(\.name) == names)
        #expect("\(Request.Method.get)" == "GET")
    }

    @Test("Any token is a method, and its letter case matters")
    func token() {
        #expect(Request.Method("GET") == .get)
        #expect(Request.Method("get") != .get)
        #expect(Request.Method("BREW")?.name == "BREW")
    }

    @Test(
        "Text that is not a token is not a method",
        arguments: ["", "G T", "GET\r\n", "GÉT", "GET/", "\u{0}"]
    )
    func refused(text: String) {
        #expect(Request.Method(text) == nil)
    }
}
