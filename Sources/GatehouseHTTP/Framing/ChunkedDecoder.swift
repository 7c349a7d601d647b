// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112 §7.1.

/// Decodes a chunked body strictly by the grammar (RFC 9112 §7.1), from bytes that may still be
/// arriving.
///
/// Chunk extensions and trailer fields are checked, counted against a limit and then dropped, since
/// nothing here uses them (§7.1.1, §7.1.2).
struct ChunkedDecoder: Sendable {
    private enum State: Sendable {
        /// At the digits of a chunk's size.
        case size
        /// In the line that carries the size, after its digits.
        case extension_
        /// In the data of a chunk.
        case data
        /// At the CRLF after the data.
        case dataEnd
        /// In the trailer section.
        case trailer
        /// After the last CRLF.
        case done
    }

    private let maxOverheadBytes: Int
    private var maxBodyBytes: Int
    private var keepsBody = false
    private var state = State.size
    private var remaining = 0
    private var digits = 0
    private var overhead = 0
    /// How much of an incomplete line has been scanned, so that a line that arrives byte by byte
    /// costs linear time.
    private var scanned = 0
    /// How many bytes of data have arrived.
    private(set) var receivedBytes = 0
    /// The data, if it is kept.
    private(set) var body: [UInt8] = []

    /// Creates a decoder that checks a body and drops it.
    init(limits: HTTPLimits) {
        maxOverheadBytes = limits.maxChunkOverheadBytes
        maxBodyBytes = limits.maxBodyBytes
    }

    /// Keeps the data, with a limit of its own on its length.
    mutating func keepBody(upTo maxBodyBytes: Int) {
        self.maxBodyBytes = maxBodyBytes
        keepsBody = true
    }

    /// Hands the data over; afterwards it is empty.
    mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    var isDone: Bool {
        if case .done = state { true } else { false }
    }

    /// Reads further.
    ///
    /// - Returns: How many bytes were consumed. The rest belongs to what follows, or is too short
    ///   to judge and has to be passed again once more has arrived.
    mutating func decode(_ bytes: Span<UInt8>) throws(RequestError) -> Int {
        var index = 0
        while index < bytes.count, !isDone {
            guard let next = try step(bytes, at: index) else { return index }
            index = next
        }
        return index
    }

    /// Advances by one element of the grammar; nil if too little has arrived.
    private mutating func step(_ bytes: Span<UInt8>, at index: Int) throws(RequestError) -> Int? {
        switch state {
        case .size: try readSize(bytes, at: index)
        case .extension_: try readExtension(bytes, at: index)
        case .data: readData(bytes, at: index)
        case .dataEnd: try readDataEnd(bytes, at: index)
        case .trailer: try readTrailer(bytes, at: index)
        case .done: index
        }
    }

    /// Reads `chunk-size = 1*HEXDIG`, one digit per step, so that too large a size is noticed at
    /// once.
    private mutating func readSize(
        _ bytes: Span<UInt8>,
        at index: Int
    ) throws(RequestError) -> Int {
        guard let digit = bytes[index].hexDigitValue else {
            guard digits > 0 else { throw .malformedChunk }
            state = .extension_
            return index
        }
        digits += 1
        // Leading zeros are allowed, but they count as overhead.
        if remaining == 0, digits > 1 { try count(1) }
        let (size, overflow) = remaining.multipliedReportingOverflow(by: 16)
        let room = maxBodyBytes - receivedBytes
        guard !overflow, size <= room, size + Int(digit) <= room else {
            throw .bodyTooLarge(limit: maxBodyBytes)
        }
        remaining = size + Int(digit)
        return index + 1
    }

    /// Reads `[ chunk-ext ] CRLF`.
    private mutating func readExtension(
        _ bytes: Span<UInt8>,
        at index: Int
    ) throws(RequestError) -> Int? {
        guard let end = try endOfLine(bytes, from: index) else { return nil }
        try count(end - index)
        guard ChunkExtension.isValid(bytes, in: index..<end) else { throw .malformedChunk }
        digits = 0
        state = remaining == 0 ? .trailer : .data
        return end + 2
    }

