// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112 §3.2, RFC 3986 §3.

extension Request {
    /// The target of a request (RFC 9112 §3.2), checked byte for byte but not decoded.
    public struct Target: Hashable, Sendable {
        /// The four forms of a target.
        public enum Form: Sendable {
            /// `/path?query`, the usual form.
            case origin
            /// `http://host/path?query`, as sent to a proxy; every server has to understand it.
            case absolute
            /// `host:port`, only in CONNECT.
            case authority
            /// `*`, only in OPTIONS: the server as a whole.
            case asterisk
        }

        /// The form in which the target arrived.
        public let form: Form
        /// The path, still percent-encoded: it begins with `/`, or is empty in forms without one.
        public let path: String
        /// What follows the first `?`, still percent-encoded; nil without a `?`.
        public let query: String?

        /// Creates an origin-form target, for requests that do not come from a connection.
        ///
        /// Returns nil if the text is not a path with an optional query (RFC 9112 §3.2.1).
        public init?(_ text: String) {
            let bytes = Array(text.utf8)
            guard let target = try? Self.parse(bytes.span, in: 0..<bytes.count, method: .get),
                target.form == .origin
            else { return nil }
            self = target
        }

        fileprivate init(form: Form, path: String, query: String?) {
            self.form = form
            self.path = path
            self.query = query
        }
    }
}

extension Request.Target {
    /// Parses the target that goes with `method` from a range of the request line.
    static func parse(
        _ bytes: Span<UInt8>,
        in range: Range<Int>,
        method: Request.Method
    ) throws(RequestError) -> Request.Target {
        guard let first = range.first else { throw .malformedTarget }
        if method == .connect {
            guard Authority.isHostAndPort(bytes, in: range) else { throw .malformedTarget }
            return Request.Target(form: .authority, path: "", query: nil)
        }
        if bytes[first] == ASCII.slash { return try hierarchical(bytes, in: range, form: .origin) }
        if range.count == 1, bytes[first] == UInt8(ascii: "*") {
            guard method == .options else { throw .malformedTarget }
            return Request.Target(form: .asterisk, path: "", query: nil)
        }
        return try absolute(bytes, in: range, method: method)
    }

    /// `"http" "://" authority path-abempty [ "?" query ]`; an empty path is `/`, or `*` in OPTIONS
    /// (RFC 9112 §3.2.4).
    private static func absolute(
        _ bytes: Span<UInt8>,
        in range: Range<Int>,
        method: Request.Method
    ) throws(RequestError) -> Request.Target {
        guard let authorityStart = endOfScheme(bytes, in: range) else { throw .malformedTarget }
        var end = authorityStart
        while end < range.upperBound, bytes[end] != ASCII.slash, bytes[end] != ASCII.questionMark {
            end += 1
        }
        guard Authority.isHost(bytes, in: authorityStart..<end), end > authorityStart,
            bytes[authorityStart] != ASCII.colon
        else { throw .malformedTarget }
        if end == range.upperBound, method == .options {
            return Request.Target(form: .asterisk, path: "", query: nil)
        }
        return try hierarchical(bytes, in: end..<range.upperBound, form: .absolute)
    }

    private static func endOfScheme(_ bytes: Span<UInt8>, in range: Range<Int>) -> Int? {
        for scheme in ["http://", "https://"] {
            let end = range.lowerBound + scheme.utf8.count
            if end <= range.upperBound, bytes.matches(scheme, in: range.lowerBound..<end) {
                return end
            }
        }
        return nil
    }

    private static func hierarchical(
        _ bytes: Span<UInt8>,
        in range: Range<Int>,
        form: Form
    ) throws(RequestError) -> Request.Target {
        let mark = bytes.firstIndex(of: ASCII.questionMark, in: range)
        let path = range.lowerBound..<(mark ?? range.upperBound)
        guard bytes.contains(only: .path, in: path) else { throw .malformedTarget }
        var query: String?
        if let mark {
            let queryRange = (mark + 1)..<range.upperBound
            guard bytes.contains(only: .query, in: queryRange) else { throw .malformedTarget }
            query = bytes.string(in: queryRange)
        }
        return Request.Target(
            form: form,
            path: path.isEmpty ? "/" : bytes.string(in: path),
            query: query
        )
    }
}
