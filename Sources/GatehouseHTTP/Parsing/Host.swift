// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112 §3.2, RFC 9110 §7.2, RFC 3986 §3.2.

/// Refuses an HTTP/1.1 request without `Host`, and a request of any version with two of them or
/// with one that is not a host and port.
enum HostRule {
    static func check(_ head: Request.Head) throws(RequestError) {
        switch head.fields.occurrence(of: .host) {
        case .none:
            guard head.version == .http10 else { throw .missingHost }
        case .one(let range):
            let isHost = head.fields.withBytes { Authority.isHost($0, in: range) }
            guard isHost else { throw .malformedHost }
        case .several: throw .malformedHost
        }
    }
}

/// Checks `uri-host [ ":" port ]`.
///
/// User information (`user@host`) is refused as well, since it only serves to deceive
/// (RFC 9110 §4.2.4).
enum Authority {
    /// Returns whether the range is a host with an optional port, or empty.
    static func isHost(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let end = endOfHost(bytes, in: range) else { return false }
        return end == range.upperBound || isPort(bytes, in: end..<range.upperBound)
    }

    /// Returns whether the range is a host and a port, neither of them empty.
    static func isHostAndPort(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let end = endOfHost(bytes, in: range), end > range.lowerBound else { return false }
        return range.upperBound - end > 1 && isPort(bytes, in: end..<range.upperBound)
    }

    /// Returns the end of the host that the range begins with, or nil if there is none.
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

/// `( IPv6address / IPvFuture )` (RFC 3986 §3.2.2).
enum AddressLiteral {
    /// Returns whether the range is an address.
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

    /// Counts the groups between single colons, an IPv4 address as two; nil if one is invalid.
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

    /// Returns whether the range is a group: `h16 = 1*4HEXDIG`.
    private static func isGroup(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        (1...4).contains(range.count) && range.allSatisfy { bytes[$0].hexDigitValue != nil }
    }

    /// Four numbers from 0 to 255, without leading zeros, separated by dots.
    private static func isIPv4(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        let address = bytes.string(in: range).utf8
        let parts = address.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                part.allSatisfy(\.isDigit) && (part.count == 1 || part.first != ASCII.zero)
                    && UInt8(String(decoding: part, as: UTF8.self)) != nil
            }
    }

    /// Returns whether the range is `"v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`.
    private static func isFuture(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        guard let point = bytes.firstIndex(of: UInt8(ascii: "."), in: range) else { return false }
        let version = (range.lowerBound + 1)..<point
        let address = (point + 1)..<range.upperBound
        return !version.isEmpty && version.allSatisfy { bytes[$0].hexDigitValue != nil }
            && !address.isEmpty && bytes.contains(only: .addressLiteral, in: address)
    }
}
