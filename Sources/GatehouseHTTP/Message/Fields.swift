// SPDX-License-Identifier: MIT
//
// All names and values are in one array of bytes, and a field is four offsets into it, so that a
// head costs two allocations.
// Specification: RFC 9110 §5.

/// The header fields of a message (RFC 9110 §5), in order, duplicates included.
public struct Fields: Sendable {
    /// Where one field line is within `bytes`.
    struct Line: Sendable {
        let name: Range<UInt32>
        let value: Range<UInt32>
    }

    private var bytes: [UInt8]
    private var lines: [Line]

    /// Creates an empty list.
    public init() {
        bytes = []
        lines = []
    }

    /// Creates a list from a block of field lines that the parser has checked.
    init(bytes: [UInt8], lines: [Line]) {
        self.bytes = bytes
        self.lines = lines
    }

    /// The combined value of the field, its lines joined by `, ` (RFC 9110 §5.3); nil if the field
    /// is absent.
    ///
    /// For a field that may occur only once, check `values(for:)` first: two lines are an error.
    ///
    /// Setting a value replaces all lines of the field with one, or with none for nil; characters
    /// that a value may not contain become spaces (`FieldValue.init(sanitizing:)`).
    ///
    /// - Complexity: O(n) in the number of field lines.
    public subscript(name: FieldName) -> String? {
        get {
            var combined: String?
            for line in lines where matches(line, name) {
                combined = combined.map { $0 + ", " + text(line.value) } ?? text(line.value)
            }
            return combined
        }
        set {
            if let newValue {
                set(name, FieldValue(sanitizing: newValue))
            } else {
                remove(name)
            }
        }
    }

    /// Returns the value of each line of the field, in order; bytes that are not UTF-8 become
    /// U+FFFD.
    ///
    /// - Complexity: O(n) in the number of field lines.
    public func values(for name: FieldName) -> [String] {
        lines.filter { matches($0, name) }.map { text($0.value) }
    }

    /// Returns whether a line of the field is present.
    ///
    /// - Complexity: O(n) in the number of field lines.
    public func contains(_ name: FieldName) -> Bool {
        lines.contains { matches($0, name) }
    }

    /// How often a field stands among the lines, and where.
    package enum Occurrence {
        /// It is absent.
        case none
        /// It stands once, and its value is at this place of `withBytes(_:)`.
        case one(Range<Int>)
        /// It stands more than once.
        case several
    }

    /// Looks for a field that may stand once only, without a copy of its value.
    ///
    /// - Complexity: O(n) in the number of field lines.
    package func occurrence(of name: FieldName) -> Occurrence {
        var found = Occurrence.none
        for line in lines where matches(line, name) {
            guard case .none = found else { return .several }
            found = .one(Int(line.value.lowerBound)..<Int(line.value.upperBound))
        }
        return found
    }

    /// Lends the bytes of all lines.
    package func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(bytes.span)
    }

    /// Adds a line at the end.
    public mutating func append(_ name: FieldName, _ value: FieldValue) {
        let nameStart = UInt32(clamping: bytes.count)
        bytes.append(contentsOf: name.spelling.utf8)
        let valueStart = UInt32(clamping: bytes.count)
        bytes.append(contentsOf: value.text.utf8)
        let end = UInt32(clamping: bytes.count)
        lines.append(Line(name: nameStart..<valueStart, value: valueStart..<end))
    }

    /// Replaces all lines of the field with a single one.
    public mutating func set(_ name: FieldName, _ value: FieldValue) {
        remove(name)
        append(name, value)
    }

    /// Removes all lines of the field.
    public mutating func remove(_ name: FieldName) {
        if contains(name) { lines = lines.filter { !matches($0, name) } }
    }

    private func text(_ range: Range<UInt32>) -> String {
        String(decoding: bytes[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
    }

    private func matches(_ line: Line, _ name: FieldName) -> Bool {
        let spelling = name.spelling.utf8
        guard line.name.count == spelling.count else { return false }
        var index = Int(line.name.lowerBound)
        for byte in spelling {
            if bytes[index].lowercased != byte.lowercased { return false }
            index += 1
        }
        return true
    }
}

extension Fields {
    /// Appends the lines to a message under construction, except those of `excluded` names.
    func encode(into output: inout [UInt8], excluding excluded: [FieldName]) {
        for line in lines where !excluded.contains(where: { matches(line, $0) }) {
            output.append(contentsOf: bytes[Int(line.name.lowerBound)..<Int(line.name.upperBound)])
            output.append(ASCII.colon)
            output.append(ASCII.space)
            output.append(
                contentsOf: bytes[Int(line.value.lowerBound)..<Int(line.value.upperBound)]
            )
            output.append(ASCII.carriageReturn)
            output.append(ASCII.lineFeed)
        }
    }

    /// Returns whether a comma-separated list in the field's lines has the token, ignoring case.
    func lists(_ token: String, in name: FieldName) -> Bool {
        lines.contains { line in
            matches(line, name)
                && bytes[Int(line.value.lowerBound)..<Int(line.value.upperBound)]
                    .split(separator: ASCII.comma)
                    .contains { matches(token, $0) }
        }
    }

    /// The elements of the comma-separated list in the field's lines, without empty ones
    /// (RFC 9110 §5.6.1).
    func elements(of name: FieldName) -> [ArraySlice<UInt8>] {
        lines.filter { matches($0, name) }.flatMap { line in
            bytes[Int(line.value.lowerBound)..<Int(line.value.upperBound)]
                .split(separator: ASCII.comma)
                .map { bytes[bytes.span.trimmed($0.startIndex..<$0.endIndex)] }
                .filter { !$0.isEmpty }
        }
    }

    private func matches(_ token: String, _ element: ArraySlice<UInt8>) -> Bool {
        let range = bytes.span.trimmed(element.startIndex..<element.endIndex)
        return bytes.span.matches(token, in: range)
    }
}

extension Fields: RandomAccessCollection {
    /// The position of the first line.
    public var startIndex: Int { 0 }

    /// The position after the last line.
    public var endIndex: Int { lines.count }

    /// The name and the value of a line as text; bytes that are not UTF-8 become U+FFFD.
    public subscript(position: Int) -> (name: String, value: String) {
        (text(lines[position].name), text(lines[position].value))
    }
}

extension Fields: ExpressibleByDictionaryLiteral {
    /// Creates a list from names and values, in the order in which they are written.
    public init(dictionaryLiteral elements: (FieldName, FieldValue)...) {
        self.init()
        for (name, value) in elements { append(name, value) }
    }
}
