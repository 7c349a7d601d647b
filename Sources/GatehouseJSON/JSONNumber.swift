// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §6.

internal import GatehouseBase

/// A JSON number as it is written, since no machine type holds all that JSON can write.
///
/// Two numbers are equal if they are written alike: `1`, `1.0` and `1e0` all differ.
public struct JSONNumber: Equatable, Sendable {
    /// The number as written, always within the grammar of RFC 8259 §6.
    public let text: String

    /// The exact value of a number written as a 64-bit integer.
    ///
    /// `nil` if it is out of range, or written with a fraction or an exponent.
    public var int64: Int64? { Int64(text) }

    /// The nearest double; `nil` if the number is out of range, as `1e999` is.
    ///
    /// Never an infinity or NaN. A number too small for a double is 0.
    public var double: Double? {
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// Creates the number for an integer.
    public init(_ value: some FixedWidthInteger) {
        text = String(value)
    }

    /// Creates the shortest number that reads back as this double; `nil` for NaN and infinities.
    public init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = value.description
    }

    fileprivate init(validated text: String) {
        self.text = text
    }
}

extension JSONScanner {
    /// Reads a number, keeping its spelling.
    package mutating func readNumber(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNumber {
        let range = try scanNumber(bytes)
        let text = try String(validating: bytes.extracting(range), at: range.lowerBound)
        return JSONNumber(validated: text)
    }

    /// Reads past a number and returns where it is.
    mutating func scanNumber(_ bytes: Span<UInt8>) throws(JSONError) -> Range<Int> {
        let first = try peekToken(bytes)
        let start = position
        guard first == UInt8(ascii: "-") || first.isDigit else {
            throw .unexpectedByte(at: position)
        }
        _ = take(bytes, UInt8(ascii: "-"))
        if take(bytes, UInt8(ascii: "0")) {
            guard !isAtDigit(bytes) else { throw .invalidNumber(at: start) }
        } else {
            try scanDigits(bytes, of: start)
        }
        if take(bytes, UInt8(ascii: ".")) { try scanDigits(bytes, of: start) }
        if take(bytes, UInt8(ascii: "e")) || take(bytes, UInt8(ascii: "E")) {
            if !take(bytes, UInt8(ascii: "-")) { _ = take(bytes, UInt8(ascii: "+")) }
            try scanDigits(bytes, of: start)
        }
        return start..<position
    }

    private mutating func scanDigits(_ bytes: Span<UInt8>, of start: Int) throws(JSONError) {
        guard position < bytes.count else { throw .unexpectedEnd }
        guard isAtDigit(bytes) else { throw .invalidNumber(at: start) }
        var end = position + 1
        while end < bytes.count, bytes[end].isDigit { end += 1 }
        position = end
    }

    private mutating func take(_ bytes: Span<UInt8>, _ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func isAtDigit(_ bytes: Span<UInt8>) -> Bool {
        position < bytes.count && bytes[position].isDigit
    }
}
