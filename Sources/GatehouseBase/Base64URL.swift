// SPDX-License-Identifier: MIT
//
// base64url without padding (RFC 4648 §5, RFC 7515 §2), canonical only: every byte string has
// exactly one encoding, so a signed text cannot be respelled.

package enum Base64URL {
    /// Returns the encoding of some bytes.
    package static func encode(_ bytes: Span<UInt8>) -> [UInt8] {
        let alphabet = Self.alphabet
        return [UInt8](capacity: encodedCount(of: bytes.count)) { text in
            var index = 0
            while bytes.count - index >= 3 {
                let (first, second, third) = (bytes[index], bytes[index + 1], bytes[index + 2])
                text.append(alphabet[Int(first >> 2)])
                text.append(alphabet[Int((first << 4 | second >> 4) & 63)])
                text.append(alphabet[Int((second << 2 | third >> 6) & 63)])
                text.append(alphabet[Int(third & 63)])
                index += 3
            }
            encodeTail(bytes, from: index, into: &text)
        }
    }

    /// Returns the bytes that a text encodes, or nil if it is not canonical.
    ///
    /// Rejects padding, white space, any character outside the URL-safe alphabet, a length that no
    /// byte string encodes to, and nonzero bits in the last character that belong to no byte
    /// (RFC 4648 §3.5).
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var isValid = true
        let bytes = [UInt8](capacity: text.count / 4 * 3 + 2) { bytes in
            isValid = decode(text, into: &bytes)
        }
        return isValid ? bytes : nil
    }

    /// Returns the bytes that a text in standard base64 with padding encodes (RFC 4648 §4), or nil
    /// if it is not canonical.
    package static func decode(padded text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        var text = text
        for _ in 0..<2 where text.last == ASCII.equals { text.removeLast() }
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "+"): text[index] = UInt8(ascii: "-")
            case ASCII.slash: text[index] = UInt8(ascii: "_")
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            default: break
            }
        }
        return decode(text.span)
    }

    private static func encodedCount(of byteCount: Int) -> Int {
        byteCount / 3 * 4 + (byteCount % 3 == 0 ? 0 : byteCount % 3 + 1)
    }

    /// Encodes the last one or two bytes, if any, as two or three characters.
    private static func encodeTail(
        _ bytes: Span<UInt8>,
        from index: Int,
        into text: inout OutputSpan<UInt8>
    ) {
        guard index < bytes.count else { return }
        let first = bytes[index]
        let second = index + 1 < bytes.count ? bytes[index + 1] : 0
        text.append(alphabet[Int(first >> 2)])
        text.append(alphabet[Int((first << 4 | second >> 4) & 63)])
        guard index + 1 < bytes.count else { return }
        text.append(alphabet[Int(second << 2 & 63)])
    }

    private static func decode(_ text: Span<UInt8>, into bytes: inout OutputSpan<UInt8>) -> Bool {
        let values = Self.values
        var index = 0
        while text.count - index >= 4 {
            let first = values[Int(text[index])]
            let second = values[Int(text[index + 1])]
            let third = values[Int(text[index + 2])]
            let fourth = values[Int(text[index + 3])]
            guard first | second | third | fourth < 64 else { return false }
            bytes.append(first << 2 | second >> 4)
            bytes.append(second << 4 | third >> 2)
            bytes.append(third << 6 | fourth)
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
        let first = values[Int(text[index])]
        let second = values[Int(text[index + 1])]
        guard first | second < 64 else { return false }
        bytes.append(first << 2 | second >> 4)
        guard text.count - index == 3 else { return second & 0x0F == 0 }
        let third = values[Int(text[index + 2])]
        guard third < 64 else { return false }
        bytes.append(second << 4 | third >> 2)
        return third & 0x03 == 0
    }

    /// The characters for the values 0 to 63.
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    /// The value of each character; 255 for a byte outside the alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        return values
    }()
}
