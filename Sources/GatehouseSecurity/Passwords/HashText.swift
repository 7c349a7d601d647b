// SPDX-License-Identifier: MIT
//
// How stored hashes are taken apart: strictly, so that each hash has one text.

/// The text of a stored hash.
package struct HashText: Sendable {
    package let bytes: [UInt8]

    /// Takes a text of at most ``HashBounds/maxHashByteCount`` bytes, and none else.
    package init?(_ text: String) {
        guard text.utf8.count <= HashBounds.maxHashByteCount else { return nil }
        bytes = Array(text.utf8)
    }

    /// Returns whether the text begins with a prefix.
    func hasPrefix(_ prefix: String) -> Bool { bytes.starts(with: prefix.utf8) }

    /// Returns the rest of the text after a prefix; nil if it begins otherwise.
    func dropping(_ prefix: String) -> HashText? {
        guard hasPrefix(prefix) else { return nil }
        return HashText(bytes: Array(bytes.dropFirst(prefix.utf8.count)))
    }

    /// Returns what stands between the separators after a prefix; nil if the text begins otherwise.
    ///
    /// - Throws: `.malformedHash` unless there are as many fields as expected.
    func fields(
        after prefix: String,
        separator: Character = "$",
        count: Int
    ) throws(PasswordHashError) -> [HashField]? {
        guard let rest = dropping(prefix) else { return nil }
        let fields = rest.bytes.split(
            separator: separator.asciiValue ?? 0,
            omittingEmptySubsequences: false
        )
        guard fields.count == count else { throw .malformedHash }
        return fields.map(HashField.init)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}

/// A part of a stored hash.
struct HashField {
    let bytes: ArraySlice<UInt8>

    /// Reads a whole number without sign, space or leading zero.
    ///
    /// - Throws: `.malformedHash`, or `.costOutOfRange` outside a range.
    func number(in range: ClosedRange<Int>) throws(PasswordHashError) -> Int {
        guard let first = bytes.first, bytes.allSatisfy(\.isDigit) else { throw .malformedHash }
        guard first != ASCII.zero || bytes.count == 1 else { throw .malformedHash }
        guard bytes.count <= 10 else { throw .costOutOfRange }
        let number = bytes.reduce(0) { $0 * 10 + Int($1 - ASCII.zero) }
        guard range.contains(number) else { throw .costOutOfRange }
        return number
    }

    /// Reads `NAME=NUMBER`.
    func number(named name: String, in range: ClosedRange<Int>) throws(PasswordHashError) -> Int {
        let prefix = Array(name.utf8) + [ASCII.equals]
        guard bytes.starts(with: prefix) else { throw .malformedHash }
        return try HashField(bytes: bytes.dropFirst(prefix.count)).number(in: range)
    }

    /// Splits the field into a number of smaller ones.
    func split(_ separator: UInt8, count: Int) throws(PasswordHashError) -> [HashField] {
        let parts = bytes.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == count else { throw .malformedHash }
        return parts.map(HashField.init)
    }

    /// A salt that is used as the text that it is: not empty, and without control characters.
    func textSalt() throws(PasswordHashError) -> [UInt8] {
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 > ASCII.space && $0 != 0x7F })
        else { throw .malformedHash }
        return Array(bytes)
    }

    /// Decodes lower-case hexadecimal digits.
    func hexadecimal(byteCount: Int) throws(PasswordHashError) -> [UInt8] {
        guard bytes.count == 2 * byteCount, bytes.allSatisfy({ $0.lowercased == $0 })
        else { throw .malformedHash }
        let digits = bytes.compactMap(\.hexDigitValue)
        guard digits.count == bytes.count else { throw .malformedHash }
        return (0..<byteCount).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
    }

    /// Decodes standard base64 with padding.
    func paddedBase64(byteCount: Int) throws(PasswordHashError) -> [UInt8] {
        guard let decoded = Base64URL.decode(padded: Array(bytes)), decoded.count == byteCount
        else { throw .malformedHash }
        return decoded
    }

    /// Decodes base64 without padding, in which another character may stand for the plus.
    func base64(
        plus: Character = "+",
        byteCounts: ClosedRange<Int>
    ) throws(PasswordHashError) -> [UInt8] {
        var text: [UInt8] = []
        for byte in bytes {
            switch byte {
            case plus.asciiValue: text.append(UInt8(ascii: "-"))
            case ASCII.slash: text.append(UInt8(ascii: "_"))
            case UInt8(ascii: "-"), UInt8(ascii: "_"): throw .malformedHash
            default: text.append(byte)
            }
        }
        guard let decoded = Base64URL.decode(text.span), byteCounts.contains(decoded.count)
        else { throw .malformedHash }
        return decoded
    }

    /// Returns whether all characters are in crypt(5)'s alphabet.
    func isCryptText(_ counts: ClosedRange<Int>) -> Bool {
        counts.contains(bytes.count) && bytes.allSatisfy { CryptAlphabet.value(of: $0) != nil }
    }
}

/// The 64 characters of crypt(5), in the order of its newer schemes.
enum CryptAlphabet {
    private static let characters = Array(
        "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8
    )

    /// The value of a character; nil for a byte outside the alphabet.
    static func value(of byte: UInt8) -> Int? { characters.firstIndex(of: byte) }

    /// The character of a value; the last for one that has none.
    static func character(_ value: Int) -> Character {
        let isValue = characters.indices.contains(value)
        return Character(Unicode.Scalar(isValue ? characters[value] : UInt8(ascii: "z")))
    }
}
