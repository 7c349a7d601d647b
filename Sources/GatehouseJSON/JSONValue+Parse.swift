// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259.

extension JSONValue {
    /// Parses a JSON text strictly: UTF-8 without a byte order mark, one value, nothing after it.
    ///
    /// Names must be unique within their object; arrays and objects at most 64 levels deep.
    ///
    /// - Throws: The `JSONError` for the first fault.
    /// - Complexity: O(n) in the bytes.
    public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSONValue {
        try parse(bytes.span)
    }

    /// Parses a JSON text in place, as strictly as from an array.
    ///
    /// - Throws: The `JSONError` for the first fault.
    /// - Complexity: O(n) in the bytes.
    public static func parse(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        var scanner = JSONScanner()
        let value = try scanner.readValue(bytes)
        try scanner.expectEnd(bytes)
        return value
    }
}

extension JSONScanner {
    /// Reads the next value, whatever it is, as a tree.
    package mutating func readValue(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        switch try peekType(bytes) {
        case .object: .object(try readObject(bytes))
        case .array: .array(try readArray(bytes))
        case .string: .string(try readString(bytes))
        case .number: .number(try readNumber(bytes))
        case .bool: .bool(try readBool(bytes))
        case .null: try readNullValue(bytes)
        }
    }

    private mutating func readObject(_ bytes: Span<UInt8>) throws(JSONError) -> JSONObject {
        var object = JSONObject()
        var names = try beginObject(bytes)
        while let name = try nextName(bytes, unlike: &names) {
            object.append(try readValue(bytes), named: try name.text(in: bytes))
        }
        return object
    }

    private mutating func readArray(_ bytes: Span<UInt8>) throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try beginArray(bytes)
        while try nextElement(bytes) { elements.append(try readValue(bytes)) }
        return elements
    }

    private mutating func readNullValue(_ bytes: Span<UInt8>) throws(JSONError) -> JSONValue {
        try readNull(bytes)
        return .null
    }
}
