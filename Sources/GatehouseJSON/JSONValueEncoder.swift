// SPDX-License-Identifier: MIT
//
// What `encode(to:)` gets: the encoder of one value, and the container of a value that is alone.
// Specification: RFC 8259 §3. Touches: memory only.

/// The encoder of the value that starts at a place in a sink.
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

/// Writes the one value that stands for the whole.
struct JSONSingleValueContainer: SingleValueEncodingContainer {
    let sink: JSONSink
    let place: JSONWriter.Place

    var codingPath: [any CodingKey] { [] }

    func encodeNil() throws {
        try encode(scalar: JSONNull())
    }

    // Meets every requirement for a type of its own, but for two that have a default.
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
