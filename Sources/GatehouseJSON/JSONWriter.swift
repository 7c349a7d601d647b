// SPDX-License-Identifier: MIT
//
// A JSON text that is written front to back: brackets, commas, names, and the places of parts
// that are written later.
// Specification: RFC 8259 §2. Touches: memory only.

/// The bytes of a JSON text, and how many brackets are open in it.
///
/// A value never ends with `{` or `[`, so a last byte other than these needs a comma before the
/// next value. That spares a note in each container.
///
/// Nested containers and super encoders outlive the call that makes them and may be filled in any
/// order, so each has a sink of its own, and here one byte holds its place.
struct JSONWriter {
    /// Where a value starts, and how many brackets are open around it.
    struct Place {
        let offset: Int
        let depth: Int
    }

    private struct Part {
        let offset: Int
        let sink: JSONSink
    }

    private var bytes: [UInt8] = []
    private var depth = 0
    private var parts: [Part] = []
    private var fault: JSONError?

    /// Makes an empty text with room for a common answer.
    init() {
        bytes.reserveCapacity(240)
    }

    /// Where the next byte goes.
    var end: Place { Place(offset: bytes.count, depth: depth) }

    /// The whole text, every part in its place.
    ///
    /// - Throws: What went wrong, also where an `encode(to:)` caught it or it could not be thrown.
    mutating func finish() throws(JSONError) -> [UInt8] {
        close(Place(offset: 0, depth: 0))
        if let fault { throw fault }
        guard !parts.isEmpty else { return bytes }
        var result: [UInt8] = []
        var offset = 0
        for part in parts {
            result.append(contentsOf: bytes[offset..<part.offset])
            result.append(contentsOf: try part.sink.text.finish())
            offset = part.offset + 1
        }
        return result + bytes[offset...]
    }

    mutating func appendPart(_ sink: JSONSink) {
        parts.append(Part(offset: bytes.count, sink: sink))
        bytes.append(UInt8(ascii: "?"))
    }

    /// Remembers that a value is not finished; the first reason counts.
    mutating func fail(_ error: JSONError) {
        fault = fault ?? error
    }

    /// Opens a bracket, or goes on with the same one that was opened there before.
    mutating func open(_ opener: UInt8, at place: Place) {
        if bytes.count == place.offset {
            bytes.append(opener)
            depth += 1
        } else if bytes[place.offset] != opener || depth != place.depth + 1 {
            fail(.conflictingContainers)
        }
    }

    /// Closes the bracket that was opened there, if any; where nothing is written `{}` is.
    mutating func close(_ place: Place) {
        if bytes.count == place.offset {
            bytes.append(contentsOf: "{}".utf8)
        } else if depth > place.depth {
            let isObject = bytes[place.offset] == UInt8(ascii: "{")
            bytes.append(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
            depth = place.depth
        }
    }

    /// Begins an element, or a member.
    mutating func separate() {
        guard bytes.last != UInt8(ascii: "{"), bytes.last != UInt8(ascii: "[") else { return }
        bytes.append(UInt8(ascii: ","))
    }

    mutating func appendName(_ name: String) {
        separate()
        bytes.appendJSONString(name)
        bytes.append(UInt8(ascii: ":"))
    }

    mutating func appendMember(_ name: String, _ value: some JSONScalar) throws(JSONError) {
        appendName(name)
        try append(value)
    }

    mutating func appendElement(_ value: some JSONScalar) throws(JSONError) {
        separate()
        try append(value)
    }

    /// Appends the one value that stands there.
    mutating func appendValue(_ value: some JSONScalar, at place: Place) throws(JSONError) {
        try expectNothing(at: place)
        try append(value)
    }

    private mutating func append(_ value: some JSONScalar) throws(JSONError) {
        do { try value.appendJSON(to: &bytes) } catch {
            fail(error)
            throw error
        }
    }

    /// Makes sure that no value was written there yet.
    func expectNothing(at place: Place) throws(JSONError) {
        guard bytes.count == place.offset else { throw .conflictingContainers }
    }
}
