// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §5.

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
