// SPDX-License-Identifier: MIT
//
// Finds the delimiter lines of a multipart body: `CRLF --boundary CRLF` and `CRLF --boundary--`.
// Specification: RFC 2046 §5.1.1. Touches: memory only.

extension MultipartForm {
    /// A delimiter line in the body.
    struct Delimiter {
        /// From the CRLF before the line, which belongs to it, to behind its own CRLF.
        let line: Range<Int>
        /// Whether it ends the last part.
        let isClosing: Bool
    }

    /// The search for the next delimiter line.
    ///
    /// A line that only begins like one (`--boundaryX`) is data, as senders choose a boundary
    /// against whole lines and Starlette reads it so. Where readers do not agree it is refused:
    /// `--boundary` before a bare CR or LF, or before a space and then text; text behind
    /// `--boundary--`.
    struct DelimiterScanner {
        private let body: [UInt8]
        /// CRLF, two dashes and the boundary, so a CR at its start and nowhere else.
        private let delimiter: [UInt8]

        init(body: [UInt8], boundary: [UInt8]) {
            self.body = body
            delimiter = Array("\r\n--".utf8) + boundary
        }

        /// Returns the first delimiter, which needs no CRLF before it at the start of the body.
        func first() throws(FormError) -> Delimiter {
            let line = delimiter.dropFirst(2)
            if body.starts(with: line), let found = try self.delimiter(0, line.count) {
                return found
            }
            return try next(from: 0)
        }

        /// Returns the first delimiter whose CRLF stands at `start` or later.
        ///
        /// - Throws: ``FormError/malformedMultipart`` where the body ends before one.
        func next(from start: Int) throws(FormError) -> Delimiter {
            var position = start
            while let candidate = search(from: position) {
                position = candidate + delimiter.count
                if let found = try self.delimiter(candidate, position) { return found }
            }
            throw .malformedMultipart
        }
    }
}

// MARK: - Search

extension MultipartForm.DelimiterScanner {
    /// Returns where the bytes of the delimiter start next, in linear time.
    ///
    /// Where a comparison fails after *k* bytes, the next match cannot start within these, as
    /// none of them but the first is a CR: so no byte is compared more than twice.
    private func search(from start: Int) -> Int? {
        var matched = 0
        for index in body.indices[start...] {
            if body[index] != delimiter[matched] { matched = 0 }
            if body[index] == delimiter[matched] { matched += 1 }
            if matched == delimiter.count { return index + 1 - matched }
        }
        return nil
    }

    /// Judges what follows the boundary: a delimiter, nil for data, or a fault.
    private func delimiter(
        _ start: Int,
        _ boundaryEnd: Int
    ) throws(FormError) -> MultipartForm.Delimiter? {
        let rest = body[boundaryEnd...]
        let isClosing = rest.starts(with: "--".utf8)
        let padded = isClosing ? rest.dropFirst(2) : rest
        let end = padded.drop(while: \.isWhitespace)
        if end.starts(with: "\r\n".utf8) {
            return .init(line: start..<end.startIndex + 2, isClosing: isClosing)
        }
        if isClosing, end.isEmpty {
            return .init(line: start..<end.startIndex, isClosing: true)
        }
        guard end.startIndex == boundaryEnd, let next = end.first,
            next != ASCII.carriageReturn, next != ASCII.lineFeed
        else { throw .malformedMultipart }
        return nil
    }
}
