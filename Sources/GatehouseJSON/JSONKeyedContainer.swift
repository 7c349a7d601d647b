// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §4.

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
