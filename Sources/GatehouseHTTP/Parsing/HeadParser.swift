// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112 §2 to §5, RFC 9110 §5.

/// Parses one request head, line by line, from bytes that may still be arriving.
///
/// The caller keeps all bytes of the head and passes them again, each time with more after them.
/// The parser remembers how far it has scanned, so a head that arrives byte by byte costs linear
/// time. A line is judged once its CRLF is there; a limit and a forbidden byte as soon as they are
/// met. Of the three, the limit comes first, so that however the input is cut, the verdict is the
/// same.
struct HeadParser: Sendable {
    private let limits: HTTPLimits
    /// The method, as soon as it has arrived: it also decides how a refusal of the rest is framed.
    private(set) var method: Request.Method?
    /// The target, as soon as the request line has arrived.
    var target: Request.Target? { requestLine?.target }
    private var requestLine: RequestLine?
    private var lines: [Fields.Line] = []
    /// Where the field lines begin: after the request line.
    private var fieldsStart = 0
    /// Where the current line begins.
    private var lineStart = 0
    /// Every byte of the line before this index has been scanned.
    private var scanned = 0

    init(limits: HTTPLimits) {
        self.limits = limits
    }

    /// Reads further.
    ///
    /// - Parameter bytes: What has arrived since the end of the previous message.
    /// - Returns: The head and its length in bytes; nil while it is incomplete.
    /// - Throws: What is wrong with the head, as soon as it is evident.
    mutating func parse(
        _ bytes: Span<UInt8>
    ) throws(RequestError) -> (head: Request.Head, length: Int)? {
        while let end = try endOfLine(in: bytes) {
            let line = lineStart..<end
            lineStart = end + 2
            scanned = lineStart
            if requestLine == nil {
                try readRequestLine(bytes, in: line)
            } else if line.isEmpty {
                return (try finish(bytes, end: line.lowerBound), lineStart)
            } else {
                try readField(bytes, in: line)
            }
        }
        return nil
    }

    /// Whether a byte of the head itself has arrived: empty lines before it do not count.
    func hasBegun(_ bytes: Span<UInt8>) -> Bool { bytes.count > lineStart || requestLine != nil }

    /// Reads the request line; empty lines before it are skipped (RFC 9112 §2.2 asks for at least
    /// one).
    private mutating func readRequestLine(
        _ bytes: Span<UInt8>,
        in line: Range<Int>
    ) throws(RequestError) {
        guard !line.isEmpty else { return }
        guard let method else { throw .malformedRequestLine }
        requestLine = try RequestLine.parse(bytes, in: line, method: method)
        fieldsStart = lineStart
        lines.reserveCapacity(16)
    }

    /// `field-line = field-name ":" OWS field-value OWS` (RFC 9112 §5).
    private mutating func readField(
        _ bytes: Span<UInt8>,
        in line: Range<Int>
    ) throws(RequestError) {
        guard lines.count < limits.maxFieldCount else {
            throw .tooManyFields(limit: limits.maxFieldCount)
        }
        lines.append(try FieldLine.parse(bytes, in: line, offset: fieldsStart))
    }

    private func finish(_ bytes: Span<UInt8>, end: Int) throws(RequestError) -> Request.Head {
        guard let requestLine else { throw .malformedRequestLine }
        let block = bytes.extracting(fieldsStart..<end).array()
        let head = Request.Head(
            method: requestLine.method,
            target: requestLine.target,
            version: requestLine.version,
            fields: Fields(bytes: block, lines: lines)
        )
        try HostRule.check(head)
        return head
    }

    /// Returns the index of the CR that ends the current line, or nil if it has not arrived yet.
    private mutating func endOfLine(in bytes: Span<UInt8>) throws(RequestError) -> Int? {
        while true {
            let stop = bytes.firstControl(from: scanned)
            try checkLimits(bytes, upTo: stop)
            scanned = stop
            guard stop < bytes.count else { return nil }
            switch bytes[stop] {
            case ASCII.carriageReturn:
                guard stop + 1 < bytes.count else { return nil }
                guard bytes[stop + 1] == ASCII.lineFeed else { throw .malformedLineEnd }
                guard stop + 2 <= limits.maxHeadBytes else {
                    throw .headTooLarge(limit: limits.maxHeadBytes)
                }
                return stop
            case ASCII.lineFeed: throw .malformedLineEnd
            case ASCII.tab where requestLine != nil: scanned = stop + 1
            default: throw .controlCharacter
            }
        }
    }

    private mutating func checkLimits(_ bytes: Span<UInt8>, upTo end: Int) throws(RequestError) {
        if requestLine == nil {
            // What lies beyond the limit on the head does not count here, so that of two limits the
            // one that is met first is reported, however many bytes arrive at once.
            let line = lineStart..<min(end, limits.maxHeadBytes)
            if method == nil {
                method = RequestLine.method(bytes, in: line, limit: limits.maxMethodBytes)
            }
            try RequestLine.checkLength(bytes, in: line, limits: limits)
        }
        guard end <= limits.maxHeadBytes else { throw .headTooLarge(limit: limits.maxHeadBytes) }
    }
}

// MARK: - Field lines

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
