// SPDX-License-Identifier: MIT
//
// Values stay in the body until they are asked for, so that a password is not copied around.
// Specification: WHATWG URL §5.1 and RFC 7578.

/// The fields of a form, in the order in which they were sent, duplicates included.
public struct Form: Sendable {
    /// One name and its value.
    public struct Field: Sendable {
        /// The decoded name; names are case-sensitive.
        public let name: String
        /// The decoded value.
        public let value: Value

        /// Creates a field.
        public init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// A text or a file.
    public enum Value: Sendable {
        /// A text; nothing is trimmed, and bytes that are not UTF-8 become U+FFFD.
        case text(String)
        /// A file of a `multipart/form-data` body.
        case file(File)
    }

    /// A part of a `multipart/form-data` body that was sent with a file name.
    public struct File: Sendable {
        /// The file name as sent, which may be empty; never use it as a path.
        public let filename: String
        /// The content type as sent; nil if the part has none.
        public let contentType: String?
        /// The content.
        public let bytes: [UInt8]

        /// Creates a file.
        public init(filename: String, contentType: String?, bytes: [UInt8]) {
            self.filename = filename
            self.contentType = contentType
            self.bytes = bytes
        }
    }

    /// A name, and where in the body its value is.
    struct Entry: Sendable {
        enum Kind: Sendable {
            /// A text with plus signs and percent-escapes.
            case encoded
            /// A text as it is.
            case plain
            case file(name: String, contentType: String?)
        }

        let name: String
        let kind: Kind
        let range: Range<Int>
    }

    private let body: [UInt8]
    private let entries: [Entry]

    init(body: [UInt8], entries: [Entry]) {
        self.body = body
        self.entries = entries
    }

    /// Creates a form from `fields`.
    public init(_ fields: [Field] = []) {
        var body: [UInt8] = []
        entries = fields.map { field in
            let start = body.count
            switch field.value {
            case .text(let text):
                body += text.utf8
                return Entry(name: field.name, kind: .plain, range: start..<body.count)
            case .file(let file):
                body += file.bytes
                let kind = Entry.Kind.file(name: file.filename, contentType: file.contentType)
                return Entry(name: field.name, kind: kind, range: start..<body.count)
            }
        }
        self.body = body
    }
}

// MARK: - Access

extension Form {
    /// All fields in the order in which they were sent.
    ///
    /// - Complexity: O(*n*) in the length of the body, since values are decoded here.
    public var fields: [Field] { entries.map { Field(name: $0.name, value: value(of: $0)) } }

    /// Returns every value of the field called `name`, in the order in which they were sent.
    ///
    /// Names are compared byte for byte, not by canonical equivalence as strings are.
    public func values(named name: String) -> [Value] {
        entries(named: name).map(value)
    }

    /// Returns the first value of the field called `name`, compared byte for byte.
    public func firstValue(named name: String) -> Value? {
        entries(named: name).first.map(value)
    }

    /// Returns the bytes of the first text called `name`, decoded but not interpreted as UTF-8; nil
    /// if there is no such field, or if it is a file.
    public func bytes(named name: String) -> [UInt8]? {
        guard let entry = entries(named: name).first else { return nil }
        if case .file = entry.kind { return nil }
        return text(of: entry)
    }

    /// Returns the first text called `name` as a secret, byte for byte; an empty one if there is
    /// none.
    public func secret(named name: String) -> Secret {
        var bytes = bytes(named: name) ?? []
        defer { bytes.wipe() }
        return Secret(bytes: bytes)
    }

    /// The number of fields called `name`.
    package func count(named name: String) -> Int { entries(named: name).count }

    /// Returns whether the first field called `name` is a file.
    package func isFile(named name: String) -> Bool {
        if case .file = entries(named: name).first?.kind { true } else { false }
    }

    private func entries(named name: String) -> [Entry] {
        entries.filter { $0.name.utf8.elementsEqual(name.utf8) }
    }

    private func value(of entry: Entry) -> Value {
        if case .file(let filename, let type) = entry.kind {
            let bytes = Array(body[entry.range])
            return .file(File(filename: filename, contentType: type, bytes: bytes))
        }
        return .text(String(decoding: text(of: entry), as: UTF8.self))
    }

    private func text(of entry: Entry) -> [UInt8] {
        let raw = body[entry.range]
        if case .encoded = entry.kind { return URLEncodedForm.decoded(raw) }
        return Array(raw)
    }
}

extension Form: CustomStringConvertible, CustomReflectable {
    /// The number of fields, and nothing else about them: one may be a password.
    public var description: String { "Form(\(entries.count) fields)" }
    /// A mirror without the fields.
    public var customMirror: Mirror { Mirror(self, children: ["count": entries.count]) }
}

// MARK: - Equality

extension Form.Value: Equatable {
    /// Compares texts byte for byte, not by canonical equivalence as strings are.
    public static func == (left: Form.Value, right: Form.Value) -> Bool {
        switch (left, right) {
        case (.text(let left), .text(let right)): left.utf8.elementsEqual(right.utf8)
        case (.file(let left), .file(let right)): left == right
        default: false
        }
    }
}

extension Form.File: Equatable {
    /// Compares names and content byte for byte.
    public static func == (left: Form.File, right: Form.File) -> Bool {
        left.filename.utf8.elementsEqual(right.filename.utf8)
            && left.contentType.map { Array($0.utf8) } == right.contentType.map { Array($0.utf8) }
            && left.bytes == right.bytes
    }
}

// MARK: - Decoding

extension Form {
    /// Decodes a whole request body.
    ///
    /// An empty body with the content type of a form is a form without fields.
    ///
    /// - Parameters:
    ///   - body: The whole body, without transfer coding.
    ///   - contentType: The value of the Content-Type field; of its parameters only `boundary` is
    ///     used, since text is always UTF-8.
    ///   - limits: The limits on the size of the form.
    /// - Returns: The form; nil if the content type is absent or is not that of a form, so that the
    ///   body is not a form either.
    /// - Throws: The first fault, in the order of the bytes.
    /// - Complexity: O(*n*), where *n* is the length of the body.
    public static func decode(
        _ body: [UInt8],
        contentType: String?,
        limits: FormLimits = FormLimits()
    ) throws(FormError) -> Form? {
        guard let contentType, let mediaType = MediaType(contentType) else { return nil }
        switch mediaType.essence {
        case "application/x-www-form-urlencoded":
            return Form(body: body, entries: try URLEncodedForm.entries(of: body, limits: limits))
        case "multipart/form-data":
            let boundary = try MultipartForm.boundary(of: mediaType)
            let entries = try MultipartForm.entries(of: body, boundary: boundary, limits: limits)
            return Form(body: body, entries: entries)
        default:
            return nil
        }
    }
}
