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

    @Test("a control character is found in each place of each length")
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

    @Test("each byte is a control character or none, within a vector and behind it")
    func eachByte() {
        for byte in UInt8.min...UInt8.max {
            let isControl = byte < 0x20 || byte == 0x7F
            var bytes = [UInt8](repeating: 0x41, count: 20)
            bytes[5] = byte
            #expect(Self.firstControl(bytes, from: 0) == (isControl ? 5 : 20))
            #expect(Self.firstControl([byte], from: 0) == (isControl ? 0 : 1))
        }
    }

    @Test("random bytes give what a search byte by byte gives, from each start")
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
        "a byte is found within its range only",
        arguments: [(0..<5, 1), (2..<5, 3), (2..<3, nil), (1..<1, nil)] as [(Range<Int>, Int?)]
    )
    func firstIndex(range: Range<Int>, expected: Int?) {
        let bytes = Array("a:b:c".utf8)
        let found = bytes.span.firstIndex(of: ASCII.colon, in: range)
        #expect(found == expected)
    }

    @Test(
        "a range is of one class where each byte is",
        arguments: [(0..<2, true), (2..<2, true), (3..<4, true), (0..<4, false)]
    )
    func contains(range: Range<Int>, expected: Bool) {
        let bytes = Array("ab c".utf8)
        let isOfClass = bytes.span.contains(only: .token, in: range)
        #expect(isOfClass == expected)
    }

    @Test(
        "white space is trimmed at both ends",
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
        "text is compared letter case apart, as bytes",
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

    @Test("a look-alike of a letter does not match it")
    func kelvin() {
        let bytes = Array("\u{212A}".utf8)
        let matches = bytes.span.matches("k", in: 0..<bytes.count)
        #expect(!matches)
    }

    @Test(
        "a range becomes a string, with U+FFFD for what is no UTF-8",
        arguments: [(0..<3, "aé"), (0..<4, "aé\u{FFFD}"), (1..<1, "")]
    )
    func string(range: Range<Int>, expected: String) {
        let bytes: [UInt8] = [0x61, 0xC3, 0xA9, 0xFF]
        let text = bytes.span.string(in: range)
        #expect(text == expected)
    }

    @Test("bytes are copied whole and in part")
    func copies() {
        let bytes = Array("hello".utf8)
        var target = Array("oh ".utf8)
        target.append(bytes.span, in: 1..<3)
        #expect(target == Array("oh el".utf8))
        let copy = bytes.span.array()
        #expect(copy == bytes)
    }
}
