// SPDX-License-Identifier: MIT
//
// The elements of an array, as `encode(to:)` writes them.
// Specification: RFC 8259 §5. Touches: memory only.

/// Writes the elements of an array.
struct JSONUnkeyedContainer: UnkeyedEncodingContainer {
    let sink: JSONSink
    private(set) var count = 0

    var codingPath: [any CodingKey] { [] }

    init(sink: JSONSink) {
        self.sink = sink
    }

    mutating func encodeNil() {
        beginElement()
        sink.writeNull()
    }

    mutating func encode(_ value: Bool) {
        beginElement()
        sink.write(value)
    }

    mutating func encode(_ value: String) {
        beginElement()
        sink.write(value)
    }

    mutating func encode(_ value: Double) throws {
        beginElement()
        try sink.write(value)
    }

    mutating func encode(_ value: Float) throws {
        beginElement()
        try sink.write(value)
    }

    mutating func encode<Integer: FixedWidthInteger & Encodable>(_ value: Integer) {
        beginElement()
        sink.write(value)
    }

    // These two have a default that throws, which would win over the generic one.
    mutating func encode(_ value: Int128) {
        beginElement()
        sink.write(value)
    }

    mutating func encode(_ value: UInt128) {
        beginElement()
        sink.write(value)
    }

    mutating func encode<Value: Encodable>(_ value: Value) throws {
        beginElement()
        try sink.write(value)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy _: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        beginElement()
        return KeyedEncodingContainer(JSONKeyedContainer<NestedKey>(sink: sink.makePart(.object)))
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        beginElement()
        return JSONUnkeyedContainer(sink: sink.makePart(.array))
    }

    mutating func superEncoder() -> any Encoder {
        beginElement()
        return JSONValueEncoder(sink: sink.makePart(nil), depth: 0, start: 0)
    }

    private mutating func beginElement() {
        sink.separate()
        count += 1
    }
}
