// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259.

/// Writes models as JSON.
public enum JSON {
    /// Writes a value as compact UTF-8.
    ///
    /// Members appear in the order in which the value encodes them, which for a synthesised
    /// `encode(to:)` is the order of declaration; a member that is `nil` is written as `null`.
    /// A dictionary has no order: use `JSONValue` where order matters. Doubles are written in the
    /// shortest form that reads back the same, always with a fraction or an exponent (`1.0`).
    /// Only what must be escaped is escaped (RFC 8259 §7). The encoder's `codingPath` is always
    /// empty.
    ///
    /// - Throws: `JSONError.nonFiniteNumber` for a NaN or an infinity,
    ///   `JSONError.conflictingContainers` for an `encode(to:)` that asks one encoder for
    ///   containers of two kinds, `JSONError.incompleteValue` for one that goes on after an error,
    ///   and whatever an `encode(to:)` throws itself.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let sink = JSONSink()
        try sink.write(value)
        return try sink.text.finish()
    }
}

// MARK: - Sink

/// The text that an encoder and its containers write together.
final class JSONSink {
    /// The text so far; each use of it is one step, since gaining access costs as much as writing.
    var text = JSONWriter()

    /// Writes a value by its `encode(to:)`, which may write nothing, or leave one bracket open.
    func write(_ value: some Encodable) throws {
        let place = text.end
        do { try value.encode(to: JSONValueEncoder(sink: self, place: place)) } catch {
            text.fail(.incompleteValue)
            throw error
        }
        text.close(place)
    }

    /// Makes the encoder of a part whose place is here and which may be written later.
    func makePart() -> JSONValueEncoder {
        let sink = JSONSink()
        let encoder = JSONValueEncoder(sink: sink, place: sink.text.end)
        text.appendPart(sink)
        return encoder
    }
}

// MARK: - Encoder

/// The encoder of the value that begins at a place in a sink; what `encode(to:)` gets.
struct JSONValueEncoder: Encoder {
    let sink: JSONSink
    let place: JSONWriter.Place

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        sink.text.open(UInt8(ascii: "{"), at: place)
        return KeyedEncodingContainer(JSONKeyedContainer(sink: sink))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        sink.text.open(UInt8(ascii: "["), at: place)
        return JSONUnkeyedContainer(sink: sink)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONSingleValueContainer(sink: sink, place: place)
    }
}

/// Writes the one value that a type encodes itself as.
struct JSONSingleValueContainer: SingleValueEncodingContainer {
    let sink: JSONSink
    let place: JSONWriter.Place

    var codingPath: [any CodingKey] { [] }

    func encodeNil() throws {
        try encode(scalar: JSONNull())
    }

    // Satisfies the requirement for every scalar type but the two that have a default.
    func encode<Scalar: JSONScalar & Encodable>(_ value: Scalar) throws {
        try encode(scalar: value)
    }

    func encode(_ value: Int128) throws {
        try encode(scalar: value)
    }

    func encode(_ value: UInt128) throws {
        try encode(scalar: value)
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        try sink.text.expectNothing(at: place)
        try sink.write(value)
    }

    private func encode(scalar: some JSONScalar) throws(JSONError) {
        try sink.text.appendValue(scalar, at: place)
    }
}

// MARK: - Containers

/// Writes the members of an object; `nil` becomes `null`.
struct JSONKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sink: JSONSink

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) throws {
        try write(JSONNull(), key)
    }

    // Satisfies the requirement for every scalar type but the two that have a default.
    @inline(__always)
    func encode<Scalar: JSONScalar & Encodable>(_ value: Scalar, forKey key: Key) throws {
        try write(value, key)
    }

    func encode(_ value: Int128, forKey key: Key) throws {
        try write(value, key)
    }

    func encode(_ value: UInt128, forKey key: Key) throws {
        try write(value, key)
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        sink.text.appendName(key.stringValue)
        try sink.write(value)
    }

    func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        guard let value else { return try encodeNil(forKey: key) }
        try encode(value, forKey: key)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        makePart(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        makePart(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        makePart(JSONSuperKey())
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        makePart(key)
    }

    // Inlined, so that the code for the scalar is chosen at compile time: only `Key` is generic.
    @inline(__always)
    private func write(_ value: some JSONScalar, _ key: Key) throws(JSONError) {
        try sink.text.appendMember(key.stringValue, value)
    }

    @inline(__always)
    private func writeOrNull(_ value: (some JSONScalar)?, _ key: Key) throws(JSONError) {
        guard let value else { return try write(JSONNull(), key) }
        try write(value, key)
    }

    private func makePart(_ key: some CodingKey) -> JSONValueEncoder {
        sink.text.appendName(key.stringValue)
        return sink.makePart()
    }
}

/// The name `super`, under which a class encodes its superclass.
private struct JSONSuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }

    init() {}
    init?(stringValue: String) { nil }
    init?(intValue: Int) { nil }
}

// MARK: - Members that may be nil

// A synthesised `encode(to:)` writes each optional with one of these. Each has a default that
// leaves a `nil` out and would win over a generic overload, so all of them are spelled out.
extension JSONKeyedContainer {
    func encodeIfPresent(_ value: Bool?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: String?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: Double?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: Float?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: Int?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: Int8?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: Int16?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: Int32?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: Int64?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: Int128?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: UInt?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }

    func encodeIfPresent(_ value: UInt128?, forKey key: Key) throws {
        try writeOrNull(value, key)
    }
}

/// Writes the elements of an array.
struct JSONUnkeyedContainer: UnkeyedEncodingContainer {
    let sink: JSONSink
    private(set) var count = 0

    var codingPath: [any CodingKey] { [] }

    init(sink: JSONSink) {
        self.sink = sink
    }

    mutating func encodeNil() throws {
        try write(JSONNull())
    }

    // Satisfies the requirement for every scalar type but the two that have a default.
    mutating func encode<Scalar: JSONScalar & Encodable>(_ value: Scalar) throws {
        try write(value)
    }

    mutating func encode(_ value: Int128) throws {
        try write(value)
    }

    mutating func encode(_ value: UInt128) throws {
        try write(value)
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        sink.text.separate()
        try sink.write(value)
        count += 1
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        makePart().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        makePart().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder {
        makePart()
    }

    private mutating func write(_ value: some JSONScalar) throws(JSONError) {
        try sink.text.appendElement(value)
        count += 1
    }

    private mutating func makePart() -> JSONValueEncoder {
        sink.text.separate()
        count += 1
        return sink.makePart()
    }
}

// MARK: - Scalars

/// A value that the encoder writes in one piece.
protocol JSONScalar {
    /// Appends the value; only a NaN or an infinity is refused.
    func appendJSON(to bytes: inout [UInt8]) throws(JSONError)
}

/// The literal `null`.
struct JSONNull: JSONScalar {
    func appendJSON(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "null".utf8)
    }
}

extension Bool: JSONScalar {
    func appendJSON(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: (self ? "true" : "false").utf8)
    }
}

extension String: JSONScalar {
    func appendJSON(to bytes: inout [UInt8]) {
        bytes.appendJSONString(self)
    }
}

extension JSONScalar where Self: FixedWidthInteger {
    func appendJSON(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(self).utf8)
    }
}

extension JSONScalar where Self: BinaryFloatingPoint & CustomStringConvertible {
    func appendJSON(to bytes: inout [UInt8]) throws(JSONError) {
        guard isFinite else { throw .nonFiniteNumber }
        bytes.append(contentsOf: description.utf8)
    }
}

extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension Int128: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}
extension UInt128: JSONScalar {}
extension Double: JSONScalar {}
extension Float: JSONScalar {}
