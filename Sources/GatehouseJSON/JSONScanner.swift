// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259, RFC 7493 §2.3 (unique names), RFC 7519 §4.

/// A strict pull reader that walks a JSON text in place and builds no tree.
///
/// What the caller asks for is read, the rest is skipped, and all of it is validated. The text is a
/// parameter of every step, so the scanner owns nothing; pass the same bytes each time. After an
/// error it must not be used again.
///
///     var scanner = JSONScanner()
///     var names = try scanner.beginObject(bytes)
///     while let name = try scanner.nextName(bytes, unlike: &names) {
///         if name.equals("sub", in: bytes) { subject = try scanner.readString(bytes) }
///         else { try scanner.skipValue(bytes) }
///     }
///     try scanner.expectEnd(bytes)
package struct JSONScanner: Sendable {
    /// How deeply arrays and objects may be nested by default.
    ///
    /// More than an honest text needs, and little stack: skipping a value takes a frame for each
    /// level.
    package static let defaultDepthLimit = 64

    /// The highest depth limit that can be set: what the stack of any thread can safely hold.
    package static let highestDepthLimit = 512

    /// The offset of the next byte to read.
    package internal(set) var position = 0

    private let depthLimit: Int
    private var depth = 0
    private var isAtFirst = false

    /// Creates a scanner at the first byte.
    ///
    /// - Parameter depthLimit: Levels of arrays and objects to accept, 0 to 512; a lone scalar has
    ///   none. Values outside that range are clamped.
    package init(depthLimit: Int = JSONScanner.defaultDepthLimit) {
        self.depthLimit = min(max(depthLimit, 0), Self.highestDepthLimit)
    }

    /// Returns the type of the next value, judging by its first byte, without reading it.
    package mutating func peekType(_ bytes: Span<UInt8>) throws(JSONError) -> JSONType {
        switch try peekToken(bytes) {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
        case UInt8(ascii: "n"): .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
        default: throw .unexpectedByte(at: position)
        }
    }

    /// Reads `{`, and returns what the calls of `nextName(_:unlike:)` need.
    package mutating func beginObject(_ bytes: Span<UInt8>) throws(JSONError) -> JSONNames {
        try begin(bytes, with: UInt8(ascii: "{"))
        return JSONNames()
    }

    /// Reads a name and its colon; `nil` for the `}` that ends the object.
    ///
    /// The value must be read or skipped before the next name.
    ///
    /// - Throws: `JSONError.duplicateName` if the object already had that name.
    package mutating func nextName(
        _ bytes: Span<UInt8>,
        unlike names: inout JSONNames
    ) throws(JSONError) -> JSONString? {
        guard try advance(bytes, until: UInt8(ascii: "}")) else { return nil }
        let name = try scanString(bytes)
        try names.insert(name, in: bytes)
        try expect(bytes, UInt8(ascii: ":"))
        return name
    }

    /// Reads `[`; `nextElement(_:)` follows.
    package mutating func beginArray(_ bytes: Span<UInt8>) throws(JSONError) {
        try begin(bytes, with: UInt8(ascii: "["))
    }

    /// Moves to the next element, which must then be read or skipped; `false` past the closing `]`.
    package mutating func nextElement(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        try advance(bytes, until: UInt8(ascii: "]"))
    }

    /// Reads `true` or `false`.
    package mutating func readBool(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        let isTrue = try peekToken(bytes) == UInt8(ascii: "t")
        try expect(bytes, word: isTrue ? "true" : "false")
        return isTrue
    }

    /// Reads `null`.
    package mutating func readNull(_ bytes: Span<UInt8>) throws(JSONError) {
        _ = try peekToken(bytes)
        try expect(bytes, word: "null")
    }

    /// Reads past the next value, which is validated like one that is asked for.
    package mutating func skipValue(_ bytes: Span<UInt8>) throws(JSONError) {
        switch try peekType(bytes) {
        case .object: try skipObject(bytes)
        case .array: try skipArray(bytes)
        case .string: _ = try scanString(bytes)
        case .number: _ = try scanNumber(bytes)
        case .bool: _ = try readBool(bytes)
        case .null: try readNull(bytes)
        }
    }

    /// Checks that nothing but white space is left.
    package mutating func expectEnd(_ bytes: Span<UInt8>) throws(JSONError) {
        skipWhitespace(bytes)
        guard position == bytes.count else { throw .trailingBytes(at: position) }
    }
}

