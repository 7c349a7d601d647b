// SPDX-License-Identifier: MIT
//
// The two buffers of a connection. Both release their memory when they run empty, so that an idle
// connection holds next to none.

/// How much memory an empty buffer keeps for the next request, in bytes.
private let keptCapacity = 1024

extension [UInt8] {
    /// Empties the array, and releases its memory if that exceeds what an empty buffer keeps.
    fileprivate mutating func reset() {
        removeAll(keepingCapacity: capacity <= keptCapacity)
    }
}

/// Bytes that have arrived and have not been read yet.
struct InputBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0

    var isEmpty: Bool { start == bytes.count }
    var capacity: Int { bytes.capacity }

    mutating func append(_ span: Span<UInt8>) {
        if start > 0 {
            bytes.removeSubrange(..<start)
            start = 0
        }
        bytes.appendSecretly(span, in: 0..<span.count)
    }

    /// Overwrites what has not been read, and forgets it.
    mutating func wipe() {
        bytes.wipe()
        start = 0
    }

    /// Marks the first `count` unread bytes as read.
    ///
    /// They are overwritten, since they may have held a password or a token.
    mutating func consume(_ count: Int) {
        for index in start..<(start + count) { bytes[index] = 0 }
        start += count
        guard start == bytes.count else { return }
        bytes.reset()
        start = 0
    }

    func withUnread<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(bytes.span.extracting(start...))
    }
}

/// Bytes waiting to be sent.
struct OutputBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0

    var unsentCount: Int { bytes.count - start }
    var capacity: Int { bytes.capacity }

    mutating func write(_ append: (inout [UInt8]) -> Void) {
        // A client that always leaves some bytes unsent must not make the sent ones pile up. They
        // are dropped once they are the larger part, so that each byte is moved once on average.
        if start > unsentCount {
            bytes.removeSubrange(..<start)
            start = 0
        }
        append(&bytes)
    }

    func withUnsent<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        body(bytes.span.extracting(start...))
    }

    mutating func markSent(_ count: Int) {
        start += count
        guard start == bytes.count else { return }
        bytes.reset()
        start = 0
    }
}
