// SPDX-License-Identifier: MIT
//
// The request that a connection is reading or answering: its head, and its body as it grows.
// Specification: RFC 9112 §6 and §9.3. Touches: memory only.

/// One request of a connection, from the end of its head to its response.
struct Exchange: Sendable {
    private enum Reader: Sendable {
        case counted(remaining: Int)
        case chunked(ChunkedDecoder)
    }

    let head: RequestHead
    private let limits: Limits
    private var reader = Reader.counted(remaining: 0)
    private var body: [UInt8] = []

    init(head: RequestHead, limits: Limits) {
        self.head = head
        self.limits = limits
    }

    /// Whether the client keeps the connection open: by default in version 1.1, and where it asks
    /// for it in 1.0; `close` always wins (RFC 9112 §9.3).
    var isPersistent: Bool {
        if head.fields.lists("close", in: .connection) { return false }
        return head.version == .http11 || head.fields.lists("keep-alive", in: .connection)
    }

    /// Whether the body has arrived whole.
    var isComplete: Bool {
        switch reader {
        case .counted(let remaining): remaining == 0
        case .chunked(let decoder): decoder.isDone
        }
    }

    /// How many bytes of the body have arrived.
    var receivedBytes: Int {
        if case .chunked(let decoder) = reader { decoder.body.count } else { body.count }
    }

    mutating func begin(_ framing: BodyFraming) {
        switch framing {
        case .none: reader = .counted(remaining: 0)
        case .length(let length): reader = .counted(remaining: length)
        case .chunked: reader = .chunked(ChunkedDecoder(limits: limits))
        }
    }

    /// Reads on, and returns how many bytes were consumed.
    mutating func read(_ bytes: Span<UInt8>) throws(RequestError) -> Int {
        switch reader {
        case .counted(let remaining):
            let count = min(remaining, bytes.count)
            body.append(bytes, in: 0..<count)
            reader = .counted(remaining: remaining - count)
            return count
        case .chunked(var decoder):
            // The decoder is moved out and back, so that its body is not copied.
            reader = .counted(remaining: 0)
            let count = try decoder.decode(bytes)
            reader = .chunked(decoder)
            return count
        }
    }

    /// Hands the body over; afterwards it is empty.
    mutating func takeBody() -> [UInt8] {
        if case .chunked(let decoder) = reader {
            reader = .counted(remaining: 0)
            return decoder.body
        }
        defer { body = [] }
        return body
    }
}
