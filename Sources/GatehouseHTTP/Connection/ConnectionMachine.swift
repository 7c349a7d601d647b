// SPDX-License-Identifier: MIT
//
// One HTTP/1.1 connection without a socket: bytes go in, requests come out; responses go in, bytes
// come out. It says what the connection has to do next, and knows neither clock nor kernel.
//
//   receive(bytes) ─►┌──────┐ complete ┌──────────┐ admit(…) ┌──────┐ complete ┌──────────┐
//                    │ head ├─────────►│ admitted ├─────────►│ body ├─────────►│ response │
//                    └──┬─▲─┘          └──────────┘          └──┬───┘          └─┬──────┬─┘
//                       │ │          ┌─────────┐               │                 │      │
//                       │ ├──────────┤ discard │◄──────────────┼── respond(…) ───┤      │ … and not
//                       │ │ complete └─────────┘  body unread  │                 │      │ kept open
//                       │ └────────────────────────────────────┼── respond(…) ───┘      ▼
//                refused▼                               refused▼                    ┌────────┐
//                    ┌───────────────────────────────────────────┐   respond(…)     │ closed │
//                    │                  refused                  ├─────────────────►└────────┘
//                    └───────────────────────────────────────────┘
//
// `next()` advances the machine as far as the available bytes allow. A pipelined request waits in
// the buffer until the one before it is answered, so responses keep the order of the requests
// (RFC 9112 §9.3.2). After a refused message nothing more is read, since its end is unknown.
//
// A body that the response does not need is not kept. The part of it that has arrived is checked
// before the request is handed out, so that a malformed message is refused; the rest is read and
// dropped after the response, so that the connection can continue.
//
// Specification: RFC 9112.

/// The protocol state of one connection.
public struct ConnectionMachine: Sendable {
    /// What the connection has to do next.
    public enum Event: Sendable {
        /// Send the unsent bytes, then wait for more to arrive.
        case needsBytes
        /// Call `admit(maxBodyBytes:)` to say how long the body may be, then ask again.
        case head(Request.Head)
        /// Answer the request of the last head with `respond(with:date:)`, then ask again;
        /// `takeBody()` returns its body.
        case request
        /// Answer this fault with `respond(with:date:)`, then ask again.
        case refused(RequestError)
        /// The client ended its side in the middle of a request: there is nothing to answer, and
        /// the connection closes.
        case abandoned
        /// Send the unsent bytes, then close.
        case closed
    }

    /// What the connection is waiting for, so that it can choose a deadline.
    public enum Wait: Sendable {
        /// The first byte of a request.
        case idle
        /// The rest of a head.
        case head
        /// The rest of a body.
        case body
        /// Nothing: it is the server's turn.
        case none
    }

    private enum Phase: Sendable {
        case head, admitted, body, response, discard, refused, closed
    }

    private let limits: HTTPLimits
    private var phase = Phase.head
    private var input = InputBuffer()
    private var parser: HeadParser
    private var exchange: Exchange?
    private var hasEnded = false
    private var isDraining = false
    private var output = OutputBuffer()
    private var requestCount = 0

    /// Creates the machine of a new connection.
    public init(limits: HTTPLimits) {
        self.limits = limits
        parser = HeadParser(limits: limits)
    }

    /// Takes bytes that have arrived.
    ///
    /// After the last message of the connection they are dropped.
    public mutating func receive(_ bytes: Span<UInt8>) {
        switch phase {
        case .refused, .closed: break
        default: input.append(bytes)
        }
    }

    /// Records that no more bytes will arrive; complete requests are still answered.
    public mutating func receiveEnd() {
        hasEnded = true
    }

    /// Makes the connection close after the response to the current or next request.
    public mutating func drain() {
        isDraining = true
    }

    /// Advances as far as the available bytes allow, and returns what to do next.
    public mutating func next() -> Event {
        do throws(RequestError) {
            switch phase {
            case .head: return try readHead()
            case .body: return try readBody()
            case .discard: return discardBody()
            case .admitted, .response, .refused: return .needsBytes
            case .closed: return .closed
            }
        } catch {
            phase = .refused
            forget()
            return .refused(error)
        }
    }

    /// Sets how much of the body the response to the last head needs.
    ///
    /// - Parameter maxBodyBytes: The length of the longest body to collect, in bytes; 0 to collect
    ///   none. The limits of the connection are the ceiling.
    /// - Precondition: The last call to `next()` returned `.head`.
    public mutating func admit(maxBodyBytes: Int) {
        precondition(phase == .admitted, "there is no head to admit")
        exchange?.admit(maxBodyBytes: min(max(0, maxBodyBytes), limits.maxBodyBytes))
        phase = .body
    }

    /// Hands over the body of the last request that `next()` returned; afterwards it is empty.
    ///
    /// The caller is then the only owner of its memory, and can wipe it.
    public mutating func takeBody() -> [UInt8] { exchange?.takeBody() ?? [] }

    /// Takes the response to the last request or fault that `next()` returned.
    ///
    /// - Precondition: A response is due.
    public mutating func respond(with response: Response, date: HTTPDate) {
        precondition(phase == .response || phase == .refused, "no answer is due")
        let persists = phase == .response && mayPersist(after: response)
        let context = ResponseContext(
            omitsContent: parser.method == .head,
            isPersistent: persists,
            needsKeepAlive: exchange?.isHTTP10 == true
        )
        output.write { ResponseEncoder.encode(response, context: context, date: date, into: &$0) }
        guard persists else { return close() }
        if exchange?.isComplete == false { phase = .discard } else { awaitHead() }
    }

