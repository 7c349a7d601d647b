// SPDX-License-Identifier: MIT
//
// Text as part of a line that input cannot break: everything but printable ASCII is escaped the
// way JSON escapes, so line ends, terminal codes, bidirectional controls and look-alikes show.
// Specification: RFC 8259 §7. Touches: memory only.

package enum LogText {
    /// Appends the text with JSON's escapes, cut to so many scalars.
    static func appendEscaped(_ text: String, limit: Int, to bytes: inout [UInt8]) {
        // Nearly all text is plain, and goes much faster in one piece.
        if text.utf8.count <= limit && consists(text, of: isPlain) {
            bytes.append(contentsOf: text.utf8)
            return
        }
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else {
                bytes.append(contentsOf: "...".utf8)
                return
            }
            count += 1
            appendEscaped(scalar, to: &bytes)
        }
    }

    /// Whether the byte stands for itself: printable ASCII but the quote and the backslash.
    static func isPlain(_ byte: UInt8) -> Bool {
        0x20...0x7E ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Whether every byte of the text is allowed.
    @inline(__always)
    static func consists(_ text: String, of isAllowed: (UInt8) -> Bool) -> Bool {
        let bytes = text.utf8.span
        for index in bytes.indices where !isAllowed(bytes[index]) { return false }
        return true
    }

    private static func appendEscaped(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"": bytes.append(contentsOf: #"\""#.utf8)
        case "\\": bytes.append(contentsOf: #"\\"#.utf8)
        case "\n": bytes.append(contentsOf: #"\n"#.utf8)
        case "\r": bytes.append(contentsOf: #"\r"#.utf8)
        case "\t": bytes.append(contentsOf: #"\t"#.utf8)
        case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        default:
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                appendHexadecimal(unit, to: &bytes)
            }
        }
    }

    private static func appendHexadecimal(_ unit: UInt16, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: #"\u"#.utf8)
        for shift in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift) & 0xF
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }

    /// Appends the text between quotes.
    static func appendQuoted(_ text: String, limit: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text, limit: limit, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Returns the start of the text, quoted and escaped, fit to stand in a message.
    static func excerpt(_ text: String) -> String {
        var bytes: [UInt8] = []
        appendQuoted(text, limit: 40, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
