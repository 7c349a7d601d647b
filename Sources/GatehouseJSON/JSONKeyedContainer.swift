// SPDX-License-Identifier: MIT
//
// The members of an object, as `encode(to:)` writes them; `nil` becomes `null`.
// Specification: RFC 8259 §4. Touches: memory only.

/// Writes the members of an object.
struct JSONKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let sink: JSONSink

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) {
        sink.writeName(key)
        sink.writeNull()
    }

    func encode(_ value: Bool, forKey key: Key) {
        sink.writeName(key)
        sink.write(value)
    }

    func encode(_ value: String, forKey key: Key) {
        sink.writeName(key)
        sink.write(value)
    }

    func encode(_ value: Double, forKey key: Key) throws {
        sink.writeName(key)
        try sink.write(value)
    }

    func encode(_ value: Float, forKey key: Key) throws {
        sink.writeName(key)
        try sink.write(value)
    }

    func encode<Integer: FixedWidthInteger & Encodable>(_ value: Integer, forKey key: Key) {
        sink.writeName(key)
        sink.write(value)
    }

    // These two have a default that throws, which would win over the generic one.
    func encode(_ value: Int128, forKey key: Key) {
        sink.writeName(key)
        sink.write(value)
    }

    func encode(_ value: UInt128, forKey key: Key) {
        sink.writeName(key)
        sink.write(value)
    }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
        sink.writeName(key)
        try sink.write(value)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy _: NestedKey.Type,
        forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        sink.writeName(key)
        return KeyedEncodingContainer(JSONKeyedContainer<NestedKey>(sink: sink.makePart(.object)))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        sink.writeName(key)
        return JSONUnkeyedContainer(sink: sink.makePart(.array))
    }

    func superEncoder() -> any Encoder {
        makeSuperEncoder(for: JSONSuperKey())
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        makeSuperEncoder(for: key)
    }

    private func makeSuperEncoder(for key: some CodingKey) -> any Encoder {
        sink.writeName(key)
        return JSONValueEncoder(sink: sink.makePart(nil), depth: 0, start: 0)
    }
}

/// The name `super`, under which a class puts what its superclass encodes.
private struct JSONSuperKey: CodingKey {
    var stringValue: String { "super" }
    var intValue: Int? { nil }

    init() {}
    init?(stringValue: String) { nil }
    init?(intValue: Int) { nil }
}

// MARK: - Members that may be nil

// A synthesised `encode(to:)` writes each optional by one of these. Each has a default that leaves
// a `nil` out and that would win over a generic one, so all of them are spelled out.
extension JSONKeyedContainer {
    func encodeIfPresent(_ value: Bool?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: String?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: Double?, forKey key: Key) throws {
        try encodeOrNull(value, forKey: key) { try $0.write($1) }
    }

    func encodeIfPresent(_ value: Float?, forKey key: Key) throws {
        try encodeOrNull(value, forKey: key) { try $0.write($1) }
    }

    func encodeIfPresent(_ value: Int?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: Int8?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: Int16?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: Int32?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: Int64?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: UInt?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: UInt8?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: UInt16?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: UInt32?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: UInt64?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: Int128?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent(_ value: UInt128?, forKey key: Key) {
        encodeOrNull(value, forKey: key) { $0.write($1) }
    }

    func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
        try encodeOrNull(value, forKey: key) { try $0.write($1) }
    }

    private func encodeOrNull<Value>(
        _ value: Value?,
        forKey key: Key,
        by write: (JSONSink, Value) throws -> Void
    ) rethrows {
        sink.writeName(key)
        guard let value else { return sink.writeNull() }
        try write(sink, value)
    }
}
