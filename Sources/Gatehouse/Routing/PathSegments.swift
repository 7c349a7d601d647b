// SPDX-License-Identifier: MIT
//
// Specification: RFC 3986 §2.1 and §3.3, RFC 9110 §4.2.3.

/// The segments of a request's path, each percent-decoded once.
///
/// A path that two programs might read differently, as attackers use them, has no segments here and
/// so is answered with 404: empty segments (`//`), dot segments (also as `%2e`), `;` parameters,
/// `%00`, malformed escapes and escapes that are not UTF-8. `%2F` is a character of its segment.
enum PathSegments {
    /// Splits a path that begins with `/`; a trailing slash makes no difference.
    ///
    /// - Returns: nil if the path is refused.
    static func split(_ path: String) -> [String]? {
        var segments: [String] = []
        var rest = path.utf8.dropFirst()
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            guard let segment = decode(rest[..<end]) else { return nil }
            segments.append(segment)
            rest = rest[end...].dropFirst()
        }
        return segments
    }

    private static func decode(_ raw: Substring.UTF8View) -> String? {
        var hasEscapes = false
        for byte in raw {
            if byte == UInt8(ascii: ";") { return nil }
            if byte == UInt8(ascii: "%") { hasEscapes = true }
        }
        guard !raw.isEmpty, let segment = hasEscapes ? unescape(raw) : String(raw) else {
            return nil
        }
        return segment == "." || segment == ".." ? nil : segment
    }

    private static func unescape(_ raw: Substring.UTF8View) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(raw.count)
        var bytes = raw.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = bytes.next()?.hexDigitValue, let low = bytes.next()?.hexDigitValue,
                high | low != 0
            else { return nil }
            decoded.append(high << 4 | low)
        }
        return String(validating: decoded, as: UTF8.self)
    }
}
