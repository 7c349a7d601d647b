// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §7; the choice of escapes is that of Python's
// `json.dumps(ensure_ascii=False)`.

extension [UInt8] {
    /// Appends a text as a JSON string with its quotes.
    ///
    /// Only `"`, `\` and controls below U+0020 are escaped, in the shortest form; `/`, DEL and
    /// everything beyond ASCII is written as is.
    package mutating func appendJSONString(_ text: String) {
        let bytes = text.utf8.span
        append(UInt8(ascii: "\""))
        for offset in appendPlain(bytes)..<bytes.count { appendEscaped(bytes[offset]) }
        append(UInt8(ascii: "\""))
    }

    /// Appends the bytes up to the first that needs an escape, and returns how many.
    private mutating func appendPlain(_ bytes: Span<UInt8>) -> Int {
        var offset = 0
        append(addingCapacity: bytes.count) { output in
            while offset < bytes.count, !needsEscape(bytes[offset]) {
                output.append(bytes[offset])
                offset += 1
            }
        }
        return offset
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        guard needsEscape(byte) else { return append(byte) }
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append(contentsOf: (byte < 0x10 ? "u000" : "u001").utf8)
            append(contentsOf: String(byte & 0x0F, radix: 16).utf8)
        }
    }
}

private func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}
