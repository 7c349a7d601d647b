// SPDX-License-Identifier: MIT
//
// Specification: RFC 9110 §8.8.3, §13.1.1, §13.1.2 and §13.2.2.

/// Bytes that are the same for every request, with a validator so that a client needs them once.
struct StaticContent: Sendable {
    private let whole: Response
    private let unchanged: Response
    /// The content's entity tag, including quotes.
    private let tag: [UInt8]

    init(_ body: [UInt8], type: FieldValue, fields: Fields = Fields()) {
        let text = "\"" + Hexadecimal.encode(SHA256.hash(body).prefix(16)) + "\""
        tag = Array(text.utf8)
        var fields = fields
        fields.append(.eTag, FieldValue(verified: text))
        fields.append(.cacheControl, "no-cache")
        unchanged = Response(status: .notModified, fields: fields)
        fields.append(.contentType, type)
        whole = Response(status: .ok, fields: fields, body: body)
    }

    /// A handler that serves the content.
    var dependency: Dependency<Response> {
        Dependency { (head: Request.Head) in
            if let wanted = head.fields[.ifMatch], !names(wanted, orWeakly: false) {
                throw HTTPError(.preconditionFailed, "If-Match names another version.")
            }
            guard let known = head.fields[.ifNoneMatch] else { return whole }
            return names(known, orWeakly: true) ? unchanged : whole
        }
    }

    /// How many tags of a list are examined; the rest are ignored.
    ///
    /// A cache that has the content knows a tag or two. Without a limit, a head could contain
    /// thousands.
    private static let maxTags = 32

    /// Returns whether a list of tags includes that of the content, by the comparisons of §8.8.3.2.
    private func names(_ list: String, orWeakly isWeak: Bool) -> Bool {
        guard list != "*" else { return true }
        let bytes = Array(list.utf8)
        let elements = bytes.split(separator: ASCII.comma, maxSplits: Self.maxTags)
        return elements.prefix(Self.maxTags).contains { element in
            let range = bytes.span.trimmed(element.startIndex..<element.endIndex)
            var word = bytes[range]
            if isWeak, word.starts(with: "W/".utf8) { word = word.dropFirst(2) }
            return word.elementsEqual(tag)
        }
    }
}
