// SPDX-License-Identifier: MIT
//
// Specification: RFC 5234 §B.1, RFC 9110 §5.6.2, RFC 3986 §2.

/// Names for the bytes that HTTP's grammar treats specially.
@usableFromInline package enum ASCII {
    @inlinable package static var tab: UInt8 { 0x09 }
    @inlinable package static var lineFeed: UInt8 { 0x0A }
    @inlinable package static var carriageReturn: UInt8 { 0x0D }
    @inlinable package static var space: UInt8 { 0x20 }
    @inlinable package static var percent: UInt8 { UInt8(ascii: "%") }
    @inlinable package static var comma: UInt8 { UInt8(ascii: ",") }
    @inlinable package static var slash: UInt8 { UInt8(ascii: "/") }
    @inlinable package static var zero: UInt8 { UInt8(ascii: "0") }
    @inlinable package static var colon: UInt8 { UInt8(ascii: ":") }
    @inlinable package static var semicolon: UInt8 { UInt8(ascii: ";") }
    @inlinable package static var equals: UInt8 { UInt8(ascii: "=") }
    @inlinable package static var questionMark: UInt8 { UInt8(ascii: "?") }
}

/// A set of ASCII characters as a 128-bit map, so that a membership test is a shift and a mask.
@usableFromInline package struct ByteClass: Sendable {
    @usableFromInline package let low: UInt64
    @usableFromInline package let high: UInt64

    private init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }

    /// Collects the ASCII characters of a literal.
    package init(_ characters: StaticString) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for byte in characters.description.utf8 {
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
        }
        self.init(low: low, high: high)
    }

    /// Returns whether a byte is in the set; a byte above 127 never is.
    @inlinable
    package func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
    }

    /// Returns the union of both sets.
    package func union(_ other: ByteClass) -> ByteClass {
        ByteClass(low: low | other.low, high: high | other.high)
    }
}

extension ByteClass {
    /// `ALPHA` and `DIGIT`.
    package static let alphanumeric = ByteClass(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )

    /// `tchar`, the characters of a token (RFC 9110 §5.6.2).
    package static let token = alphanumeric.union(ByteClass("!#$%&'*+-.^_`|~"))

    /// `pchar` and `/`, percent-encoding unchecked: what a path may contain (RFC 3986 §3.3).
    package static let path = alphanumeric.union(ByteClass("-._~!$&'()*+,;=:@/%"))

    /// What a query may contain: RFC 3986 §3.4, plus the characters that browsers leave unencoded
    /// (`[]{}|\^` and the grave accent, by the URL Standard), since `tags[]=a` is in everyday use.
    package static let query = path.union(ByteClass("?[]{}|\\^`"))

    /// `reg-name` without checking percent-encoding (RFC 3986 §3.2.2).
    package static let registeredName = alphanumeric.union(ByteClass("-._~!$&'()*+,;=%"))

    /// What an address of a future IP version may contain (RFC 3986 §3.2.2).
    package static let addressLiteral = alphanumeric.union(ByteClass(":.-_~!$&'()*+,;="))
}

extension UInt8 {
    /// The letter in lower case; any other byte is unchanged.
    @inlinable
    package var lowercased: UInt8 {
        self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self
    }

    /// Whether the byte is `DIGIT`.
    @inlinable
    package var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }

    /// Whether the byte is optional white space: a space or a tab.
    @inlinable
    package var isWhitespace: Bool { self == ASCII.space || self == ASCII.tab }

    /// The value of a hexadecimal digit in either case, or nil.
    @inlinable
    package var hexDigitValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
