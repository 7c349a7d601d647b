// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259.

/// Any JSON value, as a tree that keeps the order of members and the spelling of numbers.
///
/// Two values are equal if they would be written alike: strings and names are compared byte for
/// byte, not by Unicode equivalence; the order of members and the spelling of numbers matter.
///
///     let document: JSONValue = ["openapi": "3.1.0", "paths": [:]]
///     document["openapi"] == "3.1.0"
public enum JSONValue: Sendable {
    /// The literal `null`.
    case null
    /// The literal `true` or `false`.
    case bool(Bool)
    /// A number, as it is written.
    case number(JSONNumber)
    /// A string, unescaped.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object, its members in order.
    case object(JSONObject)

    /// The member of that name; `nil` if there is none, or if this is not an object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[name]
    }

    /// The element at that index, from 0; `nil` beyond the end, or if this is not an array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else {
            return nil
        }
        return elements[index]
    }

    /// The text of a string; `nil` for every other type.
    public var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// Writes the value as compact UTF-8.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        appendJSON(to: &bytes)
        return bytes
    }

    func appendJSON(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): bytes.appendJSONString(text)
        case .array(let elements): append(elements, to: &bytes)
        case .object(let object): object.appendJSON(to: &bytes)
        }
    }

    private func append(_ elements: [JSONValue], to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            element.appendJSON(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }
}

extension JSONValue: Equatable {
    /// Returns whether two values would be written alike.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Creates `null`.
    public init(nilLiteral: ()) {
        self = .null
    }

    /// Creates `true` or `false`.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    /// Creates an integer.
    public init(integerLiteral value: Int) {
        self = .number(JSONNumber(value))
    }

    /// Creates a number with a fraction; a literal beyond the range of a double is `null`.
    public init(floatLiteral value: Double) {
        self = JSONNumber(value).map(JSONValue.number) ?? .null
    }

    /// Creates a string.
    public init(stringLiteral value: String) {
        self = .string(value)
    }

    /// Creates an array.
    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }

    /// Creates an object with its members in this order; of two with the same name, the last wins.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(JSONObject(members))
    }
}

// MARK: - Parsing

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

// MARK: - Encoding

extension JSONValue: Encodable {
    /// Writes the value as it is: members in order, numbers as they are spelled.
    ///
    /// - Throws: `EncodingError.invalidValue` for any encoder but that of `JSON.encode(_:)`, since
    ///   no other can keep the spelling of numbers.
    public func encode(to encoder: any Encoder) throws {
        guard let encoder = encoder as? JSONValueEncoder else {
            throw EncodingError.invalidValue(
                self,
                .init(codingPath: encoder.codingPath, debugDescription: "Needs JSON.encode(_:).")
            )
        }
        try encoder.sink.text.appendValue(self, at: encoder.place)
    }
}

extension JSONValue: JSONScalar {}
