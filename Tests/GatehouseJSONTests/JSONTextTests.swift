// SPDX-License-Identifier: MIT

import GatehouseJSON
import Testing

@Suite("JSON strings that are written (RFC 8259 §7)")
struct JSONTextTests {
    private func written(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.appendJSONString(text)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "A string is escaped where it must be, as by Python's json.dumps(ensure_ascii=False)",
        arguments: [
            ("", #""""#),
            ("johndoe", #""johndoe""#),
            ("a\"b\\c", #""a\"b\\c""#),
            ("\n\r\t\u{8}\u{C}", #""\n\r\t\b\f""#),
            ("\u{0}\u{1}\u{B}\u{F}\u{10}\u{1F}", #""\u0000\u0001\u000b\u000f\u0010\u001f""#),
            ("</script>", #""</script>""#),
            (" ~\u{7F}\u{80}", "\" ~\u{7F}\u{80}\""),
            ("\u{E9}\u{20AC}\u{1D11E}", "\"\u{E9}\u{20AC}\u{1D11E}\""),
            ("\u{2028}\u{FEFF}", "\"\u{2028}\u{FEFF}\""),
            ("\u{E9}\n", "\"\u{E9}\\n\""),
        ]
    )
    func escapes(text: String, expected: String) {
        #expect(Array(written(text).utf8) == Array(expected.utf8))
    }

    @Test("A JSON string is appended to the bytes that are there")
    func appends() {
        var bytes = Array("{\"detail\":".utf8)
        bytes.appendJSONString("Not Found")
        #expect(bytes == Array("{\"detail\":\"Not Found\"".utf8))
    }

    @Test("A string of any ASCII character survives JSON unchanged")
    func roundTrips() throws {
        for byte in UInt8.min..<0x80 {
            let text = String(UnicodeScalar(byte))
            let bytes = JSONValue.string(text).encoded()
            #expect(try JSONValue.parse(bytes) == .string(text))
        }
    }
}
