// SPDX-License-Identifier: MIT
//
// Specification: RFC 3986 §2.1 and §3.3, RFC 9110 §4.2.3.

/// The pattern of a route's path.
///
/// - A pattern begins with `/` and has no empty segment: `/users/me`.
/// - A segment is a literal text, compared byte for byte after percent-decoding: `/users/{id}` does
///   not match `/Users/1`.
/// - A segment in braces is a parameter and matches any one segment that is not empty:
///   `/users/{id}` matches `/users/1`, but neither `/users/` nor `/users/1/items`.
/// - A literal wins over a parameter: with `/users/me` declared too, `/users/me` goes there.
/// - A trailing slash makes no difference: `/users/me` and `/users/me/` are the same pattern, and
///   both spellings are answered.
struct PathPattern: Sendable {
    enum Segment: Sendable {
        case literal(String)
        case parameter(String)
    }

    /// The pattern as it was declared.
    let text: String
    let segments: [Segment]

    init(_ text: String) throws(RouteError) {
        let slash = UInt8(ascii: "/")
        guard text.utf8.first == slash else { throw .malformedPattern(text) }
        // Bytes, not characters: a slash before a combining accent is a slash.
        var parts = text.utf8.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        var segments: [Segment] = []
        for part in parts {
            guard let segment = Self.segment(part) else { throw .malformedPattern(text) }
            segments.append(segment)
        }
        self.text = text
        self.segments = segments
        guard Set(parameterNames).count == parameterNames.count else {
            throw .malformedPattern(text)
        }
    }

    /// The names of the parameters, in order.
    var parameterNames: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    private static func segment(_ bytes: Substring.UTF8View) -> Segment? {
        guard let text = String(bytes), !text.isEmpty, text != ".", text != ".." else {
            return nil
        }
        guard bytes.contains(where: braces.contains) else { return .literal(text) }
        let name = bytes.dropFirst().dropLast()
        guard bytes.first == UInt8(ascii: "{"), bytes.last == UInt8(ascii: "}"), !name.isEmpty,
            name.allSatisfy(nameBytes.contains)
        else { return nil }
        return String(name).map(Segment.parameter)
    }

    private static let braces = ByteClass("{}")
    private static let nameBytes = ByteClass.alphanumeric.union(ByteClass("_"))
}

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
