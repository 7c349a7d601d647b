// SPDX-License-Identifier: MIT

import GatehouseJSON
import Testing

@Suite("JSON strings that are read (RFC 8259 §7)")
struct JSONStringTests {
    private func read(_ text: String) throws(JSONError) -> String {
        let array = Array(text.utf8)
        var scanner = JSONScanner()
        return try scanner.readString(array.span)
    }

    private func equals(_ text: String, _ other: String) throws(JSONError) -> Bool {
        let array = Array(text.utf8)
        var scanner = JSONScanner()
        return try scanner.scanString(array.span).equals(other, in: array.span)
    }

    @Test(
        "Every escape in a JSON string is undone",
        arguments: [
            (#""""#, ""),
            (#""plain""#, "plain"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9\u20AC""#, "A\u{E9}\u{20AC}"),
            (#""\u0000""#, "\u{0}"),
            (#""\ud834\uDD1E!""#, "\u{1D11E}!"),
            (#""\uDBFF\uDFFF""#, "\u{10FFFF}"),
            (#""\\u0041""#, "\\u0041"),
            ("\"\u{20AC}\\n\u{1D11E}\"", "\u{20AC}\n\u{1D11E}"),
        ]
    )
    func undoesEscapes(text: String, expected: String) throws {
        #expect(Array(try read(text).utf8) == Array(expected.utf8))
    }

    @Test(
        "A JSON string is compared with a text in place, byte for byte",
        arguments: [
            (#""sub""#, "sub", true), (#""s\u0075b""#, "sub", true), (#""""#, "", true),
            (#""sub""#, "su", false), (#""su""#, "sub", false), (#""Sub""#, "sub", false),
            (#""s\u0075""#, "sub", false), (#""\u212A""#, "K", false),
            ("\"\u{212A}\"", "K", false), ("\"e\u{301}\"", "\u{E9}", false),
        ]
    )
    func compares(text: String, other: String, expected: Bool) throws {
        #expect(try equals(text, other) == expected)
    }
}
