// SPDX-License-Identifier: MIT
//
// One connection of HTTP/1.1 without a socket: bytes go in, requests come out; responses go in,
// bytes come out. It says what the connection has to do next, and knows neither clock nor kernel.
//
//       receive(bytes) ──►┌──────┐ complete ┌──────┐ complete ┌──────────┐
//                         │ head ├─────────►│ body ├─────────►│ response │
//                         └──┬─▲─┘          └──┬───┘          └──┬─────┬─┘
//                            │ └───────────────┼── respond(…) ───┘     │ … and not persistent
//                     refused▼          refused▼                       ▼
//                         ┌────────────────────────┐  respond(…)  ┌────────┐
//                         │        refused         ├─────────────►│ closed │
//                         └────────────────────────┘              └────────┘
//
// `next()` takes the machine as far as the bytes at hand allow. A pipelined request waits in the
// buffer until the one before it is answered, so responses keep the order of the requests
// (RFC 9112 §9.3.2). Behind a refused message nothing is read, since nobody knows where it ends.
//
// Specification: RFC 9112. Touches: memory only.

/// The protocol state of one connection.
public struct ConnectionMachine: Sendable {
    /// What the connection has to do next.
    public enum Event: Sendable {
        /// Send what is unsent, then wait for bytes.
        case needsBytes
        /// Answer this request through `respond(with:date:)`, then ask again.
        case request(RequestHead, body: [UInt8])
        /// Answer this fault through `respond(with:date:)`, then ask again.
        case refused(RequestError)
        /// Send what is unsent, then close.
        case closed
    }

    /// What the peer is waited for, so that the connection can choose a deadline.
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
        case head, body, response, refused, closed
    }

    private let limits: Limits
    private var phase = Phase.head
    private var input = InputBuffer()
    private var parser: HeadParser
    private var exchange: Exchange?
    private var hasEnded = false
    private var isDraining = false
    private var output = OutputBuffer()
    private var requestCount = 0

    /// Makes the machine of a fresh connection.
    public init(limits: Limits) {
        self.limits = limits
        parser = HeadParser(limits: limits)
    }

    /// Takes bytes that have arrived.
    ///
    /// Behind the last message of the connection they are dropped.
    public mutating func receive(_ bytes: Span<UInt8>) {
        switch phase {
        case .head, .body, .response: input.append(bytes)
        case .refused, .closed: break
        }
    }

    /// Notes that no more bytes will arrive; what has arrived whole is still answered.
    public mutating func receiveEnd() {
        hasEnded = true
    }

    /// Lets the connection end behind the response to the current or next request.
    public mutating func drain() {
        isDraining = true
    }

    /// Goes as far as the bytes at hand allow, and says what to do next.
    public mutating func next() -> Event {
        do throws(RequestError) {
            switch phase {
            case .head: return try readHead()
            case .body: return try readBody()
            case .response, .refused: return .needsBytes
            case .closed: return .closed
            }
        } catch {
            return refuse(error)
        }
    }

    /// Takes the answer to the request or fault that `next()` gave last.
    public mutating func respond(with response: Response, date: HTTPDate) {
        let persists =
            phase == .response && exchange?.isPersistent == true && !isDraining
            && requestCount < limits.maxRequestCount
            && !response.fields.lists("close", in: .connection)
        let context = ResponseContext(
            omitsContent: parser.method == .head,
            isPersistent: persists,
            needsKeepAlive: exchange?.head.version == .http10
        )
        output.write { ResponseEncoder.encode(response, context: context, date: date, into: &$0) }
        guard persists else { return close() }
        exchange = nil
        parser = HeadParser(limits: limits)
        phase = .head
    }

    /// What the peer is waited for.
    public var wait: Wait {
        switch phase {
        case .head: input.withUnread { parser.hasBegun($0) } ? .head : .idle
        case .body: .body
        case .response, .refused, .closed: .none
        }
    }

    /// How long the peer is waited for, in seconds from the beginning of the wait.
    ///
    /// For a body it grows with what has arrived: the peer may take as long as it keeps up the rate.
    public var secondsAllowed: Int {
        switch wait {
        case .idle, .none: limits.idleTimeoutInSeconds
        case .head: limits.headTimeoutInSeconds
        case .body: min(limits.bodyTimeoutInSeconds, secondsEarned)
        }
    }

    private var secondsEarned: Int {
        let received = exchange?.receivedBytes ?? 0
        let earned = received / max(1, limits.minBodyBytesPerSecond)
        return limits.bodyGraceInSeconds.addingReportingOverflow(earned).partialValue
    }

    /// Notes that what was waited for did not come in time, and says what to do next.
    public mutating func timeOut() -> Event {
        switch wait {
        case .head: return refuse(.headTimeout(seconds: limits.headTimeoutInSeconds))
        case .body where secondsEarned < limits.bodyTimeoutInSeconds:
            return refuse(.bodyTooSlow(bytesPerSecond: limits.minBodyBytesPerSecond))
        case .body: return refuse(.bodyTimeout(seconds: limits.bodyTimeoutInSeconds))
        case .idle, .none:
            close()
            return .closed
        }
    }

    /// Gives up waiting for a handler's answer to the last request.
    public mutating func giveUp(afterSeconds seconds: Int) -> Event {
        refuse(.handlerTimeout(seconds: seconds))
    }
}

extension ConnectionMachine {
    /// How many bytes are ready to be sent.
    public var unsentCount: Int { output.unsentCount }

    /// Lends the bytes that are ready to be sent.
    public func withUnsent<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        output.withUnsent(body)
    }

    /// Notes that the first `count` unsent bytes are sent.
    ///
    /// - Precondition: `count` is not more than `unsentCount`.
    public mutating func markSent(_ count: Int) {
        output.markSent(count)
    }

    /// How many bytes the buffers of the connection hold memory for.
    package var bufferCapacity: Int { input.capacity + output.capacity }
}

extension ConnectionMachine {
    private mutating func readHead() throws(RequestError) -> Event {
        let parsed = try input.withUnread { bytes throws(RequestError) in
            try parser.parse(bytes)
        }
        guard let (head, length) = parsed else { return starved() }
        input.consume(length)
        exchange = Exchange(head: head, limits: limits)
        let framing = try BodyFraming.decide(for: head, limits: limits)
        let wantsContinue = try Expectation.wantsContinue(head)
        exchange?.begin(framing)
        if wantsContinue, exchange?.isComplete == false, input.isEmpty {
            output.write { ResponseEncoder.encodeContinue(into: &$0) }
        }
        phase = .body
        return try readBody()
    }

    private mutating func readBody() throws(RequestError) -> Event {
        guard var exchange else { return .closed }
        // Taken out and put back, so that the body is not copied.
        self.exchange = nil
        let consumed = try input.withUnread { bytes throws(RequestError) in
            try exchange.read(bytes)
        }
        input.consume(consumed)
        let isComplete = exchange.isComplete
        let head = exchange.head
        let body = isComplete ? exchange.takeBody() : []
        self.exchange = exchange
        guard isComplete else { return starved() }
        phase = .response
        requestCount += 1
        return .request(head, body: body)
    }

    /// More bytes are needed; where none will come, this is the end.
    private mutating func starved() -> Event {
        guard hasEnded else { return .needsBytes }
        close()
        return .closed
    }

    private mutating func refuse(_ error: RequestError) -> Event {
        phase = .refused
        forget()
        return .refused(error)
    }

    private mutating func close() {
        phase = .closed
        forget()
    }

    /// Gives up what nobody will read any more, since a connection may linger.
    private mutating func forget() {
        input = InputBuffer()
        exchange = nil
    }
}
