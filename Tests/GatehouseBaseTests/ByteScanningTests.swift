// SPDX-License-Identifier: MIT
//
// Searches over bytes, against the same searches written byte by byte.

import GatehouseBase
import TestSupport
import Testing

@Suite("Scanning bytes")
struct ByteScanningTests {
    // A span cannot cross the macros of the tests: these take arrays.
    private static func firstControl(_ bytes: [UInt8], from start: Int) -> Int {
        bytes.span.firstControl(from: start)
    }

    private static func slowFirstControl(_ bytes: [UInt8], from start: Int) -> Int {
        (start..<bytes.count).first { bytes[$0] < 0x20 || bytes[$0] == 0x7F } ?? bytes.count
    }

    @Test("A control character is found at each place in bytes of each length")
    func eachPlace() {
        for count in 0...50 {
            #expect(Self.firstControl(Array(repeating: 0x41, count: count), from: 0) == count)
            for place in 0..<count {
                var bytes = [UInt8](repeating: 0x41, count: count)
                bytes[place] = 0x0D
                #expect(Self.firstControl(bytes, from: 0) == place)
            }
        }
    }

    @Test("Every byte is classified correctly as a control character, in a vector and after it")
    func eachByte() {
        for byte in UInt8.min...UInt8.max {
            let isControl = byte < 0x20 || byte == 0x7F
            var bytes = [UInt8](repeating: 0x41, count: 20)
            bytes[5] = byte
            #expect(Self.firstControl(bytes, from: 0) == (isControl ? 5 : 20))
            #expect(Self.firstControl([byte], from: 0) == (isControl ? 0 : 1))
        }
    }

    @Test("A search for control characters agrees with one byte by byte, from each start")
    func random() {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<100 {
            let count = Int.random(in: 0...70, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0x1E...0x82, using: &generator) }
            for start in 0...count {
                let expected = Self.slowFirstControl(bytes, from: start)
                #expect(Self.firstControl(bytes, from: start) == expected)
            }
        }
    }

    @Test(
        "A byte is found only within the given range",
        arguments: [(0..<5, 1), (2..<5, 3), (2..<3, nil), (1..<1, nil)] as [(Range<Int>, Int?)]
    )
    func firstIndex(range: Range<Int>, expected: Int?) {
        let bytes = Array("a:b:c".utf8)
        let found = bytes.span.firstIndex(of: ASCII.colon, in: range)
        #expect(found == expected)
    }

    @Test(
        "A range of bytes is in a byte class where each of its bytes is",
        arguments: [(0..<2, true), (2..<2, true), (3..<4, true), (0..<4, false)]
    )
    func contains(range: Range<Int>, expected: Bool) {
        let bytes = Array("ab c".utf8)
        let isOfClass = bytes.span.contains(only: .token, in: range)
        #expect(isOfClass == expected)
    }

    @Test(
        "White space is trimmed at both ends of a range of bytes",
        arguments: [
            ("", ""), ("  ", ""), ("\t a\t", "a"), ("a b", "a b"), ("a ", "a"), (" a", "a"),
            ("\u{B}a", "\u{B}a"),
        ]
    )
    func trimmed(text: String, expected: String) {
        let bytes = Array(text.utf8)
        let range = bytes.span.trimmed(0..<bytes.count)
        #expect(String(decoding: bytes[range], as: UTF8.self) == expected)
    }

    @Test(
        "Bytes match a text in any letter case",
        arguments: [
            ("close", true), ("CLOSE", true), ("cLoSe", true), ("clos", false), ("closed", false),
            ("cl\u{14F}se", false), ("", false),
        ]
    )
    func matches(text: String, expected: Bool) {
        let bytes = Array(text.utf8)
        let matches = bytes.span.matches("close", in: 0..<bytes.count)
        #expect(matches == expected)
    }

    @Test("The bytes of the KELVIN SIGN do not match the letter k")
    func kelvin() {
        let bytes = Array("\u{212A}".utf8)
        let matches = bytes.span.matches("k", in: 0..<bytes.count)
        #expect(!matches)
    }

    @Test(
        "A range of bytes becomes a string, with U+FFFD for what is not UTF-8",
        arguments: [(0..<3, "aé"), (0..<4, "aé\u{FFFD}"), (1..<1, "")]
    )
    func string(range: Range<Int>, expected: String) {
        let bytes: [UInt8] = [0x61, 0xC3, 0xA9, 0xFF]
        let text = bytes.span.string(in: range)
        #expect(text == expected)
    }

    @Test("Bytes are copied whole and in part")
    func copies() {
        let bytes = Array("hello".utf8)
        var target = Array("oh ".utf8)
        target.append(bytes.span, in: 1..<3)
        #expect(target == Array("oh el".utf8))
        let copy = bytes.span.array()
        #expect(copy == bytes)
    }
}
