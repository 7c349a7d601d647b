// SPDX-License-Identifier: MIT
//
// Specification: RFC 7578 and RFC 2046 §5.1.1.

/// Decodes `multipart/form-data` by walking from delimiter to delimiter, strict about line ends.
///
/// Names and values are taken as they are: a `%22` or a `+` in them is data. Preamble and epilogue
/// are skipped. Content-Transfer-Encoding is ignored (RFC 7578 §4.7), and so are the disposition
/// type, `name*`, `filename*` (§4.2) and all other header fields (§4.8).
struct MultipartForm {
    private let body: [UInt8]
    private let delimiters: DelimiterScanner
    private let limits: FormLimits

    /// Finds all parts of `body`; an empty body has none, as in Starlette.
    static func entries(
        of body: [UInt8],
        boundary: [UInt8],
        limits: FormLimits
    ) throws(FormError) -> [Form.Entry] {
        guard !body.isEmpty else { return [] }
        let delimiters = DelimiterScanner(body: body, boundary: boundary)
        return try MultipartForm(body: body, delimiters: delimiters, limits: limits).entries()
    }

    private func entries() throws(FormError) -> [Form.Entry] {
        var entries: [Form.Entry] = []
        var delimiter = try delimiters.first()
        while !delimiter.isClosing {
            guard entries.count < limits.maxFieldCount else {
                throw .tooManyFields(limit: limits.maxFieldCount)
            }
            let head = try PartHead(body[delimiter.line.upperBound...], limits: limits)
            delimiter = try delimiters.next(from: head.blankLine.lowerBound)
            // The CRLF of the blank line may also be that of the delimiter: then there is no
            // content.
            let start = min(head.blankLine.upperBound, delimiter.line.lowerBound)
            entries.append(try entry(head, start..<delimiter.line.lowerBound))
        }
        return entries
    }

    private func entry(_ head: PartHead, _ range: Range<Int>) throws(FormError) -> Form.Entry {
        if let filename = head.filename {
            let kind = Form.Entry.Kind.file(name: filename, contentType: head.contentType)
            return Form.Entry(name: head.name, kind: kind, range: range)
        }
        guard range.count <= limits.maxFieldBytes else {
            throw .fieldTooLarge(limitInBytes: limits.maxFieldBytes)
        }
        return Form.Entry(name: head.name, kind: .plain, range: range)
    }
}

// MARK: - Boundary

extension MultipartForm {
    /// Returns the boundary that a content type names: 1 to 70 bytes (RFC 2046 §5.1.1).
    ///
    /// Two boundaries are refused, since two readers could each take a different one.
    static func boundary(of mediaType: MediaType) throws(FormError) -> [UInt8] {
        let values = mediaType.values(named: "boundary")
        guard let value = values.first, !value.isEmpty else { throw .missingBoundary }
        let boundary = Array(value.utf8)
        guard values.count == 1, boundary.count <= 70, boundary.last != ASCII.space,
            boundary.allSatisfy(boundaryBytes.contains)
        else { throw .malformedMultipart }
        return boundary
    }

    /// `bchars` of RFC 2046 §5.1.1.
    private static let boundaryBytes = ByteClass.alphanumeric.union(ByteClass("'()+_,-./:=? "))
}

// MARK: - Delimiters

extension MultipartForm {
    /// A delimiter line in the body.
    struct Delimiter {
        /// From the CRLF before the line, which belongs to it, to the end of its own CRLF.
        let line: Range<Int>
        /// Whether it ends the last part.
        let isClosing: Bool
    }

    /// The search for the next delimiter line.
    ///
    /// A line that only begins like one (`--boundaryX`) is data, since senders choose a boundary by
    /// comparing whole lines, and Starlette treats it so. Lines about which readers disagree are
    /// refused: `--boundary` before a bare CR or LF, or before a space and then text; text after
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

