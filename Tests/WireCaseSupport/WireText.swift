// SPDX-License-Identifier: MIT
//
// Bytes as a line of text, in both directions: `\r`, `\n`, `\t`, `\\`, `\{`, `\xNN`, and `{a*8192}`
// for what is repeated.

import GatehouseHTTP

/// The notation in which wire cases write bytes.
package enum WireText {
    /// What is wrong with a text.
    package struct Fault: Error, Equatable {
        package let message: String
    }

    /// Writes bytes so that a reader sees each of them.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case ASCII.carriageReturn: text += "\\r"
            case ASCII.lineFeed: text += "\\n"
            case ASCII.tab: text += "\\t"
            case UInt8(ascii: "\\"), UInt8(ascii: "{"):
                text += "\\" + String(UnicodeScalar(byte))
            case 0x20..<0x7F: text.unicodeScalars.append(UnicodeScalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += "\\x" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return text
    }

    /// Reads the bytes that a text stands for.
    package static func decode(_ text: some StringProtocol) throws(Fault) -> [UInt8] {
        var reader = Reader(source: ArraySlice(text.utf8))
        return try reader.readAll()
    }
}

/// Reads the notation from left to right.
private struct Reader {
    var source: ArraySlice<UInt8>

    mutating func readAll() throws(WireText.Fault) -> [UInt8] {
        var bytes: [UInt8] = []
        while let byte = source.popFirst() {
            switch byte {
            case UInt8(ascii: "\\"): bytes.append(try readEscape())
            case UInt8(ascii: "{"): bytes += try readRepeat()
            case 0x20..<0x7F: bytes.append(byte)
            default: throw WireText.Fault(message: "a byte that has to be written as \\xNN")
            }
        }
        return bytes
    }

    private mutating func readEscape() throws(WireText.Fault) -> UInt8 {
        switch source.popFirst() {
        case UInt8(ascii: "r"): return ASCII.carriageReturn
        case UInt8(ascii: "n"): return ASCII.lineFeed
        case UInt8(ascii: "t"): return ASCII.tab
        case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
        case UInt8(ascii: "{"): return UInt8(ascii: "{")
        case UInt8(ascii: "x"):
            guard let high = source.popFirst()?.hexDigitValue,
                let low = source.popFirst()?.hexDigitValue
            else { throw WireText.Fault(message: "\\x needs two hexadecimal digits") }
            return high << 4 | low
        default: throw WireText.Fault(message: "an unknown escape")
        }
    }

    /// `{text*count}`, after the brace; the text may hold escapes.
    private mutating func readRepeat() throws(WireText.Fault) -> [UInt8] {
        guard let end = source.firstIndex(of: UInt8(ascii: "}")),
            let star = source[..<end].lastIndex(of: UInt8(ascii: "*")),
            let count = Int(String(decoding: source[(star + 1)..<end], as: UTF8.self)),
            (1...1_000_000).contains(count)
        else { throw WireText.Fault(message: "a repetition is written {text*count}") }
        var inner = Reader(source: source[source.startIndex..<star])
        source = source[(end + 1)...]
        return Array(repeatElement(try inner.readAll(), count: count).joined())
    }
}
