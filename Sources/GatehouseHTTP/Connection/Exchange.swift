// SPDX-License-Identifier: MIT
//
// Specification: RFC 9112 §6 and §9.3.

/// One request of a connection, from the end of its head to its response: what the head says about
/// the connection, and the body as it grows.
///
/// The head itself belongs to the caller, so that it is not copied here.
struct Exchange: Sendable {
    private enum Reader: Sendable {
        case counted(remaining: Int)
        case chunked(ChunkedDecoder)
    }

    /// Whether the client keeps the connection open: by default in version 1.1, and on request in
    /// 1.0; `close` always wins (RFC 9112 §9.3).
    let isPersistent: Bool
    /// Whether the client speaks version 1.0.
    let isHTTP10: Bool
    private let framing: BodyFraming
    private var reader: Reader
    private var body: [UInt8] = []
    /// The maximum length of the body; 0 if it is not kept.
    private var maxBodyBytes = 0
    /// Whether the client waits for `100 Continue` before it sends the body.
    private(set) var waitsForContinue: Bool

    /// Decides how the body is framed.
    ///
    /// - Throws: What is wrong with the framing or the expectation.
    init(head: Request.Head, limits: HTTPLimits) throws(RequestError) {
        isHTTP10 = head.version == .http10
        isPersistent =
            !head.fields.lists("close", in: .connection)
            && (!isHTTP10 || head.fields.lists("keep-alive", in: .connection))
        framing = try BodyFraming.decide(for: head, limits: limits)
        waitsForContinue = try Expectation.wantsContinue(head)
        reader =
            switch framing {
            case .none: .counted(remaining: 0)
            case .length(let length): .counted(remaining: length)
            case .chunked: .chunked(ChunkedDecoder(limits: limits))
            }
    }

    /// Whether the whole body has arrived.
    var isComplete: Bool {
        switch reader {
        case .counted(let remaining): remaining == 0
        case .chunked(let decoder): decoder.isDone
        }
    }

    /// Whether the response needs the body.
    var wantsBody: Bool { maxBodyBytes > 0 }

    /// How many bytes of the body have arrived.
    var receivedBytes: Int {
        switch (reader, framing) {
        case (.counted(let remaining), .length(let length)): length - remaining
        case (.chunked(let decoder), _): decoder.receivedBytes
        default: 0
        }
    }

    /// How many bytes of the body are being kept.
    var collectedBytes: Int {
        if case .chunked(let decoder) = reader { decoder.body.count } else { body.count }
    }

    /// Sets how long a body the response needs; 0 if it needs none.
    mutating func admit(maxBodyBytes: Int) {
        self.maxBodyBytes = maxBodyBytes
        guard wantsBody, case .chunked(var decoder) = reader else { return }
        decoder.keepBody(upTo: maxBodyBytes)
        reader = .chunked(decoder)
    }

    /// Refuses an announced length beyond the one that was admitted.
    func checkLength() throws(RequestError) {
        guard wantsBody, case .length(let length) = framing, length > maxBodyBytes else { return }
        throw .bodyTooLarge(limit: maxBodyBytes)
    }

    /// Returns whether the client waits for `100 Continue`, and records that it no longer does.
    mutating func takeContinue() -> Bool {
        defer { waitsForContinue = false }
        return waitsForContinue
    }

    /// Reads further, and returns how many bytes were consumed.
    mutating func read(_ bytes: Span<UInt8>) throws(RequestError) -> Int {
        switch reader {
        case .counted(let remaining):
            let count = min(remaining, bytes.count)
            if wantsBody { body.appendSecretly(bytes, in: 0..<count) }
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
        if case .chunked(var decoder) = reader {
            reader = .counted(remaining: 0)
            let body = decoder.takeBody()
            reader = .chunked(decoder)
            return body
        }
        defer { body = [] }
        return body
    }
}