        /// Returns the first delimiter whose CRLF is at `start` or later.
        ///
        /// - Throws: ``FormError/malformedMultipart`` if the body ends before one.
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
    /// Returns where the bytes of the delimiter begin next, in linear time.
    ///
    /// If a comparison fails after *k* bytes, the next match cannot begin within these, since none
    /// of them but the first is a CR; so no byte is compared more than twice.
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

// MARK: - Part heads

extension MultipartForm {
    /// The header fields of a part, of which three values are kept.
    struct PartHead {
        /// The name of the field, as sent.
        let name: String
        /// The file name as sent, which may be empty; nil if the part is not a file.
        let filename: String?
        /// The value of Content-Type.
        let contentType: String?
        /// The CRLF of the empty line that ends the fields.
        let blankLine: Range<Int>

        /// Parses the fields at the start of `bytes`.
        init(_ bytes: ArraySlice<UInt8>, limits: FormLimits) throws(FormError) {
            var lines = LineReader(rest: bytes, remainingSize: limits.maxPartHeadBytes)
            var dispositions: [ArraySlice<UInt8>] = []
            var types: [ArraySlice<UInt8>] = []
            var count = 0
            while let field = try Self.field(lines.next()) {
                count += 1
                guard count <= limits.maxPartFieldCount else { throw .malformedMultipart }
                switch field.name {
                case "content-disposition": dispositions.append(field.value)
                case "content-type": types.append(field.value)
                default: break
                }
            }
            blankLine = lines.rest.startIndex - 2..<lines.rest.startIndex
            // A second field of the same name is refused: another reader could take that one.
            guard dispositions.count <= 1, types.count <= 1 else { throw .malformedMultipart }
            contentType = types.first.map { String(decoding: $0, as: UTF8.self) }
            (name, filename) = try Self.names(dispositions.first)
        }
    }
}

// MARK: - Fields

extension MultipartForm.PartHead {
    /// Splits a line into its name in lower case and its trimmed value; nil for the empty line.
    ///
    /// A folded line, a space before the colon and a line without a colon are faults.
    private static func field(
        _ line: ArraySlice<UInt8>
    ) throws(FormError) -> (name: String, value: ArraySlice<UInt8>)? {
        guard !line.isEmpty else { return nil }
        guard let colon = line.firstIndex(of: ASCII.colon),
            FieldParameters.isToken(line[..<colon])
        else { throw .malformedMultipart }
        return (
            FieldParameters.lowercased(line[..<colon]),
            FieldParameters.trimmed(line[(colon + 1)...])
        )
    }

    /// Reads the names from the value of Content-Disposition; a repeated one is a fault.
    private static func names(
        _ disposition: ArraySlice<UInt8>?
    ) throws(FormError) -> (name: String, filename: String?) {
        guard let value = disposition else { throw .missingPartName }
        let start = value.firstIndex(of: ASCII.semicolon) ?? value.endIndex
        let parameters = FieldParameters(value[start...], escapes: .quoteAndBackslash)
        let names = parameters.values(named: "name")
        let filenames = parameters.values(named: "filename")
        guard let name = names.first else { throw .missingPartName }
        guard parameters.isWellFormed, names.count <= 1, filenames.count <= 1 else {
            throw .malformedMultipart
        }
        return (name, filenames.first)
    }
}

// MARK: - Lines

extension MultipartForm.PartHead {
    /// Reads lines that end in CRLF, as long as their total size allows.
    private struct LineReader {
        /// What has not been read yet.
        var rest: ArraySlice<UInt8>
        /// How many bytes may still be read.
        var remainingSize: Int

        /// Returns the next line, without its end; a bare CR or LF or a NUL in it is a fault.
        mutating func next() throws(FormError) -> ArraySlice<UInt8> {
            let window = rest.prefix(max(remainingSize, 0))
            guard let end = window.firstIndex(where: Self.isLineByte),
                window[end...].starts(with: "\r\n".utf8)
            else { throw .malformedMultipart }
            let line = window[..<end]
            remainingSize -= line.count + 2
            rest = rest[(end + 2)...]
            return line
        }

        private static func isLineByte(_ byte: UInt8) -> Bool {
            byte == ASCII.carriageReturn || byte == ASCII.lineFeed || byte == 0
        }
    }
}
