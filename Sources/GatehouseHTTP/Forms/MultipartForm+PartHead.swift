// SPDX-License-Identifier: MIT
//
// Reads the header fields of one part, and from them its name, file name and content type.
// Specification: RFC 7578 §4 and RFC 2046 §5.1. Touches: memory only.

extension MultipartForm {
    /// The header fields of a part, of which three values are kept.
    struct PartHead {
        /// The name of the field, as sent.
        let name: String
        /// The file name as sent, which may be empty; nil where the part is no file.
        let filename: String?
        /// The value of Content-Type.
        let contentType: String?
        /// The CRLF of the empty line that ends the fields.
        let blankLine: Range<Int>

        /// Reads the fields at the start of `bytes`.
        init(_ bytes: ArraySlice<UInt8>, limits: FormLimits) throws(FormError) {
            var lines = LineReader(rest: bytes, remainingSize: limits.maximumPartHeaderSizeInBytes)
            var dispositions: [ArraySlice<UInt8>] = []
            var types: [ArraySlice<UInt8>] = []
            var count = 0
            while let field = try Self.field(lines.next()) {
                count += 1
                guard count <= limits.maximumPartHeaderCount else { throw .malformedMultipart }
                switch field.name {
                case "content-disposition": dispositions.append(field.value)
                case "content-type": types.append(field.value)
                default: break
                }
            }
            blankLine = lines.rest.startIndex - 2..<lines.rest.startIndex
            // A second field of a kind is refused: another reader could take that one.
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
    /// A folded line, a space before the colon and a line without one are faults.
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

    /// Reads the names from the value of Content-Disposition; a second one of a kind is a fault.
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
    /// Takes lines that end in CRLF, as long as their total size allows.
    private struct LineReader {
        /// What is not read yet.
        var rest: ArraySlice<UInt8>
        /// How many bytes may still be read.
        var remainingSize: Int

        /// Takes the next line, without its end; a bare CR or LF or a NUL in it is a fault.
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
