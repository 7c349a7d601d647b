// SPDX-License-Identifier: MIT
//
// Decodes `multipart/form-data`: the parts between the delimiter lines, each a field or a file.
// Specification: RFC 7578 and RFC 2046 §5.1.1. Touches: memory only.

/// The multipart form: a walk from delimiter to delimiter, strict about line ends.
///
/// Names and values are taken as they are: a `%22` or a `+` in them is data. Preamble and
/// epilogue are skipped. Content-Transfer-Encoding is ignored (RFC 7578 §4.7), and so are the
/// disposition type, `name*`, `filename*` (§4.2) and all other header fields (§4.8).
struct MultipartForm {
    private let body: [UInt8]
    private let delimiters: DelimiterScanner
    private let limits: FormLimits

    /// Decodes all parts of `body`; an empty body has none, as in Starlette.
    static func decode(
        _ body: [UInt8],
        boundary: [UInt8],
        limits: FormLimits
    ) throws(FormError) -> [Form.Field] {
        guard !body.isEmpty else { return [] }
        let delimiters = DelimiterScanner(body: body, boundary: boundary)
        return try MultipartForm(body: body, delimiters: delimiters, limits: limits).fields()
    }

    private func fields() throws(FormError) -> [Form.Field] {
        var fields: [Form.Field] = []
        var delimiter = try delimiters.first()
        while !delimiter.isClosing {
            guard fields.count < limits.maximumFieldCount else {
                throw .tooManyFields(limit: limits.maximumFieldCount)
            }
            let head = try PartHead(body[delimiter.line.upperBound...], limits: limits)
            delimiter = try delimiters.next(from: head.blankLine.lowerBound)
            // The CRLF of the blank line may be the one of the delimiter: then there is no content.
            let start = min(head.blankLine.upperBound, delimiter.line.lowerBound)
            fields.append(try field(head, body[start..<delimiter.line.lowerBound]))
        }
        return fields
    }

    private func field(
        _ head: PartHead,
        _ content: ArraySlice<UInt8>
    ) throws(FormError) -> Form.Field {
        if let filename = head.filename {
            let file = Form.File(
                filename: filename,
                contentType: head.contentType,
                bytes: Array(content)
            )
            return Form.Field(name: head.name, value: .file(file))
        }
        guard content.count <= limits.maximumFieldSizeInBytes else {
            throw .fieldTooLarge(limitInBytes: limits.maximumFieldSizeInBytes)
        }
        return Form.Field(name: head.name, value: .text(String(decoding: content, as: UTF8.self)))
    }
}

// MARK: - Boundary

extension MultipartForm {
    /// Returns the boundary that a content type names: 1 to 70 bytes (RFC 2046 §5.1.1).
    ///
    /// Two boundaries are refused, as two readers could take a different one each.
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
