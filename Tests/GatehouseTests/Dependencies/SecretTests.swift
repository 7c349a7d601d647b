// SPDX-License-Identifier: MIT

import Gatehouse
import Testing

@Suite("Secrets")
struct SecretTests {
    private struct Holder: Sendable {
        let name = "johndoe"
        let password = Secret("hunter2")
        let list = [Secret("hunter2")]
        let byName = ["a": Secret("hunter2")]
        let maybe: Secret? = Secret("hunter2")
    }

    @Test("A secret gives its text when asked for its value")
    func value() {
        #expect(Secret("hunter2").value == "hunter2")
    }

    @Test("A secret prints as <redacted>")
    func description() {
        let secret = Secret("hunter2")
        #expect("\(secret)" == "<redacted>")
        #expect(String(describing: secret) == "<redacted>")
        #expect(String(reflecting: secret) == "<redacted>")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect("\([secret])" == "[<redacted>]")
    }

    @Test("A secret stays hidden in whatever holds it")
    func holder() {
        var texts = ["\(Holder())", String(reflecting: Holder()), "\(Optional(Holder()) as Any)"]
        var dumped = ""
        dump(Holder(), to: &dumped)
        texts.append(dumped)
        #expect(texts.allSatisfy { !$0.contains("hunter2") && $0.contains("johndoe") })
    }
}
