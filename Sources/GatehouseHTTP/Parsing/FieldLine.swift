// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112 §5, RFC 9110 §5.

/// The grammar of a field line, of a head or of a trailer section (RFC 9112 §5).
enum FieldLine {
    /// Parses a complete line without its CRLF, with no control characters but tabs.
    ///
    /// `offset` is subtracted from each index, for fields that are kept in a buffer of their own.
    static func parse(
        _ bytes: Span<UInt8>,
        in line: Range<Int>,
        offset: Int
    ) throws(RequestError) -> Fields.Line {
        guard let first = line.first else { throw .malformedField }
        guard !bytes[first].isWhitespace else { throw .foldedField }
        // White space before the colon has been used to smuggle requests: it is not in a token
        // (§5.1).
        var colon = first
        while colon < line.upperBound, ByteClass.token.contains(bytes[colon]) { colon += 1 }
        guard colon > first, colon < line.upperBound, bytes[colon] == ASCII.colon else {
            throw .malformedField
        }
        let value = bytes.trimmed((colon + 1)..<line.upperBound)
        return Fields.Line(
            name: shifted(first..<colon, by: offset),
            value: shifted(value, by: offset)
        )
    }

    private static func shifted(_ range: Range<Int>, by offset: Int) -> Range<UInt32> {
        UInt32(clamping: range.lowerBound - offset)..<UInt32(clamping: range.upperBound - offset)
    }
}
