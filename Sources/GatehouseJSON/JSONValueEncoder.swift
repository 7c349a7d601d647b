// SPDX-License-Identifier: MIT
//
// What `encode(to:)` gets: the encoder of one value, and the container of a value that is alone.
// Specification: RFC 8259 §3. Touches: memory only.

/// The encoder of the value that starts at `start` in a sink.
struct JSONValueEncoder: Encoder {
    let sink: JSONSink
    let depth: Int
    let start: Int

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy _: Key.Type) -> KeyedEncodingContainer<Key> {
        sink.open(.object, at: depth, from: start)
        return KeyedEncodingContainer(JSONKeyedContainer(sink: sink))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        sink.open(.array, at: depth, from: start)
        return JSONUnkeyedContainer(sink: sink)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        JSONSingleValueContainer(sink: sink, start: start)
    }

    /// Writes a whole tree as the value.
    func write(_ value: JSONValue) throws {
        guard sink.bytes.count == start else { throw JSONError.conflictingContainers }
        value.write(into: &sink.bytes)
    }
}

/// Writes the one value that stands for the whole.
struct JSONSingleValueContainer: SingleValueEncodingContainer {
    fileprivate let sink: JSONSink
    fileprivate let start: Int

    var codingPath: [any CodingKey] { [] }

    func encodeNil() throws {
        try beAlone()
        sink.writeNull()
    }

    func encode(_ value: Bool) throws {
        try beAlone()
        sink.write(value)
    }

    func encode(_ value: String) throws {
        try beAlone()
        sink.write(value)
    }

    func encode(_ value: Double) throws {
        try beAlone()
        try sink.write(value)
    }

    func encode(_ value: Float) throws {
        try beAlone()
        try sink.write(value)
    }

    func encode<Integer: FixedWidthInteger & Encodable>(_ value: Integer) throws {
        try beAlone()
        sink.write(value)
    }

    // These two have a default that throws, which would win over the generic one.
    func encode(_ value: Int128) throws {
        try beAlone()
        sink.write(value)
    }

    func encode(_ value: UInt128) throws {
        try beAlone()
        sink.write(value)
    }

    func encode<Value: Encodable>(_ value: Value) throws {
        try beAlone()
        try sink.write(value)
    }

    private func beAlone() throws {
        guard sink.bytes.count == start else { throw JSONError.conflictingContainers }
    }
}
