// SPDX-License-Identifier: MIT

import GatehouseBase
import Testing

@Suite("Bytes and their classes")
struct ASCIITests {
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    private static let digits = "0123456789"

    private static func members(_ byteClass: ByteClass) -> [UInt8] {
        (UInt8.min...UInt8.max).filter(byteClass.contains)
    }

    private static func sorted(_ text: String) -> [UInt8] {
        text.utf8.sorted()
    }

    @Test("A byte class holds the characters of its literal and nothing else")
    func literal() {
        #expect(Self.members(ByteClass("")).isEmpty)
        #expect(Self.members(ByteClass("\u{0}?@\u{7F}")) == [0, 63, 64, 127])
    }

    @Test("The union of two byte classes holds the characters of both")
    func union() {
        #expect(Self.members(ByteClass("b").union(ByteClass("a1"))) == Array("1ab".utf8))
    }

    @Test("The class of token bytes holds the tchars of RFC 9110 §5.6.2")
    func token() {
        let expected = Self.sorted("!#$%&'*+-.^_`|~" + Self.digits + Self.letters)
        #expect(Self.members(.token) == expected)
    }

    @Test("The class of path bytes holds pchars, slashes and percent signs")
    func path() {
        let expected = Self.sorted("-._~!$&'()*+,;=:@/%" + Self.digits + Self.letters)
        #expect(Self.members(.path) == expected)
    }

    @Test("The class of query bytes holds those of a path and what browsers leave unencoded")
    func query() {
        let expected = Self.sorted("-._~!$&'()*+,;=:@/%?[]{}|\\^`" + Self.digits + Self.letters)
        #expect(Self.members(.query) == expected)
    }

    @Test("The class of registered-name bytes holds no delimiter of an authority")
    func registeredName() {
        let expected = Self.sorted("-._~!$&'()*+,;=%" + Self.digits + Self.letters)
        #expect(Self.members(.registeredName) == expected)
    }

    @Test("Lowercasing a byte changes only the letters A to Z")
    func lowercased() {
        for byte in UInt8.min...UInt8.max {
            let isUpper = (65...90).contains(byte)
            #expect(byte.lowercased == (isUpper ? byte + 32 : byte))
        }
    }

    @Test("A byte knows whether it is a digit, white space or a hexadecimal digit")
    func kinds() {
        let all = UInt8.min...UInt8.max
        #expect(all.filter(\.isDigit) == Array(Self.digits.utf8))
        #expect(all.filter(\.isWhitespace) == [9, 32])
        #expect(all.filter { $0.hexDigitValue != nil } == Self.sorted("0123456789ABCDEFabcdef"))
        #expect("09afAF".utf8.map(\.hexDigitValue) == [0, 9, 10, 15, 10, 15])
    }
}
