// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §2 and §7; the choice of escapes is that of Python's
// `json.dumps(ensure_ascii=False)`.

/// A JSON text that is written front to back: its bytes, and how many brackets are open.
///
/// A value never ends with `{` or `[`, so if the last byte is another, a comma must precede the
/// next value. That spares each container a flag.
///
/// Nested containers and super encoders outlive the call that makes them and may be filled in any
/// order, so each has a sink of its own, and a single byte holds its place here.
struct JSONWriter {
    /// Where a value begins, and how many brackets are open around it.
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

    /// Creates an empty text with room for a typical response.
    init() {
        bytes.reserveCapacity(240)
    }

    /// Where the next byte goes.
    var end: Place { Place(offset: bytes.count, depth: depth) }

    /// The whole text, with every part in its place.
    ///
    /// - Throws: The first fault, even if an `encode(to:)` caught it or it could not be thrown.
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

    /// Records that a value is incomplete; the first reason wins.
    mutating func fail(_ error: JSONError) {
        fault = fault ?? error
    }

    /// Opens a bracket, or continues the same one if it was opened there before.
    mutating func open(_ opener: UInt8, at place: Place) {
        if bytes.count == place.offset {
            bytes.append(opener)
            depth += 1
        } else if bytes[place.offset] != opener || depth != place.depth + 1 {
            fail(.conflictingContainers)
        }
    }

    /// Closes the bracket that was opened there, if any; if nothing was written, writes `{}`.
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

    /// Appends the single value at that place.
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

    /// Checks that no value was written there yet.
    func expectNothing(at place: Place) throws(JSONError) {
        guard bytes.count == place.offset else { throw .conflictingContainers }
    }
}

// MARK: - Strings

extension [UInt8] {
    /// Appends a text as a JSON string with its quotes.
    ///
    /// Only `"`, `\` and controls below U+0020 are escaped, in the shortest form; `/`, DEL and
    /// everything beyond ASCII is written as is.
    package mutating func appendJSONString(_ text: String) {
        let bytes = text.utf8.span
        append(UInt8(ascii: "\""))
        for offset in appendPlain(bytes)..<bytes.count { appendEscaped(bytes[offset]) }
        append(UInt8(ascii: "\""))
    }

    /// Appends the bytes up to the first that needs an escape, and returns how many.
    private mutating func appendPlain(_ bytes: Span<UInt8>) -> Int {
        var offset = 0
        append(addingCapacity: bytes.count) { output in
            while offset < bytes.count, !needsEscape(bytes[offset]) {
                output.append(bytes[offset])
                offset += 1
            }
        }
        return offset
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        guard needsEscape(byte) else { return append(byte) }
        append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte)
        case 0x08: append(UInt8(ascii: "b"))
        case 0x09: append(UInt8(ascii: "t"))
        case 0x0A: append(UInt8(ascii: "n"))
        case 0x0C: append(UInt8(ascii: "f"))
        case 0x0D: append(UInt8(ascii: "r"))
        default:
            append(contentsOf: (byte < 0x10 ? "u000" : "u001").utf8)
            append(contentsOf: String(byte & 0x0F, radix: 16).utf8)
        }
    }
}

private func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
}
