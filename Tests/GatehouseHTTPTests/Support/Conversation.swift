// SPDX-License-Identifier: MIT
//
// Plays both the client and the handler of a connection, in memory, and writes down what happens.

import GatehouseHTTP
import WireCaseSupport

/// A connection whose requests are answered at once, each with the same response.
struct Conversation {
    /// The date in every response: the example of RFC 9110 §5.6.7.
    static let date = HTTPDate(unixSeconds: 784_111_777)

    private var machine: ConnectionMachine
    private let answer: Response
    private let maxBodyBytes: Int
    /// The head that was read last.
    private var head: Request.Head?
    private(set) var events: [WireEvent] = []
    /// All bytes that the server sent.
    private(set) var output: [UInt8] = []
    /// The bytes that the server sent, without interim responses.
    private(set) var responses: [UInt8] = []

    /// Makes a conversation whose requests may have a body of up to that length; 0 means none.
    init(
        limits: HTTPLimits = HTTPLimits(),
        answer: Response.Status = .ok,
        maxBodyBytes: Int = .max
    ) {
        self.maxBodyBytes = maxBodyBytes
        machine = ConnectionMachine(limits: limits)
        self.answer = Self.response(answer)
        advance(machine.next())
    }

    var isClosed: Bool { events.last == .closed }

    /// Whether both conversations came to the same verdict and the same responses.
    ///
    /// `100 Continue` does not count: it depends on when bytes arrive, as it has to.
    func agrees(with other: Conversation) -> Bool {
        events.filter { $0 != .interim } == other.events.filter { $0 != .interim }
            && responses == other.responses
    }

    mutating func send(_ bytes: some Sequence<UInt8>) {
        machine.receive(Array(bytes).span)
        advance(machine.next())
    }

    mutating func send(_ text: String) {
        send(text.utf8)
    }

    mutating func drain() {
        machine.drain()
    }

    /// Ends the client's side.
    mutating func end() {
        machine.receiveEnd()
        advance(machine.next())
    }

    mutating func timeOut() {
        advance(machine.timeOut())
    }

    /// Notes what the server waits for, unless it has closed.
    mutating func noteWait() {
        guard !isClosed else { return }
        switch machine.wait {
        case .idle: events.append(.waits("idle"))
        case .head: events.append(.waits("head"))
        case .body: events.append(.waits("body"))
        case .none: events.append(.waits("nothing"))
        }
    }

    private static func response(_ status: Response.Status) -> Response {
        Response(status: status, body: Array("ok".utf8))
    }

    private mutating func advance(_ first: ConnectionMachine.Event) {
        var event = first
        while true {
            noteInterim()
            switch event {
            case .needsBytes: return
            case .closed, .abandoned:
                if !isClosed { events.append(.closed) }
                return
            case .head(let read):
                head = read
                machine.admit(maxBodyBytes: maxBodyBytes)
            case .request: if let head { take(head, machine.takeBody()) }
            case .refused(let error):
                events.append(.refused(status: error.status.code, detail: error.detail))
                machine.respond(with: Self.response(error.status), date: Self.date)
                responses += flush()
            }
            event = machine.next()
        }
    }

    private mutating func take(_ head: Request.Head, _ body: [UInt8]) {
        machine.respond(with: answer, date: Self.date)
        let response = flush()
        responses += response
        var request = WireRequest(method: head.method.name, target: head.target.path)
        request.form = "\(head.target.form)"
        request.target += head.target.query.map { "?" + $0 } ?? ""
        if request.target.isEmpty { request.target = "-" }
        request.version = head.version == .http10 ? "1.0" : "1.1"
        request.persists = !String(decoding: response, as: UTF8.self).contains("Connection: close")
        request.fields = head.fields.map { "\($0.name): \($0.value)" }
        request.body = body
        events.append(.request(request))
    }

    /// What the machine sends of its own accord is an interim response.
    private mutating func noteInterim() {
        let sent = flush()
        guard !sent.isEmpty else { return }
        precondition(sent == Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), "bytes out of nowhere")
        events.append(.interim)
    }

    private mutating func flush() -> [UInt8] {
        let sent = machine.withUnsent { $0.array() }
        machine.markSent(sent.count)
        output += sent
        return sent
    }
}

extension Conversation {
    /// Plays a case, its bytes cut into pieces that follow one another and cover them.
    static func play(_ wireCase: WireCase, pieces: [Range<Int>]) -> Conversation {
        var conversation = Conversation(limits: wireCase.limits, answer: wireCase.answer)
        if wireCase.isDraining { conversation.drain() }
        for piece in pieces { conversation.send(wireCase.input[piece]) }
        switch wireCase.ending {
        case .open: conversation.noteWait()
        case .end: conversation.end()
        case .timeout: conversation.timeOut()
        }
        return conversation
    }
}