    private func mayPersist(after response: Response) -> Bool {
        guard let exchange, exchange.isPersistent, !isDraining else { return false }
        // A client that waits for 100 Continue may now omit its body: nobody could tell.
        if exchange.waitsForContinue, !exchange.isComplete { return false }
        return requestCount < limits.maxRequestsPerConnection
            && !response.fields.lists("close", in: .connection)
    }
}

// MARK: - Waiting

extension ConnectionMachine {
    /// What the connection is waiting for.
    public var wait: Wait {
        switch phase {
        case .head: input.withUnread { parser.hasBegun($0) } ? .head : .idle
        case .body, .discard: .body
        case .admitted, .response, .refused, .closed: .none
        }
    }

    /// How long to wait for the peer, from the beginning of the wait.
    ///
    /// For a body it grows with what has arrived: the peer may take as long as it keeps up the
    /// rate.
    public var timeAllowed: Duration {
        switch wait {
        case .idle, .none: limits.idleTimeout
        case .head: limits.headTimeout
        case .body: min(limits.bodyTimeout, timeEarned)
        }
    }

    private var timeEarned: Duration {
        let received = exchange?.receivedBytes ?? 0
        return limits.bodyGrace + .seconds(received / max(1, limits.minBodyBytesPerSecond))
    }

    /// Records that what the connection waited for did not arrive in time, and returns what to do
    /// next.
    public mutating func timeOut() -> Event {
        guard phase != .discard else {
            close()
            return .closed
        }
        switch wait {
        case .head: return refuse(.headTimeout(seconds: limits.headTimeout.wholeSeconds))
        case .body where timeEarned < limits.bodyTimeout:
            return refuse(.bodyTooSlow(bytesPerSecond: limits.minBodyBytesPerSecond))
        case .body: return refuse(.bodyTimeout(seconds: limits.bodyTimeout.wholeSeconds))
        case .idle, .none:
            close()
            return .closed
        }
    }

    private mutating func refuse(_ error: RequestError) -> Event {
        breakOff()
        return .refused(error)
    }

    /// Gives up the exchange: the next response passed to `respond(with:date:)` is the last.
    public mutating func breakOff() {
        phase = .refused
        forget()
    }

    /// Whether bytes of a request that is not answered yet have arrived.
    public var isWithinExchange: Bool {
        switch phase {
        case .head: wait == .head
        case .admitted, .body, .response: true
        case .discard, .refused, .closed: false
        }
    }

    /// The method of the current request, as soon as it has been read.
    public var method: Request.Method? { parser.method }

    /// The target of the current request, as soon as it has been read.
    public var target: Request.Target? { parser.target }

    /// How many bytes of a body are being kept.
    public var collectedBytes: Int { exchange?.collectedBytes ?? 0 }
}

extension Duration {
    /// The whole seconds, at least 0.
    fileprivate var wholeSeconds: Int { Int(clamping: max(0, components.seconds)) }
}

// MARK: - Sending

extension ConnectionMachine {
    /// How many bytes are ready to be sent.
    public var unsentCount: Int { output.unsentCount }

    /// Lends the bytes that are ready to be sent.
    public func withUnsent<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        output.withUnsent(body)
    }

    /// Marks the first `count` unsent bytes as sent.
    ///
    /// - Precondition: `count` is at most `unsentCount`.
    public mutating func markSent(_ count: Int) {
        output.markSent(count)
    }

    /// How many bytes of memory the buffers of the connection occupy.
    package var bufferCapacity: Int { input.capacity + output.capacity }
}

// MARK: - Reading

extension ConnectionMachine {
    private mutating func readHead() throws(RequestError) -> Event {
        let parsed = try input.withUnread { bytes throws(RequestError) in
            try parser.parse(bytes)
        }
        guard let (head, length) = parsed else { return starved() }
        input.consume(length)
        exchange = try Exchange(head: head, limits: limits)
        phase = .admitted
        return .head(head)
    }

    private mutating func readBody() throws(RequestError) -> Event {
        guard var exchange else { return .closed }
        try exchange.checkLength()
        // A body that arrives with its head is not waited for.
        let wantsContinue = exchange.wantsBody && exchange.takeContinue() && input.isEmpty
        // Taken out and put back, so that the body is not copied.
        self.exchange = nil
        let consumed = try input.withUnread { bytes throws(RequestError) in
            try exchange.read(bytes)
        }
        input.consume(consumed)
        let isReady = exchange.isComplete || !exchange.wantsBody
        self.exchange = exchange
        if wantsContinue, !isReady { output.write { ResponseEncoder.encodeContinue(into: &$0) } }
        guard isReady else { return starved() }
        phase = .response
        requestCount += 1
        return .request
    }

    /// Reads a body that nobody wants, after its request has been answered.
    private mutating func discardBody() -> Event {
        let consumed = input.withUnread { try? exchange?.read($0) }
        guard let consumed, let isComplete = exchange?.isComplete else {
            // The message is malformed, but it has had its response: there is none left to send.
            close()
            return .closed
        }
        input.consume(consumed)
        guard isComplete else { return starved() }
        awaitHead()
        return next()
    }

    private mutating func awaitHead() {
        exchange = nil
        parser = HeadParser(limits: limits)
        phase = .head
    }

    /// Asks for more bytes; if none will come, this is the end.
    private mutating func starved() -> Event {
        guard hasEnded else { return .needsBytes }
        let isAbandoned = isWithinExchange
        close()
        return isAbandoned ? .abandoned : .closed
    }

    private mutating func close() {
        phase = .closed
        forget()
    }

    /// Drops what nobody will read any longer, since a connection may linger.
    ///
    /// It may be a part of a login, and so is overwritten.
    private mutating func forget() {
        input.wipe()
        input = InputBuffer()
        var body = takeBody()
        body.wipe()
        exchange = nil
    }
}
