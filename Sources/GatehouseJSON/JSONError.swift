// SPDX-License-Identifier: MIT
//
// Every reason for which JSON is refused, or cannot be written, one case each.
// Specification: RFC 8259. Touches: memory only. Holds offsets, never text of the input.

/// The reason why a text is not acceptable JSON, or why a value cannot be written as JSON.
///
/// An `at` is the offset in bytes, from 0, of the first byte that is wrong. No case holds any
/// text of the input, so an error may be logged.
public enum JSONError: Error, Equatable, Sendable {
    /// The input ends before its value does.
    case unexpectedEnd

    /// A byte that cannot stand here, such as a byte order mark, a comma too many, or a value of
    /// another type than the one asked for.
    case unexpectedByte(at: Int)

    /// More than white space follows the value.
    case trailingBytes(at: Int)

    /// A raw control character (below U+0020) in a string.
    case controlCharacter(at: Int)

    /// A backslash that starts none of the escapes of RFC 8259 §7.
    case invalidEscape(at: Int)

    /// A `\u` escape that is half of a surrogate pair.
    case loneSurrogate(at: Int)

    /// A string that is not UTF-8: overlong, a surrogate, above U+10FFFF or cut short.
    case invalidUTF8(at: Int)

    /// A number outside of the grammar of RFC 8259 §6, such as `01`, `1.` or `1e`.
    case invalidNumber(at: Int)

    /// A name that its object already has; names are compared after un-escaping, as bytes.
    case duplicateName(at: Int)

    /// Arrays and objects stand in each other more than `limit` levels deep.
    case tooDeep(limit: Int)

    /// A NaN or an infinity was to be written, which JSON cannot express.
    case nonFiniteNumber

    /// An `encode(to:)` asked one encoder for containers that do not go together.
    case conflictingContainers

    /// An `encode(to:)` caught an error of a value it holds, and went on.
    case incompleteValue
}
