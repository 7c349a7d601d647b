// SPDX-License-Identifier: MIT
//
// Lower-case hexadecimal, as request identifiers, keys and fingerprints are written.

/// Writes bytes and words as lower-case hexadecimal digits.
package enum Hexadecimal {
    /// Returns two digits for each byte.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 0xF))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the digits of a word, the most significant first, zeros included.
    package static func append(_ word: some FixedWidthInteger, to text: inout [UInt8]) {
        var shift = type(of: word).bitWidth - 4
        while shift >= 0 {
            text.append(digit(UInt8(truncatingIfNeeded: word >> shift) & 0xF))
            shift -= 4
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? ASCII.zero + value : UInt8(ascii: "a") + value - 10
    }
}
