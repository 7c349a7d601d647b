// SPDX-License-Identifier: MIT
//
// Checks what stands between the brackets of a host: an IPv6 address, or one of the future.
// Specification: RFC 3986 §3.2.2. Touches: memory only.

/// `( IPv6address / IPvFuture )` (RFC 3986 §3.2.2).
enum AddressLiteral {
    /// Tells whether the range is an address.
    static func isValid(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let first = range.first else { return false }
        return bytes[first].lowercased == UInt8(ascii: "v")
            ? isFuture(bytes, in: range) : isIPv6(bytes, in: range)
    }

    /// Eight groups, or fewer with one `::` that stands for the zero groups between them.
    private static func isIPv6(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let gap = firstGap(bytes, in: range) else {
            return groupCount(bytes, in: range, mayEndInIPv4: true) == 8
        }
        let head = range.lowerBound..<gap
        let tail = (gap + 2)..<range.upperBound
        guard let before = groupCount(bytes, in: head, mayEndInIPv4: false),
            let after = groupCount(bytes, in: tail, mayEndInIPv4: true)
        else { return false }
        return before + after < 8
    }

    private static func firstGap(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int? {
        range.dropLast().first { bytes[$0] == ASCII.colon && bytes[$0 + 1] == ASCII.colon }
    }

    /// Counts the groups between single colons, an IPv4 address as two; nil where one is none.
    private static func groupCount(
        _ bytes: Span<UInt8>,
        in range: Range<Int>,
        mayEndInIPv4: Bool
    ) -> Int? {
        guard !range.isEmpty else { return 0 }
        var count = 0
        var start = range.lowerBound
        while true {
            let end = bytes.firstIndex(of: ASCII.colon, in: start..<range.upperBound)
            let group = start..<(end ?? range.upperBound)
            if isGroup(bytes, in: group) {
                count += 1
            } else if end == nil, mayEndInIPv4, isIPv4(bytes, in: group) {
                count += 2
            } else {
                return nil
            }
            guard let end else { return count }
            start = end + 1
        }
    }

    /// Tells whether the range is a group: `h16 = 1*4HEXDIG`.
    private static func isGroup(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        (1...4).contains(range.count) && range.allSatisfy { bytes[$0].hexDigitValue != nil }
    }

    /// Four numbers of 0 to 255, without leading zeros, between points.
    private static func isIPv4(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        let address = bytes.string(in: range).utf8
        let parts = address.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.allSatisfy(\.isDigit) && (part.count == 1 || part.first != ASCII.zero)
                    && UInt8(String(decoding: part, as: UTF8.self)) != nil
            }
    }

    /// Tells whether the range is `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`.
    private static func isFuture(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let point = bytes.firstIndex(of: UInt8(ascii: "."), in: range) else { return false }
        let version = (range.lowerBound + 1)..<point
        let address = (point + 1)..<range.upperBound
        return !version.isEmpty && version.allSatisfy { bytes[$0].hexDigitValue != nil }
            && !address.isEmpty && bytes.contains(only: .addressLiteral, in: address)
    }
}
