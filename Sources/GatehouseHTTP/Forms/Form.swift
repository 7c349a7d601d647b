// SPDX-License-Identifier: MIT
//
// The decoded fields of a form, and how a request body becomes one.
// Specification: WHATWG URL §5.1 and RFC 7578. Touches: memory only.

/// The decoded fields of a form, in the order in which they were sent, duplicates kept.
public struct Form: Sendable {
    /// One name and its value.
    public struct Field: Sendable {
        /// The decoded name; names are case-sensitive.
        public let name: String
        /// The decoded value.
        public let value: Value

        /// Makes a field.
        public init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// A text or a file.
    public enum Value: Sendable {
        /// A text; nothing is trimmed, and what was no UTF-8 is U+FFFD.
        case text(String)
        /// A file of a `multipart/form-data` body.
        case file(File)
    }

    /// A part of a `multipart/form-data` body that was sent with a file name.
    public struct File: Sendable {
        /// The file name as sent, which may be empty; never to be used as a path.
        public let filename: String
        /// The content type as sent, nil where the part has none.
        public let contentType: String?
        /// The content.
        public let bytes: [UInt8]

        /// Makes a file.
        public init(filename: String, contentType: String?, bytes: [UInt8]) {
            self.filename = filename
            self.contentType = contentType
            self.bytes = bytes
        }
    }

    /// All fields in the order in which they were sent.
    public let fields: [Field]

    /// Makes a form of `fields`.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// Returns every value of the field called `name`, in the order in which they were sent.
    ///
    /// Names are compared byte for byte, not by canonical equivalence as strings are.
    ///
    /// - Complexity: O(*n*), where *n* is the number of fields.
    public func values(named name: String) -> [Value] {
        fields.filter { $0.name.utf8.elementsEqual(name.utf8) }.map(\.value)
    }

    /// Returns the first value of the field called `name`, compared byte for byte.
    ///
    /// - Complexity: O(*n*), where *n* is the number of fields.
    public func firstValue(named name: String) -> Value? {
        fields.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
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
    ///   - contentType: The value of the Content-Type field; of its parameters only `boundary`
    ///     is looked at, texts are always read as UTF-8.
    ///   - limits: What is refused for its size.
    /// - Returns: The form, or nil where the content type is absent or names no form: then the
    ///   body is no form.
    /// - Throws: The first fault met, in the order of the bytes.
    /// - Complexity: O(*n*), where *n* is the length of the body.
    public static func decode(
        _ body: [UInt8],
        contentType: String?,
        limits: FormLimits = FormLimits()
    ) throws(FormError) -> Form? {
        guard let contentType, let mediaType = MediaType(contentType) else { return nil }
        switch mediaType.essence {
        case "application/x-www-form-urlencoded":
            return Form(try URLEncodedForm.decode(body, limits: limits))
        case "multipart/form-data":
            let boundary = try MultipartForm.boundary(of: mediaType)
            return Form(try MultipartForm.decode(body, boundary: boundary, limits: limits))
        default:
            return nil
        }
    }
}
