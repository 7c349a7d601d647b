// SPDX-License-Identifier: MIT

import GatehouseSecurity
import Testing

@Suite("Password policy")
struct PasswordPolicyTests {
    private func fault(_ password: String, names: [String?] = []) -> PasswordPolicy.Fault? {
        PasswordPolicy.fault(of: Secret(password), names: names)
    }

    @Test(
        "Any text of 8 to 1024 bytes that is not known is allowed, whatever it is made of",
        arguments: [
            "vhzkqwxj", "        x", "пароль-12", "correct horse battery staple", "🔑🗝🔒🔓🔐🔏🚪🧱",
            "aaaaaaaaaaaaaaaaaab", " leading and trailing ", String(repeating: "é", count: 512),
            "# Common", "xyz\n12345",
        ]
    )
    func allowed(password: String) {
        #expect(fault(password) == nil)
    }

    @Test("The length is counted in characters, and limited in bytes")
    func length() {
        for short in ["", "a", "vhzkqwx", "🔑🗝🔒🔓🔐🔏🚪", "éééé"] { #expect(fault(short) == .tooShort) }
        #expect(fault(String(repeating: "é", count: 512) + "x") == .tooLong)
    }

    @Test("A password whose bytes are not UTF-8 is refused")
    func notText() {
        let bytes = Array("password-".utf8) + [0xFF]
        #expect(PasswordPolicy.fault(of: Secret(bytes: bytes)) == .notText)
    }

    @Test(
        "A common password is refused in upper or lower case",
        arguments: ["password", "PassWord", "12345678", "1q2w3e4r5t", "mercede1", "11234567"]
    )
    func common(password: String) {
        #expect(fault(password) == .common)
        #expect(fault(password + "\n") == nil)
        #expect(fault(password + "-vhzk") == nil)
    }

    @Test("The comments of the list are no passwords")
    func comments() {
        #expect(fault("# Permission is hereby granted") == nil)
        #expect(
            fault(
                "# 30,000 entries those with at least 8 characters, unchanged. License of both: MIT."
            ) == nil
        )
    }

    @Test("What the user or this program is called is refused")
    func names() {
        let names = ["johnathan.doe", "John Q. Doe", "jonathan.d@example.com", nil]
        for password in [
            "johnathan.doe", "JOHNATHAN.DOE", "john q. doe", "Jonathan.D@example.com", "jonathan.d",
        ] {
            #expect(fault(password, names: names) == .ownName)
            #expect(fault(password) == nil)
        }
        #expect(fault("johnathan.doe1", names: names) == nil)
        #expect(fault("Gatehouse") == .programName)
    }
}
