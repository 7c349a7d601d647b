// SPDX-License-Identifier: MIT

import Gatehouse
import Testing

@Suite("Secret")
struct SecretTests {
    private struct Holder: Sendable {
        let name = "johndoe"
        let password = Secret("hunter2")
        let list = [Secret("hunter2")]
        let byName = ["a": Secret("hunter2")]
        let maybe: Secret? = Secret("hunter2")
    }

    @Test("gives its text only to who asks for it by name")
    func value() {
        #expect(Secret("hunter2").value == "hunter2")
    }

    @Test("prints <redacted>")
    func description() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "<redacted>")
        #expect(String(describing: secret) == "<redacted>")
        #expect(String(reflecting: secret) == "<redacted>")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect("\([secret])" == "[<redacted>]")
    }

    @Test("stays hidden in whatever holds it")
    func holder() {
        var texts = ["\(Holder())", String(reflecting: Holder()), "\(Optional(Holder()) as Any)"]
        var dumped = ""
        dump(Holder(), to: &dumped)
        texts.append(dumped)
        #expect(texts.allSatisfy { !$0.contains("hunter2") && $0.contains("johndoe") })
    }
}
