// SPDX-License-Identifier: MIT

import GatehouseAccounts
import Testing

@Suite("Names of accounts")
struct AccountNameTests {
    @Test(
        "A name may be any text of 1 to 255 bytes",
        arguments: [
            "a", "johndoe", "Jöhn Doe", "../etc/passwd", "'; DROP TABLE account; --", "%s%n",
            "cafe\u{301}", "😀", "\u{212A}", String(repeating: "x", count: 255), "a\u{200B}b",
        ]
    )
    func valid(name: String) {
        #expect(AccountName.fault(of: name) == nil)
    }

    @Test(
        "A name that breaks a rule is refused",
        arguments: [
            ("", .empty), (String(repeating: "x", count: 256), .tooLong),
            (String(repeating: "é", count: 128), .tooLong), ("a\0b", .controlCharacter),
            ("a\nb", .controlCharacter), ("a\u{7F}", .controlCharacter),
            ("a\u{85}b", .controlCharacter), ("a\u{2028}b", .controlCharacter),
            (" a", .outerWhitespace), ("a ", .outerWhitespace), ("\u{A0}a", .outerWhitespace),
            ("a\u{3000}", .outerWhitespace), ("\t", .controlCharacter),
        ] as [(String, AccountName.Fault)]
    )
    func invalid(name: String, fault: AccountName.Fault) {
        #expect(AccountName.fault(of: name) == fault)
    }

    @Test("Two spellings of one character have the same canonical form, and other texts have not")
    func canonical() {
        let forms = ["caf\u{E9}", "cafe\u{301}"].map { Array(AccountName.canonical($0).utf8) }
        #expect(forms[0] == forms[1])
        #expect(AccountName.canonical("Cafe").utf8.elementsEqual("Cafe".utf8))
        #expect(!AccountName.canonical("\u{FF21}").utf8.elementsEqual("A".utf8))
    }
}
