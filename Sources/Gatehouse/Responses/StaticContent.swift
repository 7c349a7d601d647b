// SPDX-License-Identifier: MIT
//
// Content that is the same for every request, with a validator so that it is sent once.
// Specification: RFC 9110 §8.8.3, §13.1.1, §13.1.2 and §13.2.2. Touches: memory only.

/// Bytes that a route serves as they are.
struct StaticContent: Sendable {
    private let whole: Response
    private let unchanged: Response
    private let tag: String

    init(_ body: [UInt8], type: FieldValue, fields: Fields = Fields()) {
        tag = "\"" + Self.fingerprint(of: body) + "\""
        var fields = fields
        fields.append(.eTag, FieldValue(verified: tag))
        fields.append(.cacheControl, "no-cache")
        unchanged = Response(status: .notModified, fields: fields)
        fields.append(.contentType, type)
        whole = Response(status: .ok, fields: fields, body: body)
    }

    /// A handler that serves the content.
    var dependency: Dependency<Response> {
        Dependency { (head: Request.Head) in
            let fields = head.fields
            if let wanted = fields[.ifMatch], !names(wanted, orWeakly: false) {
                throw HTTPError(.preconditionFailed, "If-Match names another version.")
            }
            guard let known = fields[.ifNoneMatch] else { return whole }
            return names(known, orWeakly: true) ? unchanged : whole
        }
    }

    /// Tells whether a list of tags names the content, by the comparisons of §8.8.3.2.
    private func names(_ list: String, orWeakly isWeak: Bool) -> Bool {
        guard list != "*" else { return true }
        return list.utf8.split(separator: ASCII.comma).contains { element in
            let words = element.split(whereSeparator: \.isWhitespace)
            guard words.count == 1, let word = words.first else { return false }
            return word.elementsEqual(tag.utf8)
                || isWeak && word.elementsEqual("W/\(tag)".utf8)
        }
    }

    /// FNV-1a over 64 bits: it tells versions apart, and protects nothing.
    private static func fingerprint(of body: [UInt8]) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in body { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}
