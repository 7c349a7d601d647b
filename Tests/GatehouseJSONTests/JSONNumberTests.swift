// SPDX-License-Identifier: MIT
//
// The values of numbers. (The cases of their grammar are in JSONCases.swift.)

import GatehouseJSON
import Testing

@Suite("JSON numbers (RFC 8259 §6)")
struct JSONNumberTests {
    private func read(_ text: String) throws(JSONError) -> JSONNumber {
        let array = Array(text.utf8)
        var scanner = JSONScanner()
        return try scanner.readNumber(array.span)
    }

    @Test(
        "A JSON number keeps its text, and has an integer where it is written as one that fits",
        arguments: [
            ("0", 0), ("-0", 0), ("1800000000", 1_800_000_000), ("-1", -1),
            ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil),
            ("1.0", nil), ("1e3", nil), ("100000000000000000000000000000", nil),
        ] as [(String, Int64?)]
    )
    func integers(text: String, value: Int64?) throws {
        #expect(try read(text).text == text)
        #expect(try read(text).int64 == value)
    }

    @Test(
        "A JSON number has the nearest double, or none where it is out of range",
        arguments: [
            ("0", 0), ("1800000000.5", 1_800_000_000.5), ("1.81e9", 1.81e9), ("-2.5E-3", -0.0025),
            ("9007199254740993", 9_007_199_254_740_992), ("10000000000000000000", 1e19),
            ("1.7976931348623157e308", .greatestFiniteMagnitude),
            ("5e-324", .leastNonzeroMagnitude),
            ("1e-999", 0), ("0e99999999999999999999", 0),
            ("1e999", nil), ("-1e999", nil), ("1e99999999999999999999", nil),
        ] as [(String, Double?)]
    )
    func doubles(text: String, value: Double?) throws {
        #expect(try read(text).double == value)
    }

    @Test("A JSON number of a thousand digits has neither a double nor an integer")
    func thousandDigits() throws {
        let text = String(repeating: "9", count: 1000)
        #expect(try read(text).double == nil)
        #expect(try read(text).int64 == nil)
    }

    @Test("JSON numbers are equal only where they are written alike")
    func equality() throws {
        #expect(try read("1.50") == read("1.50"))
        #expect(try read("1.50") != read("1.5"))
    }

    @Test("JSON numbers are made from integers and finite doubles only")
    func made() {
        #expect(JSONNumber(UInt64.max).text == "18446744073709551615")
        #expect(JSONNumber(Int8.min).text == "-128")
        #expect(JSONNumber(0.5)?.text == "0.5")
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(Double.nan) == nil)
    }
}
