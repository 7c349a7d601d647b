// SPDX-License-Identifier: MIT
//
// The pattern of a route's path.
// Touches: memory only.

/// The pattern of a route's path.
///
/// - A pattern begins with `/` and has no empty segment: `/users/me`.
/// - A segment is a literal text, compared byte for byte after percent-decoding: `/users/{id}` does
///   not match `/Users/1`.
/// - A segment in braces is a parameter and matches any one segment that is not empty:
///   `/users/{id}` matches `/users/1`, but neither `/users/` nor `/users/1/items`.
/// - A literal wins over a parameter: with `/users/me` declared too, `/users/me` goes there.
/// - A slash at the end says nothing: `/users/me` and `/users/me/` are one pattern, and both
///   spellings are answered.
struct PathPattern: Sendable {
    enum Segment: Hashable, Sendable {
        case literal(String)
        case parameter(String)
    }

    /// The pattern as it was declared.
    let text: String
    let segments: [Segment]

    init(_ text: String) throws(RouteError) {
        guard text.utf8.first == UInt8(ascii: "/") else { throw .malformedPattern(text) }
        var parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if parts.last == "" { parts.removeLast() }
        var segments: [Segment] = []
        for part in parts {
            guard let segment = Self.segment(String(part)) else { throw .malformedPattern(text) }
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

    private static func segment(_ text: String) -> Segment? {
        guard !text.isEmpty, text != ".", text != ".." else { return nil }
        guard text.contains(where: { $0 == "{" || $0 == "}" }) else { return .literal(text) }
        guard text.hasPrefix("{"), text.hasSuffix("}"), text.count > 2 else { return nil }
        let name = text.dropFirst().dropLast()
        guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
            return nil
        }
        return .parameter(String(name))
    }
}
