// SPDX-License-Identifier: MIT
//
// Takes the chunked transfer coding off a body, from bytes that may still be arriving.
// Specification: RFC 9112 §7.1. Touches: memory only.

/// Decodes a chunked body (RFC 9112 §7.1), byte for byte by its grammar.
///
/// Chunk extensions and trailer fields are checked, counted against a limit and then dropped:
/// nothing here has a use for them (§7.1.1, §7.1.2).
struct ChunkedDecoder: Sendable {
    private enum State: Sendable {
        /// At the digits of a chunk's size.
        case size
        /// Within the line that carries the size, behind its digits.
        case extension_
        /// Within the data of a chunk.
        case data
        /// At the CRLF behind the data.
        case dataEnd
        /// In the trailer section.
        case trailer
        /// Behind the last CRLF.
        case done
    }

    private let limits: Limits
    private var state = State.size
    private var remaining = 0
    private var digits = 0
    private var overhead = 0
    /// How much of an incomplete line has been looked at, so that a line that comes byte by byte
    /// costs linear time.
    private var scanned = 0
    private(set) var body: [UInt8] = []

    init(limits: Limits) {
        self.limits = limits
    }

    var isDone: Bool {
        if case .done = state { true } else { false }
    }

    /// Reads on.
    ///
    /// - Returns: How many bytes were consumed. The rest belongs to what follows, or is too short
    ///   to judge and has to be offered again with more behind it.
    mutating func decode(_ bytes: Span<UInt8>) throws(RequestError) -> Int {
        var index = 0
        while index < bytes.count, !isDone {
            guard let next = try step(bytes, at: index) else { return index }
            index = next
        }
        return index
    }

    /// Advances by one element of the grammar; nil where too little has arrived.
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

    /// Reads `chunk-size = 1*HEXDIG`, a digit a step, so that too large a size is seen at once.
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
        // A size may begin with zeros, but they are not free.
        if remaining == 0, digits > 1 { try count(1) }
        let (size, overflow) = remaining.multipliedReportingOverflow(by: 16)
        let room = limits.maxBodyBytes - body.count
        guard !overflow, size <= room, size + Int(digit) <= room else {
            throw .bodyTooLarge(limit: limits.maxBodyBytes)
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
        body.append(bytes, in: index..<end)
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

    /// Returns the index of the CR that ends the line, or nil while it is not there.
    ///
    /// A line may grow to the limit on overhead and no further.
    private mutating func endOfLine(
        _ bytes: Span<UInt8>,
        from start: Int
    ) throws(RequestError) -> Int? {
        var index = start + scanned
        while true {
            index = bytes.firstControl(from: index)
            scanned = index - start
            guard overhead + index - start <= limits.maxChunkOverheadBytes else {
                throw .chunkOverheadTooLarge(limit: limits.maxChunkOverheadBytes)
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
        guard overhead <= limits.maxChunkOverheadBytes else {
            throw .chunkOverheadTooLarge(limit: limits.maxChunkOverheadBytes)
        }
    }
}
