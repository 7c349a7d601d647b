// SPDX-License-Identifier: MIT
//
// The grammar of chunk extensions, which are checked and then ignored.
// Specification: RFC 9112 §7.1.1. Touches: memory only.

/// `chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 §7.1.1).
///
/// Servers that skip what they do not understand here have been used to hide a chunk from a proxy,
/// so this grammar is kept to the byte.
enum ChunkExtension {
    /// Tells whether the range is any number of extensions, and nothing else.
    static func isValid(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            guard let next = endOfExtension(bytes, from: index, to: range.upperBound) else {
                return false
            }
            index = next
        }
        return true
    }

    private static func endOfExtension(
        _ bytes: Span<UInt8>,
        from start: Int,
        to end: Int
    ) -> Int? {
        var index = skipWhitespace(bytes, from: start, to: end)
        guard index < end, bytes[index] == ASCII.semicolon else { return nil }
        index = skipWhitespace(bytes, from: index + 1, to: end)
        guard let name = endOfToken(bytes, from: index, to: end) else { return nil }
        index = skipWhitespace(bytes, from: name, to: end)
        guard index < end, bytes[index] == ASCII.equals else { return name }
        index = skipWhitespace(bytes, from: index + 1, to: end)
        guard index < end, bytes[index] == UInt8(ascii: "\"") else {
            return endOfToken(bytes, from: index, to: end)
        }
        return endOfQuotedString(bytes, from: index + 1, to: end)
    }

    private static func skipWhitespace(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var index = start
        while index < end, bytes[index].isWhitespace { index += 1 }
        return index
    }

    private static func endOfToken(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        var index = start
        while index < end, ByteClass.token.contains(bytes[index]) { index += 1 }
        return index > start ? index : nil
    }

    private static func endOfQuotedString(
        _ bytes: Span<UInt8>,
        from start: Int,
        to end: Int
    ) -> Int? {
        var index = start
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }
}
