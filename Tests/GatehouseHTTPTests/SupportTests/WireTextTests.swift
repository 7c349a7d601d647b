// SPDX-License-Identifier: MIT

import Testing
import WireCaseSupport

@Suite("The notation of bytes in wire cases")
struct WireTextTests {
    @Test(
        "Escapes and repetitions in a wire case stand for their bytes",
        arguments: [
            ("", ""), ("a b", "a b"), ("\\r\\n\\t\\\\\\{", "\r\n\t\\{"), ("\\x41\\x7e", "A~"),
            ("{ab*3}", "ababab"), ("{\\r\\n*2}x", "\r\n\r\nx"), ("{**2}", "**"), ("}", "}"),
            ("{\\x00*1}", "\u{0}"),
        ]
    )
    func decode(text: String, expected: String) throws {
        #expect(try WireText.decode(text) == Array(expected.utf8))
    }

    @Test(
        "A malformed escape or repetition in a wire case is an error",
        arguments: [
            "\\", "\\q", "\\x", "\\x4", "\\xg0", "{", "{a", "{a*}", "{a*0}", "{a*-1}", "{a}",
            "{a*2", "é", "\t", "{\\q*2}",
        ]
    )
    func faults(text: String) {
        #expect(throws: WireText.Fault.self) { try WireText.decode(text) }
    }

    @Test("Bytes written in the notation of wire cases are read back unchanged")
    func roundTrip() throws {
        let all = Array(UInt8.min...UInt8.max)
        #expect(try WireText.decode(WireText.encode(all)) == all)
    }
}
