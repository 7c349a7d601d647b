// SPDX-License-Identifier: MIT
//
// The text of a bcrypt hash: `$2b$`, cost, `$`, 22 characters of salt, 31 of checksum; parsed in
// full before any work, since libraries forgive too much. Touches: memory only.

package struct BcryptHash: Equatable, Sendable {
    /// The letter after the 2.
    ///
    /// `$2x$`, the mark of hashes made by a broken implementation, is missing on purpose.
    package enum Variant: UInt8, Sendable {
        case a = 0x61
        case b = 0x62
        case y = 0x79
    }

    package static let byteCount = 60
    /// `$2b$12$` and the salt: what a computation begins with.
    package static let settingByteCount = 29
    /// 4 is the least that bcrypt has; beyond 16 (4 s on a fast core) a hash is a cost bomb.
    package static let costs = 4...16

    package let variant: Variant
    /// The base-2 logarithm of the number of rounds.
    package let cost: Int

    /// Parses a stored hash.
    ///
    /// - Throws: `.malformedHash`, or `.costOutOfRange` for two digits outside ``costs``.
    package init(_ text: Span<UInt8>) throws(PasswordHashError) {
        guard text.count == Self.byteCount, Self.hasPrefix(text), text[6] == Self.dollar,
            let variant = Variant(rawValue: text[2]),
            let tens = Self.digit(text[4]),
            let ones = Self.digit(text[5])
        else { throw .malformedHash }
        guard Self.isCanonical(text, from: 7, to: 29, unusedBits: 4),
            Self.isCanonical(text, from: 29, to: 60, unusedBits: 2)
        else { throw .malformedHash }
        guard Self.costs.contains(tens * 10 + ones) else { throw .costOutOfRange }
        self.variant = variant
        self.cost = tens * 10 + ones
    }

    /// Tells whether a text begins as all hashes of bcrypt do: `$2`, a letter, `$`.
    package static func hasPrefix(_ text: Span<UInt8>) -> Bool {
        text.count >= 4 && text[0] == dollar && text[1] == 0x32 && text[3] == dollar
    }

    /// Returns the setting of a new hash: `$2b$`, the cost and a salt of 16 bytes.
    package static func setting(cost: Int, salt: [UInt8]) -> [UInt8] {
        let digits = cost < 10 ? "0\(cost)" : "\(cost)"
        return Array("$2b$\(digits)$".utf8) + encode(salt)
    }

    private static let dollar: UInt8 = 0x24
    private static let alphabet = Array(
        "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8
    )

    private static func digit(_ byte: UInt8) -> Int? {
        (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
    }

    /// Tells whether characters are of bcrypt's alphabet, the last without bits that mean nothing.
    private static func isCanonical(
        _ text: Span<UInt8>,
        from start: Int,
        to end: Int,
        unusedBits: Int
    ) -> Bool {
        var last = 0
        for index in start..<end {
            guard let value = alphabet.firstIndex(of: text[index]) else { return false }
            last = value
        }
        return last & ((1 << unusedBits) - 1) == 0
    }

    /// Writes bytes in bcrypt's own base64: most significant bits first, no padding.
    private static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var bits = 0
        var bitCount = 0
        for byte in bytes {
            bits = (bits << 8 | Int(byte)) & 0xFFFF
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(alphabet[bits >> bitCount & 63])
            }
        }
        if bitCount > 0 { text.append(alphabet[bits << (6 - bitCount) & 63]) }
        return text
    }
}
