// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §3.

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
