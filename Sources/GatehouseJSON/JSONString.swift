// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §7 and §8, RFC 3629 (UTF-8).

/// A string that was found and validated in a JSON text, but not copied out of it.
package struct JSONString: Equatable, Sendable {
    /// The offsets of the bytes between the quotes.
    package let range: Range<Int>

    /// Whether the string contains a backslash.
    package let hasEscapes: Bool

    /// Returns whether the string, unescaped, equals this text, byte for byte.
    package func equals(_ text: String, in bytes: Span<UInt8>) -> Bool {
        if hasEscapes { return (try? unescaped(in: bytes))?.elementsEqual(text.utf8) ?? false }
        guard range.count == text.utf8.count else { return false }
        let other = text.utf8.span
        for index in other.indices where other[index] != bytes[range.lowerBound + index] {
            return false
        }
        return true
    }

    /// Copies the string out, unescaped.
    package func text(in bytes: Span<UInt8>) throws(JSONError) -> String {
        guard hasEscapes else {
            return try String(validating: bytes.extracting(range), at: range.lowerBound)
        }
        // In two steps: a span of a temporary in a throwing call crashes Swift 6.3.1.
        let unescaped = try unescaped(in: bytes)
        return try String(validating: unescaped.span, at: range.lowerBound)
    }

    /// The bytes of the string, unescaped.
    func unescaped(in bytes: Span<UInt8>) throws(JSONError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(range.count)
        var offset = range.lowerBound
        while offset < range.upperBound {
            if bytes[offset] == UInt8(ascii: "\\") {
                let scalar = try readEscape(bytes, at: &offset)
                result.append(contentsOf: String(scalar).utf8)
            } else {
                result.append(bytes[offset])
                offset += 1
            }
        }
        return result
    }
}

extension JSONScanner {
    /// Reads a string into a `String` of its own, unescaped.
    package mutating func readString(_ bytes: Span<UInt8>) throws(JSONError) -> String {
        try scanString(bytes).text(in: bytes)
    }

    /// Reads past a string, validates it and returns where it is.
    package mutating func scanString(_ bytes: Span<UInt8>) throws(JSONError) -> JSONString {
        try expect(bytes, UInt8(ascii: "\""))
        let start = position
        var hasEscapes = false
        var isASCII = true
        while true {
            isASCII = skipPlainBytes(bytes) && isASCII
            guard position < bytes.count else { throw .unexpectedEnd }
            switch bytes[position] {
            case UInt8(ascii: "\""):
                let range = start..<position
                if !isASCII { try validateUTF8(bytes.extracting(range), at: start) }
                position += 1
                return JSONString(range: range, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                _ = try readEscape(bytes, at: &position)
            default:
                throw .controlCharacter(at: position)
            }
        }
    }

    /// Moves to the next quote, backslash or control, and returns whether all before it was ASCII.
    private mutating func skipPlainBytes(_ bytes: Span<UInt8>) -> Bool {
        var offset = position
        var union: UInt8 = 0  // Of all bytes: the top bit is set if any is not ASCII.
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            union |= byte
            offset += 1
        }
        position = offset
        return union < 0x80
    }
}

extension String {
    /// Copies UTF-8 that begins at `offset` in a JSON text.
    init(validating bytes: Span<UInt8>, at offset: Int) throws(JSONError) {
        do { self = String(copying: try UTF8Span(validating: bytes)) } catch {
            throw .invalidUTF8(at: offset + error.byteOffsets.lowerBound)
        }
    }
}

private func validateUTF8(_ bytes: Span<UInt8>, at offset: Int) throws(JSONError) {
    do { _ = try UTF8Span(validating: bytes) } catch {
        throw .invalidUTF8(at: offset + error.byteOffsets.lowerBound)
    }
}

/// Reads the escape whose backslash is at `offset`; both halves if it is a surrogate pair.
private func readEscape(
    _ bytes: Span<UInt8>,
    at offset: inout Int
) throws(JSONError) -> Unicode.Scalar {
    let start = offset
    guard start + 1 < bytes.count else { throw .unexpectedEnd }
    offset += 2
    switch bytes[start + 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try readUnicodeEscape(bytes, at: &offset, from: start)
    default: throw .invalidEscape(at: start)
    }
}

/// Reads the digits of a `\u` that began at `start`, and the low half that a high half needs.
private func readUnicodeEscape(
    _ bytes: Span<UInt8>,
    at offset: inout Int,
    from start: Int
) throws(JSONError) -> Unicode.Scalar {
    let unit = try readFourHexDigits(bytes, at: &offset, from: start)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00 else { throw .loneSurrogate(at: start) }
    for byte in "\\u".utf8 {
        guard offset < bytes.count else { throw .unexpectedEnd }
        guard bytes[offset] == byte else { throw .loneSurrogate(at: start) }
        offset += 1
    }
    let low = try readFourHexDigits(bytes, at: &offset, from: offset - 2)
    guard 0xDC00...0xDFFF ~= low,
        let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
    else { throw .loneSurrogate(at: start) }
    return scalar
}

private func readFourHexDigits(
    _ bytes: Span<UInt8>,
    at offset: inout Int,
    from start: Int
) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
        guard offset < bytes.count else { throw .unexpectedEnd }
        guard let digit = hexValue(bytes[offset]) else { throw .invalidEscape(at: start) }
        value = value << 4 | digit
        offset += 1
    }
    return value
}

private func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
}
