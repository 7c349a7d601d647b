// SPDX-License-Identifier: MIT
//
// One client. Its life is one task on the loop's thread, from accept to close:
//
//     receive ─► machine ─► request ─► handler ─► response ─► machine ─► … ─► send, then receive
//
// The task suspends where the socket is dry, where it is full, where a handler does, and once in a
// while so that the other connections have a turn. Responses are gathered and sent together: before
// the task waits for bytes, when they have grown beyond `highWater`, or when a handler lets go of
// the thread. Nothing is received while responses wait to be sent: a client that does not read is
// not read from, and the memory of a connection is bounded.
//
// The last response is followed by a lingering close: had the socket unread bytes when it is closed,
// the kernel would reset the connection, and the client might never see the response.
// Specification: RFC 9112 §9. Touches: its socket, on the loop's thread.

import GatehouseHTTP

/// A connection.
final class Connection {
    /// Unsent bytes beyond which nothing more is answered until the client has taken them.
    private static var highWater: Int { 64 * 1024 }
    /// How many requests or buffers are handled before the other connections have a turn.
    private static var turnLength: Int { 32 }
    /// What is read and thrown away behind the last response at most.
    private static var lingerBytes: Int { 256 * 1024 }
    private static var lingerTime: UInt64 { Nanoseconds.seconds(2) }

    /// The number under which the poller and the loop know it.
    let token: UInt64
    /// Its socket.
    let stream: SocketStream
    private let loop: EventLoop
    private let peer: String
    private var machine: ConnectionMachine
    private var task: Task<Void, Never>?
    private var isDraining = false
    private var isHeldBack = false
    private var workInTurn = 0
    /// What the peer is being waited for, and until when.
    ///
    /// Progress does not move the deadline.
    private var waiting = ConnectionMachine.Wait.none
    private var deadline = UInt64.max

    init(_ accepted: consuming Accepted, token: UInt64, loop: EventLoop) {
        self.token = token
        self.loop = loop
        peer = accepted.peer.description
        stream = SocketStream(accepted.socket, token: token, loop: loop)
        machine = ConnectionMachine(limits: loop.configuration.limits)
    }

    /// Starts the task that serves it.
    func start() {
        let handover = Handover(value: self)
        task = Task(executorPreference: loop.executor) { await handover.value.serve() }
    }

    /// Lets it end behind the request in flight, or at once where there is none.
    func drain() {
        isDraining = true
        machine.drain()
        stream.nudge()
    }

    /// Ends it now; a handler that is still at work is cancelled, and its response dropped.
    func cut() {
        stream.cut()
        task?.cancel()
        task = nil
    }

    /// Sends what was gathered before a handler let go of the thread.
    func sendHeldBack() {
        isHeldBack = false
        // A failure shows again when the task sends the rest.
        if case .moved(let count) = machine.withUnsent({ stream.send($0) }) {
            machine.markSent(count)
        }
    }

    private func serve() async {
        await exchange()
        // Where it was cut, the loop has forgotten it, and may even have ended.
        guard !stream.isClosed else { return }
        stream.close()
        task = nil
        loop.remove(token)
    }

    private func exchange() async {
        while true {
            switch machine.next() {
            case .request(let head, let body):
                guard await answer(head, body) else { return }
            case .refused(let error):
                refuse(error)
            case .needsBytes:
                guard await sendAll(), await receive() else { return }
            case .closed:
                return await finish()
            }
        }
    }
}

// MARK: - Answering

extension Connection {
    private func answer(_ head: RequestHead, _ body: [UInt8]) async -> Bool {
        waiting = .none
        if machine.unsentCount > 0, !isHeldBack {
            isHeldBack = true
            loop.holdBack(self)
        }
        let id = loop.requestIDs.next()
        let request = Request(head: head, body: body, id: id, remoteAddress: peer)
        let response = await loop.responder.respond(to: request)
        guard !stream.isClosed else { return false }
        machine.respond(with: response, date: loop.date)
        if machine.unsentCount > Self.highWater {
            guard await sendAll() else { return false }
        }
        return await giveTurn()
    }

    private func refuse(_ error: RequestError) {
        let response = loop.responder.respond(to: error, id: loop.requestIDs.next())
        machine.respond(with: response, date: loop.date)
    }

    /// Lets the other connections have a turn, after a fair share of work.
    private func giveTurn() async -> Bool {
        workInTurn += 1
        guard workInTurn >= Self.turnLength else { return true }
        workInTurn = 0
        await stream.waitForTurn()
        return !stream.isClosed
    }
}

// MARK: - Receiving and sending

extension Connection {
    /// Receives once, and waits where there is nothing yet.
    ///
    /// - Returns: false where the connection is over.
    private func receive() async -> Bool {
        while true {
            switch stream.receive(into: &loop.scratch) {
            case .moved(0):
                machine.receiveEnd()
                return true
            case .moved(let count):
                loop.scratch.withFirst(count) { machine.receive($0) }
                return await giveTurn()
            case .failed:
                return false
            case .wouldBlock:
                if isDraining, machine.wait == .idle { return false }
                switch await wait() {
                case .ready: continue
                case .deadline: return timeOut()
                case .cut: return false
                }
            }
        }
    }

    private func wait() async -> SocketStream.Wake {
        workInTurn = 0
        if machine.wait != waiting {
            waiting = machine.wait
            deadline = loop.now + Nanoseconds.seconds(timeoutInSeconds)
        }
        return await stream.wait(for: .readable, until: deadline)
    }

    private var timeoutInSeconds: Int {
        let limits = loop.configuration.limits
        switch waiting {
        case .head: return limits.headTimeoutInSeconds
        case .body: return limits.bodyTimeoutInSeconds
        case .idle, .none: return limits.idleTimeoutInSeconds
        }
    }

    /// Closes in silence between two requests, and answers within one.
    private func timeOut() -> Bool {
        guard case .refused(let error) = machine.timeOut() else { return false }
        refuse(error)
        return true
    }

    /// Sends all that is unsent, and waits while the client does not take it.
    ///
    /// - Returns: false where the connection is over.
    private func sendAll() async -> Bool {
        while machine.unsentCount > 0 {
            switch machine.withUnsent({ stream.send($0) }) {
            case .moved(let count):
                machine.markSent(count)
            case .failed:
                return false
            case .wouldBlock:
                workInTurn = 0
                let timeout = loop.configuration.writeStallTimeoutInSeconds
                let due = loop.now + Nanoseconds.seconds(timeout)
                guard await stream.wait(for: .writable, until: due) == .ready else { return false }
            }
        }
        return true
    }

    /// Closes behind the last response so that the client can read it (RFC 9112 §9.6).
    private func finish() async {
        guard await sendAll() else { return }
        stream.shutDownSending()
        let due = loop.now + Self.lingerTime
        var budget = Self.lingerBytes
        while budget > 0 {
            switch stream.receive(into: &loop.scratch) {
            case .moved(0), .failed:
                return
            case .moved(let count):
                budget -= count
            case .wouldBlock:
                guard await stream.wait(for: .readable, until: due) == .ready else { return }
            }
        }
    }
}
