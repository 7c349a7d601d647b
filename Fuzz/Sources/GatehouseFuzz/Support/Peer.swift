// SPDX-License-Identifier: MIT
//
// Plays both the client and the handler of a connection, in memory, and records what happens.

import GatehouseHTTP

/// A connection whose requests are answered at once, each with the same response.
struct Peer {
    private static let date = HTTPDate(unixSeconds: 784_111_777)
    private static let interim = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    private var machine: ConnectionMachine
    private let answer: Response
    private var head: Request.Head?
    /// The requests that were understood.
    private(set) var requests: [(head: Request.Head, body: [UInt8])] = []
    /// The fault for which the bytes were refused.
    private(set) var fault: RequestError?
    private(set) var isClosed = false
    /// All events, one after another, byte for byte.
    private(set) var log = Log()
    /// All bytes that the server sent, except interim responses.
    private(set) var responses: [UInt8] = []

    init(limits: HTTPLimits = HTTPLimits(), answer: Response.Status = .ok) {
        machine = ConnectionMachine(limits: limits)
        self.answer = Response(status: answer, body: Array("ok".utf8))
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

    mutating func end() {
        machine.receiveEnd()
        advance(machine.next())
    }

    mutating func timeOut() {
        advance(machine.timeOut())
    }

    /// Records what the server is waiting for.
    mutating func noteWait() {
        log.append("waits \(machine.wait)")
    }

    private mutating func advance(_ first: ConnectionMachine.Event) {
        var event = first
        while true {
            noteInterim()
            switch event {
            case .needsBytes: return
            case .closed, .abandoned:
                if !isClosed { log.append("closed") }
                isClosed = true
                return
            case .head(let read):
                head = read
                machine.admit(maxBodyBytes: .max)
            case .request:
                guard let head else { return require(false, "a request has a head") }
                take(head, machine.takeBody())
            case .refused(let error): take(error)
            }
            event = machine.next()
        }
    }

    private mutating func take(_ head: Request.Head, _ body: [UInt8]) {
        require(fault == nil && !isClosed, "no request comes behind the end")
        requests.append((head, body))
        log.append(head)
        log.append(body)
        respond(with: answer)
    }

    private mutating func take(_ error: RequestError) {
        require(fault == nil && !isClosed, "no refusal comes behind the end")
        fault = error
        log.append("refused \(error)")
        respond(with: Response(status: error.status))
    }

    private mutating func respond(with response: Response) {
        machine.respond(with: response, date: Self.date)
        responses += flush()
    }

    /// Whatever the machine sends on its own is an interim response; whether it does rightly
    /// depends on when bytes arrive.
    private mutating func noteInterim() {
        let sent = flush()
        require(sent.isEmpty || sent == Self.interim, "what is sent unasked is 100 Continue")
    }

    private mutating func flush() -> [UInt8] {
        let sent = machine.withUnsent { $0.array() }
        machine.markSent(sent.count)
        return sent
    }
}
