// SPDX-License-Identifier: MIT

import GatehouseForms
import TestSupport
import Testing

@Suite("URL-encoded forms (WHATWG URL §5.1)")
struct URLEncodedFormTests {
    private static let pieces = [
        FormCase("a=1&b=2", ["a=1", "b=2"], "fields are separated by ampersands"),
        FormCase("a=1&a=2", ["a=1", "a=2"], "duplicates are kept in order"),
        FormCase("a", ["a="], "a name without = has an empty value"),
        FormCase("a=", ["a="], "an empty value is a value"),
        FormCase("=1", ["=1"], "an empty name is a name"),
        FormCase("=", ["="], "both may be empty"),
        FormCase("a=b=c==", ["a=b=c=="], "only the first = separates"),
        FormCase("&&a=1&&&b=2&", ["a=1", "b=2"], "empty pieces are skipped"),
        FormCase("&", [], "empty pieces alone are not fields"),
        FormCase("a=1;b=2", ["a=1;b=2"], "a semicolon is not a separator"),
        FormCase("A=1&a=2", ["A=1", "a=2"], "names are case-sensitive"),
        FormCase(" a = 1 \r\n", [" a = 1 \r\n"], "nothing is trimmed"),
    ]

    private static let escapes = [
        FormCase("a+b=c+d", ["a b=c d"], "a plus is a space, in names as well"),
        FormCase("a=%20%2B%2b", ["a= ++"], "escapes are read in any letter case"),
        FormCase("a=%2541%2B", ["a=%41+"], "values are decoded exactly once"),
        FormCase("%61%3d=%26%3D", ["a==&="], "escaped separators are data"),
        FormCase("a=%zz%2&b=%&c=%4", ["a=%zz%2", "b=%", "c=%4"], "broken escapes stay"),
        FormCase("a=%%41%4%41%1g", ["a=%A%4A%1g"], "a good escape may follow a broken one"),
        FormCase("a=%+1", ["a=% 1"], "a plus after a broken escape is a space"),
        FormCase("a=%00%0D%0A", ["a=\0\r\n"], "control characters are data"),
    ]

    private static let unicode = [
        FormCase("a=%C3%A9", ["a=\u{E9}"], "escaped UTF-8 is decoded"),
        FormCase("é=é", ["\u{E9}=\u{E9}"], "raw UTF-8 is read as UTF-8"),
        FormCase("a=e%CC%81", ["a=e\u{301}"], "nothing is normalised"),
        FormCase("a=%F0%9F%98%80", ["a=\u{1F600}"], "characters beyond the first plane are read"),
        FormCase("a=%FF.%C3", ["a=\u{FFFD}.\u{FFFD}"], "invalid UTF-8 becomes U+FFFD"),
        FormCase("a=%C0%AE", ["a=\u{FFFD}\u{FFFD}"], "an overlong form is invalid"),
        FormCase(
            [0x61, 0x3D, 0xFF, 0x26, 0xC3, 0x3D, 0x41],
            ["a=\u{FFFD}", "\u{FFFD}=A"],
            "raw invalid UTF-8 becomes U+FFFD and eats no separator"
        ),
        FormCase("a=%EF%BB%BFx", ["a=\u{FEFF}x"], "a byte order mark is data"),
    ]

    private static let clients = [
        FormCase(
            "username=johndoe&password=secret",
            ["username=johndoe", "password=secret"],
            "curl -d"
        ),
        FormCase(
            "username=j%C3%B6+hn%26%3D%2B%25%3B~&p%2A=a%0D%0Ab%F0%9F%98%80%2F%3F.-_",
            ["username=j\u{F6} hn&=+%;~", "p*=a\r\nb\u{1F600}/?.-_"],
            "urllib.parse.urlencode"
        ),
        FormCase(
            "grant_type=password&username=a*b-c.d_e&password=%7E%21%27%28%29",
            ["grant_type=password", "username=a*b-c.d_e", "password=~!'()"],
            "URLSearchParams"
        ),
    ]

    @Test(
        "A URL-encoded form is decoded into its fields",
        arguments: pieces + escapes + unicode + clients
    )
    func decodes(example: FormCase) throws {
        #expect(FormCase.areSameBytes(try decode(example.body)?.summary, example.fields))
    }

    @Test("A URL-encoded form may have 1000 fields and not one more")
    func fieldCount() throws {
        let thousand = String(repeating: "a&&", count: 1000)
        #expect(try decode(Array(thousand.utf8))?.fields.count == 1000)
        #expect(throws: FormError.tooManyFields(limit: 1000)) {
            try decode(Array((thousand + "=").utf8))
        }
    }

    @Test("A URL-encoded field may have 1 MiB, name and value together, and not one byte more")
    func fieldSize() throws {
        let limit = FormLimits().maxFieldBytes
        let value = [UInt8](repeating: UInt8(ascii: "x"), count: limit - 1)
        let name = Array("b=2&a".utf8)
        #expect(try decode(name + Array("=".utf8) + value)?.fields.count == 2)
        for body in [name + Array("=x".utf8) + value, name + Array("x".utf8) + value] {
            #expect(throws: FormError.fieldTooLarge(limitInBytes: 1_048_576)) {
                try decode(body)
            }
        }
    }

    @Test("Every byte that is escaped in a URL-encoded form is read back")
    func everyByte() throws {
        for byte in UInt8.min...UInt8.max {
            let digits = String(byte, radix: 16)
            let escape = "%" + (digits.count == 1 ? "0" : "") + digits
            let text = String(decoding: [byte], as: UTF8.self)
            let fields = try decode(Array("\(escape)=\(escape)".utf8))?.summary
            #expect(FormCase.areSameBytes(fields, ["\(text)=\(text)"]))
        }
    }

    @Test(
        "Random bytes as a URL-encoded form do not trap",
        arguments: 1...200 as ClosedRange<UInt64>
    )
    func randomBytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("a=&%+2f\u{E9}".utf8) + [0x00, 0xFF]
        let body = (0..<64).compactMap { _ in alphabet.randomElement(using: &random) }
        let count = body.split(separator: UInt8(ascii: "&")).count
        #expect(try decode(body)?.fields.count == count)
    }

    private func decode(_ body: [UInt8]) throws(FormError) -> Form? {
        try Form.decode(body, contentType: "application/x-www-form-urlencoded")
    }
}
