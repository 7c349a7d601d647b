// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259.

/// The reason why a text is not acceptable JSON, or why a value cannot be written as JSON.
///
/// `at` is the byte offset, from 0, of the first wrong byte. No case contains any text of the
/// input, so an error may be logged.
public enum JSONError: Error, Equatable, Sendable {
    /// The input ends before its value does.
    case unexpectedEnd

    /// A byte that is not allowed here, such as a byte order mark, an extra comma, or a value of
    /// another type than the one asked for.
    case unexpectedByte(at: Int)

    /// More than white space follows the value.
    case trailingBytes(at: Int)

    /// A raw control character (below U+0020) in a string.
    case controlCharacter(at: Int)

    /// A backslash that does not begin one of the escapes of RFC 8259 §7.
    case invalidEscape(at: Int)

    /// A `\u` escape that is half of a surrogate pair.
    case loneSurrogate(at: Int)

    /// A string that is not UTF-8: overlong, a surrogate, above U+10FFFF or cut short.
    case invalidUTF8(at: Int)

    /// A number that does not match the grammar of RFC 8259 §6, such as `01`, `1.` or `1e`.
    case invalidNumber(at: Int)

    /// A name that its object already has; names are compared as bytes, after unescaping.
    case duplicateName(at: Int)

    /// Arrays and objects are nested more than `limit` levels deep.
    case tooDeep(limit: Int)

    /// A NaN or an infinity, which JSON cannot express.
    case nonFiniteNumber

    /// An `encode(to:)` asked one encoder for containers that do not go together.
    case conflictingContainers

    /// An `encode(to:)` caught an error of a value it contains, and went on.
    case incompleteValue
}
