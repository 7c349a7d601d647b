// SPDX-License-Identifier: MIT
//
// Where the encoder's containers write: one growing text, and the parts that are filled in later.
// Specification: RFC 8259 §2. Touches: memory only.

/// A JSON text in the making.
///
/// Values go straight into `bytes`. Two facts keep the syntax right without a note on each
/// container: a value never ends with `{` or `[`, so a last byte other than these needs a comma;
/// and what `encode(to:)` opened is closed when it returns. Nested containers and super encoders
/// outlive the call that makes them and may be filled in any order, so each has a sink of its own,
/// for which one byte holds the place.
final class JSONSink {
    private struct Part {
        let offset: Int
        let sink: JSONSink
    }

    var bytes: [UInt8] = []
    private var closers: [UInt8] = []
    private var parts: [Part] = []
    private var fault: JSONError?

    /// How many arrays and objects are open.
    var depth: Int { closers.count }

    /// The whole text, everything closed and every part in its place.
    ///
    /// - Throws: `JSONError.conflictingContainers`, which `container(keyedBy:)` cannot throw.
    func finish() throws(JSONError) -> [UInt8] {
        close(to: 0, from: 0)
        if let fault { throw fault }
        guard !parts.isEmpty else { return bytes }
        var result: [UInt8] = []
        var offset = 0
        for part in parts {
            result.append(contentsOf: bytes[offset..<part.offset])
            result.append(contentsOf: try part.sink.finish())
            offset = part.offset + 1
        }
        return result + bytes[offset...]
    }

    /// Opens an array or object, or goes on with the one that this encoder opened before.
    func open(_ bracket: JSONBracket, at depth: Int, from start: Int) {
        if bytes.count == start {
            bytes.append(bracket.opener)
            closers.append(bracket.closer)
        } else if closers.count != depth + 1 || closers.last != bracket.closer {
            fault = .conflictingContainers
        }
    }

    /// Makes the sink of a part that stands here, of which `bracket`, if any, is open already.
    func makePart(_ bracket: JSONBracket?) -> JSONSink {
        let sink = JSONSink()
        if let bracket { sink.open(bracket, at: 0, from: 0) }
        parts.append(Part(offset: bytes.count, sink: sink))
        bytes.append(UInt8(ascii: "?"))
        return sink
    }

    /// Closes what an encoder opened; an encoder that wrote nothing at all stands for `{}`.
    private func close(to depth: Int, from start: Int) {
        if bytes.count == start { bytes.append(contentsOf: "{}".utf8) }
        while closers.count > depth, let closer = closers.popLast() { bytes.append(closer) }
    }
}

/// The two pairs of brackets.
enum JSONBracket {
    case object, array

    var opener: UInt8 { self == .object ? UInt8(ascii: "{") : UInt8(ascii: "[") }
    var closer: UInt8 { self == .object ? UInt8(ascii: "}") : UInt8(ascii: "]") }
}

// MARK: - Values

extension JSONSink {
    /// Writes a comma unless this is the first in its array or object.
    func separate() {
        guard bytes.last != UInt8(ascii: "{"), bytes.last != UInt8(ascii: "[") else { return }
        bytes.append(UInt8(ascii: ","))
    }

    /// Writes the name of a member, and what stands before and after it.
    func writeName(_ key: some CodingKey) {
        separate()
        bytes.appendJSONString(key.stringValue)
        bytes.append(UInt8(ascii: ":"))
    }

    func writeNull() {
        bytes.append(contentsOf: "null".utf8)
    }

    func write(_ value: Bool) {
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    func write(_ value: String) {
        bytes.appendJSONString(value)
    }

    func write(_ value: some FixedWidthInteger & Encodable) {
        bytes.append(contentsOf: String(value).utf8)
    }

    func write(
        _ value: some BinaryFloatingPoint & LosslessStringConvertible & Encodable
    ) throws {
        guard value.isFinite else { throw JSONError.nonFiniteNumber }
        bytes.append(contentsOf: value.description.utf8)
    }

    func write(_ value: some Encodable) throws {
        let depth = closers.count
        let start = bytes.count
        try value.encode(to: JSONValueEncoder(sink: self, depth: depth, start: start))
        close(to: depth, from: start)
    }
}
