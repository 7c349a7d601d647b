// SPDX-License-Identifier: MIT
//
// base64url without padding (RFC 4648 section 5, RFC 7515 section 2), canonical only: each byte
// string has one text, so a signed text cannot be respelled. Touches: memory only.

package enum Base64URL {
    /// Returns the text of some bytes.
    package static func encode(_ bytes: Span<UInt8>) -> [UInt8] {
        [UInt8](capacity: encodedCount(of: bytes.count)) { text in
            var index = 0
            while bytes.count - index >= 3 {
                let group =
                    UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8
                    | UInt32(bytes[index + 2])
                append(group, characters: 4, to: &text)
                index += 3
            }
            switch bytes.count - index {
            case 1:
                append(UInt32(bytes[index]) << 16, characters: 2, to: &text)
            case 2:
                let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8
                append(group, characters: 3, to: &text)
            default:
                break
            }
        }
    }

    /// Returns the bytes that a text stands for, or nil if it is not canonical.
    ///
    /// Refused are padding, white space, every character outside the URL-safe alphabet, a length
    /// that no byte string has, and bits set in the last character that belong to no byte
    /// (RFC 4648 section 3.5).
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var isValid = true
        let bytes = [UInt8](capacity: text.count / 4 * 3 + 2) { bytes in
            isValid = decode(text, into: &bytes)
        }
        return isValid ? bytes : nil
    }

    private static func encodedCount(of byteCount: Int) -> Int {
        byteCount / 3 * 4 + (byteCount % 3 == 0 ? 0 : byteCount % 3 + 1)
    }

    /// Appends the first characters that a group of 24 bits gives.
    private static func append(
        _ group: UInt32,
        characters: Int,
        to text: inout OutputSpan<UInt8>
    ) {
        for position in 0..<characters {
            text.append(alphabet[Int(group >> UInt32(18 - 6 * position) & 63)])
        }
    }

    private static func decode(_ text: Span<UInt8>, into bytes: inout OutputSpan<UInt8>) -> Bool {
        var index = 0
        while text.count - index >= 4 {
            guard let group = group(of: text, from: index, to: index + 4) else { return false }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            bytes.append(UInt8(truncatingIfNeeded: group >> 8))
            bytes.append(UInt8(truncatingIfNeeded: group))
            index += 4
        }
        return index == text.count || decodeTail(text, from: index, into: &bytes)
    }

    /// Decodes the last two or three characters: one or two bytes, and bits that must be zero.
    private static func decodeTail(
        _ text: Span<UInt8>,
        from index: Int,
        into bytes: inout OutputSpan<UInt8>
    ) -> Bool {
        guard let group = group(of: text, from: index, to: text.count) else { return false }
        let isPair = text.count - index == 2
        guard group & (isPair ? 0xFFFF : 0xFF) == 0 else { return false }
        bytes.append(UInt8(truncatingIfNeeded: group >> 16))
        if !isPair { bytes.append(UInt8(truncatingIfNeeded: group >> 8)) }
        return true
    }

    /// Reads up to four characters into the upper bits of a group of 24; nil outside the alphabet.
    private static func group(of text: Span<UInt8>, from start: Int, to end: Int) -> UInt32? {
        var group: UInt32 = 0
        var seen: UInt8 = 0
        for index in start..<end {
            let value = values[Int(text[index])]
            seen |= value
            group |= UInt32(value & 63) << UInt32(18 - 6 * (index - start))
        }
        return seen & 0x80 == 0 ? group : nil
    }

    /// The characters of the values 0 to 63.
    private static let alphabet: [64 of UInt8] = {
        var alphabet = [64 of UInt8](repeating: 0)
        let letters: StaticString =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for (value, letter) in "\(letters)".utf8.enumerated() { alphabet[value] = letter }
        return alphabet
    }()

    /// The value of each byte as a character; 0x80 where it is none.
    private static let values: [256 of UInt8] = {
        var values = [256 of UInt8](repeating: 0x80)
        for value in 0..<64 { values[Int(alphabet[value])] = UInt8(value) }
        return values
    }()
}
