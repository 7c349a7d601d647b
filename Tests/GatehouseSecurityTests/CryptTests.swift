// SPDX-License-Identifier: MIT
//
// The call of crypt_rn: its own limits, whatever the scheme.

import GatehouseSecurity
import Testing

private func hash(_ password: String, _ setting: String) throws(PasswordHashError) -> String {
    let password = Array(password.utf8)
    let setting = Array(setting.utf8)
    return String(decoding: try Crypt.hash(password.span, setting: setting.span), as: UTF8.self)
}

private let setting = "$2b$04$AV2QT01EFvaWHscmISr9du"

@Suite("crypt_rn")
struct CryptTests {
    @Test("crypt_rn computes the hash that another implementation made")
    func computes() throws {
        #expect(try hash("secret", setting) == setting + "6A8tG1pv.Q2Wl4vl/s3gwTjmePMIDC2")
        #expect(
            try hash("", "$2b$04$1nNpS0s7yHmCxTlULQVGee")
                == "$2b$04$1nNpS0s7yHmCxTlULQVGeeZKfLKCG8eqwi7Ylkjai4/je1OVi4dhi"
        )
    }

    @Test("A password longer than the library's buffer is refused")
    func refusesLongPasswords() {
        let longest = String(repeating: "x", count: Crypt.maxPasswordByteCount)
        #expect(throws: Never.self) { try hash(longest, setting) }
        #expect(throws: PasswordHashError.passwordTooLong) { try hash(longest + "x", setting) }
    }

    @Test("A NUL, where a C string would end, is refused")
    func refusesNUL() {
        #expect(throws: PasswordHashError.passwordContainsNUL) { try hash("secret\0x", setting) }
        #expect(throws: PasswordHashError.computationFailed) { try hash("secret", setting + "\0") }
    }

    @Test(
        "A setting that the library refuses, or an endless one, is an error",
        arguments: ["", "*0", "*1", "$", "$2b$", "$2b$99$", String(repeating: "x", count: 384)]
    )
    func refusesSettings(setting: String) {
        #expect(throws: PasswordHashError.computationFailed) { try hash("secret", setting) }
    }
}