/// The six types of JSON values.
package enum JSONType: Sendable {
    case object, array, string, number, bool, null
}

// MARK: - Steps that the readers share

extension JSONScanner {
    private mutating func skipObject(_ bytes: Span<UInt8>) throws(JSONError) {
        var names = try beginObject(bytes)
        while try nextName(bytes, unlike: &names) != nil { try skipValue(bytes) }
    }

    private mutating func skipArray(_ bytes: Span<UInt8>) throws(JSONError) {
        try beginArray(bytes)
        while try nextElement(bytes) { try skipValue(bytes) }
    }

    private mutating func begin(_ bytes: Span<UInt8>, with opener: UInt8) throws(JSONError) {
        try expect(bytes, opener)
        guard depth < depthLimit else { throw .tooDeep(limit: depthLimit) }
        depth += 1
        isAtFirst = true
    }

    /// Reads what precedes a member or an element; `false` for the closer.
    private mutating func advance(
        _ bytes: Span<UInt8>,
        until closer: UInt8
    ) throws(JSONError) -> Bool {
        let wasAtFirst = isAtFirst
        isAtFirst = false
        if try peekToken(bytes) == closer {
            position += 1
            depth -= 1
            return false
        }
        if !wasAtFirst { try expect(bytes, UInt8(ascii: ",")) }
        return true
    }

    private mutating func expect(_ bytes: Span<UInt8>, word: String) throws(JSONError) {
        for byte in word.utf8 {
            guard position < bytes.count else { throw .unexpectedEnd }
            guard bytes[position] == byte else { throw .unexpectedByte(at: position) }
            position += 1
        }
    }

    /// Reads exactly this byte, after any white space.
    @inline(__always)
    mutating func expect(_ bytes: Span<UInt8>, _ byte: UInt8) throws(JSONError) {
        guard try peekToken(bytes) == byte else { throw .unexpectedByte(at: position) }
        position += 1
    }

    /// Moves past white space and returns the byte there.
    @inline(__always)
    mutating func peekToken(_ bytes: Span<UInt8>) throws(JSONError) -> UInt8 {
        if position < bytes.count, bytes[position] > 0x20 { return bytes[position] }
        skipWhitespace(bytes)
        guard position < bytes.count else { throw .unexpectedEnd }
        return bytes[position]
    }

    private mutating func skipWhitespace(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}

// MARK: - Names

/// The names that an object has had so far, to refuse duplicates: readers differ in which of two
/// members they take, so a text with both could mean two things.
///
/// Names are compared as bytes, after unescaping. The first few are compared one by one and cost
/// no allocation. Beyond those, and from the first name with an escape, names go into a set, so
/// that an object with many members costs linear time.
package struct JSONNames: Sendable {
    private static let fewNames = 8

    private var plain = InlineArray<8, Range<Int>>(repeating: 0..<0)
    private var plainCount = 0
    private var copies: Set<[UInt8]> = []

    mutating func insert(_ name: JSONString, in bytes: Span<UInt8>) throws(JSONError) {
        guard copies.isEmpty, plainCount < Self.fewNames, !name.hasEscapes else {
            return try insertCopy(name, in: bytes)
        }
        for index in 0..<plainCount where areEqual(plain[index], name.range, in: bytes) {
            throw .duplicateName(at: name.range.lowerBound)
        }
        plain[plainCount] = name.range
        plainCount += 1
    }

    private mutating func insertCopy(
        _ name: JSONString,
        in bytes: Span<UInt8>
    ) throws(JSONError) {
        for index in 0..<plainCount {
            copies.insert(Array(bytes.extracting(plain[index])))
        }
        plainCount = 0
        guard copies.insert(try name.unescaped(in: bytes)).inserted else {
            throw .duplicateName(at: name.range.lowerBound)
        }
    }
}

private func areEqual(_ left: Range<Int>, _ right: Range<Int>, in bytes: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for offset in 0..<left.count
    where bytes[left.lowerBound + offset] != bytes[right.lowerBound + offset] {
        return false
    }
    return true
}

extension [UInt8] {
    fileprivate init(_ bytes: Span<UInt8>) {
        self.init(capacity: bytes.count) { output in
            for index in bytes.indices { output.append(bytes[index]) }
        }
    }
}
