// SPDX-License-Identifier: MIT
//
// Checks the host and port of a `Host` field or of a target.
// Specification: RFC 9110 §7.2, RFC 3986 §3.2. Touches: memory only.

/// Checks on `uri-host [ ":" port ]`.
///
/// User information (`user@host`) is refused with the rest, since it only serves to deceive
/// (RFC 9110 §4.2.4).
enum Authority {
    /// Tells whether the range is a host with an optional port; the empty range is one.
    static func isHost(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let end = endOfHost(bytes, in: range) else { return false }
        return end == range.upperBound || isPort(bytes, in: end..<range.upperBound)
    }

    /// Tells whether the range is a host and a port, neither of them empty.
    static func isHostAndPort(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let end = endOfHost(bytes, in: range), end > range.lowerBound else { return false }
        return range.upperBound - end > 1 && isPort(bytes, in: end..<range.upperBound)
    }

    /// Returns the end of the host that the range begins with, or nil where it is none.
    private static func endOfHost(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int? {
        guard let first = range.first, bytes[first] == UInt8(ascii: "[") else {
            let end = bytes.firstIndex(of: ASCII.colon, in: range) ?? range.upperBound
            let host = range.lowerBound..<end
            guard bytes.contains(only: .registeredName, in: host) else { return nil }
            return hasValidEscapes(bytes, in: host) ? end : nil
        }
        guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]"), in: range) else { return nil }
        return AddressLiteral.isValid(bytes, in: (first + 1)..<bracket) ? bracket + 1 : nil
    }

    /// `":" *DIGIT`, at most five digits.
    private static func isPort(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard bytes[range.lowerBound] == ASCII.colon, range.count <= 6 else { return false }
        for index in (range.lowerBound + 1)..<range.upperBound where !bytes[index].isDigit {
            return false
        }
        return true
    }

    private static func hasValidEscapes(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        for index in range where bytes[index] == ASCII.percent {
            guard index + 2 < range.upperBound, bytes[index + 1].hexDigitValue != nil,
                bytes[index + 2].hexDigitValue != nil
            else { return false }
        }
        return true
    }
}
