// SPDX-License-Identifier: MIT
//
// Values of fields that are sent: none of them can end its line.

import GatehouseHTTP
import Testing

@Suite("Field values")
struct FieldValueTests {
    @Test(
        "Text without control characters is a field value",
        arguments: ["", "a", "a b", "a\tb", "max-age=0, \"x\"", "é", "\u{1F600}", "a:b"]
    )
    func accepted(text: String) {
        #expect(FieldValue(text)?.text == text)
    }

    @Test("A field value holds no control character except a tab", arguments: 0...0x7F)
    func controls(code: Int) throws {
        let character = String(try #require(UnicodeScalar(code)))
        let isRefused = (code < 0x20 && code != 0x09) || code == 0x7F
        #expect((FieldValue("a" + character + "b") == nil) == isRefused)
    }

    @Test(
        "A field value holds no CR or LF, even where Swift sees one character with others",
        arguments: ["a\r\nSet-Cookie: b", "a\r\n", "\n", "\r\u{301}", "\n\u{301}"]
    )
    func lineEnds(text: String) {
        #expect(FieldValue(text) == nil)
    }

    @Test(
        "A field value neither begins nor ends with white space",
        arguments: [" a", "a ", "\ta", "a\t", " ", "\t"]
    )
    func whitespace(text: String) {
        #expect(FieldValue(text) == nil)
    }

    @Test("A literal that is not a field value stops the program")
    func literal() async {
        #expect(("no-store" as FieldValue).text == "no-store")
        await #expect(processExitsWith: .failure) { _ = "a\r\nb" as FieldValue }
    }
}