    private mutating func readData(_ bytes: Span<UInt8>, at index: Int) -> Int {
        let end = index + min(remaining, bytes.count - index)
        if keepsBody { body.appendSecretly(bytes, in: index..<end) }
        receivedBytes += end - index
        remaining -= end - index
        if remaining == 0 { state = .dataEnd }
        return end
    }

    private mutating func readDataEnd(
        _ bytes: Span<UInt8>,
        at index: Int
    ) throws(RequestError) -> Int? {
        guard bytes[index] == ASCII.carriageReturn else { throw .malformedChunk }
        guard index + 1 < bytes.count else { return nil }
        guard bytes[index + 1] == ASCII.lineFeed else { throw .malformedChunk }
        state = .size
        return index + 2
    }

    /// Reads `trailer-section = *( field-line CRLF )`, and the CRLF that ends the body.
    private mutating func readTrailer(
        _ bytes: Span<UInt8>,
        at index: Int
    ) throws(RequestError) -> Int? {
        guard let end = try endOfLine(bytes, from: index) else { return nil }
        try count(end - index)
        if end == index {
            state = .done
        } else {
            _ = try FieldLine.parse(bytes, in: index..<end, offset: index)
        }
        return end + 2
    }

    /// Returns the index of the CR that ends the line, or nil if it has not arrived yet.
    ///
    /// A line may grow up to the limit on overhead and no further.
    private mutating func endOfLine(
        _ bytes: Span<UInt8>,
        from start: Int
    ) throws(RequestError) -> Int? {
        var index = start + scanned
        while true {
            index = bytes.firstControl(from: index)
            scanned = index - start
            guard overhead + index - start <= maxOverheadBytes else {
                throw .chunkOverheadTooLarge(limit: maxOverheadBytes)
            }
            guard index < bytes.count else { return nil }
            guard bytes[index] != ASCII.tab else {
                index += 1
                continue
            }
            guard bytes[index] == ASCII.carriageReturn else { throw .malformedChunk }
            guard index + 1 < bytes.count else { return nil }
            guard bytes[index + 1] == ASCII.lineFeed else { throw .malformedChunk }
            scanned = 0
            return index
        }
    }

    private mutating func count(_ bytes: Int) throws(RequestError) {
        overhead += bytes
        guard overhead <= maxOverheadBytes else {
            throw .chunkOverheadTooLarge(limit: maxOverheadBytes)
        }
    }
}

/// `chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )` (RFC 9112 §7.1.1).
///
/// Servers that skip what they do not understand here have been used to hide a chunk from a proxy,
/// so this grammar is enforced to the byte.
enum ChunkExtension {
    /// Returns whether the range consists of any number of extensions, and nothing else.
    static func isValid(_ bytes: Span<UInt8>, in range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            guard let next = endOfExtension(bytes, from: index, to: range.upperBound) else {
                return false
            }
            index = next
        }
        return true
    }

    private static func endOfExtension(
        _ bytes: Span<UInt8>,
        from start: Int,
        to end: Int
    ) -> Int? {
        var index = skipWhitespace(bytes, from: start, to: end)
        guard index < end, bytes[index] == ASCII.semicolon else { return nil }
        index = skipWhitespace(bytes, from: index + 1, to: end)
        guard let name = endOfToken(bytes, from: index, to: end) else { return nil }
        index = skipWhitespace(bytes, from: name, to: end)
        guard index < end, bytes[index] == ASCII.equals else { return name }
        index = skipWhitespace(bytes, from: index + 1, to: end)
        guard index < end, bytes[index] == UInt8(ascii: "\"") else {
            return endOfToken(bytes, from: index, to: end)
        }
        return endOfQuotedString(bytes, from: index + 1, to: end)
    }

    private static func skipWhitespace(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int {
        var index = start
        while index < end, bytes[index].isWhitespace { index += 1 }
        return index
    }

    private static func endOfToken(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int? {
        var index = start
        while index < end, ByteClass.token.contains(bytes[index]) { index += 1 }
        return index > start ? index : nil
    }

    private static func endOfQuotedString(
        _ bytes: Span<UInt8>,
        from start: Int,
        to end: Int
    ) -> Int? {
        var index = start
        while index < end {
            switch bytes[index] {
            case UInt8(ascii: "\""): return index + 1
            case UInt8(ascii: "\\"): index += 2
            default: index += 1
            }
        }
        return nil
    }
}
