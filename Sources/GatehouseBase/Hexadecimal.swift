// SPDX-License-Identifier: MIT

/// Lower-case hexadecimal digits, for request identifiers, keys and fingerprints.
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

    /// Appends the 16 digits of a word, the most significant first.
    package static func append(_ word: UInt64, to text: inout [UInt8]) {
        var rest = word
        for _ in 0..<16 {
            rest = rest << 4 | rest >> 60
            text.append(digit(UInt8(truncatingIfNeeded: rest) & 0xF))
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? ASCII.zero + value : UInt8(ascii: "a") + value - 10
    }
}
