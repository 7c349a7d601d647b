// SPDX-License-Identifier: MIT
//
// One client. When bytes arrive, a task on the loop's thread does all that can be done with them:
//
//     receive ─► machine ─► request ─► handler ─► response ─► machine ─► … ─► send, then receive
//
// and ends where the socket is dry: a connection that rests costs no task, and so little memory.
// The task suspends where the socket is full, where a handler does, and once in a while so that the
// other connections have a turn. Responses are gathered and sent together: before the task ends,
// when they have grown beyond `maxUnsentBytes`, or when a handler lets go of the thread. Nothing is
// received while responses wait to be sent: a client that does not read is not read from, and the
// memory of a connection is bounded.
//
// A handler that does not answer in time is given up: the client is told by a second task, and what
// the handler returns one day is dropped. A handler whose client has reset the connection is
// cancelled: nobody waits for its answer.
//
// The last response is followed by a lingering close: had the socket unread bytes when it is closed,
// the kernel would reset the connection, and the client might never see the response.
// Specification: RFC 9112 §9. Touches: its socket, on the loop's thread.

import GatehouseHTTP

/// A connection.
final class Connection {
    /// How many requests or buffers are handled before the other connections have a turn.
    private static var turnLength: Int { 32 }
    /// How long what a client sends behind the last response is read and thrown away: in all, and
    /// since its last byte.
    ///
    /// nginx has 30 and 5 seconds.
    private static var lingerTime: UInt64 { Nanoseconds.of(.seconds(10)) }
    private static var lingerSilence: UInt64 { Nanoseconds.of(.seconds(2)) }

    /// The number under which the poller and the loop know it.
    let token: UInt64
    /// Whose it is, as far as the limit on one address goes.
    let network: ClientNetwork
    /// Its socket.
    let stream: SocketStream
    private let loop: EventLoop
    private let peer: ClientAddress
    private var pending: (Request.Head, Admission)?
    private var machine: ConnectionMachine
    private var task: Task<Void, Never>?
    private var isDraining = false
    private var isHeldBack = false
    private var workInTurn = 0
    /// Whether nothing is to be done until bytes arrive or the deadline passes; there is no task.
    private var isResting = false
    /// Whether a handler is at work, and whether it was given up.
    private var isAnswering = false
    private var isGivenUp = false
    /// What the peer is being waited for, and since when.
    private var waiting = ConnectionMachine.Wait.none
    private var waitBegan: UInt64 = 0

    init(
        _ accepted: consuming Accepted,
        network: ClientNetwork,
        token: UInt64,
        loop: EventLoop
    ) {
        self.token = token
        self.network = network
        self.loop = loop
        peer = accepted.peer.client
        stream = SocketStream(accepted.socket, token: token, loop: loop)
        machine = ConnectionMachine(limits: loop.configuration.limits)
    }

    /// Waits for the first bytes.
    func start() {
        rest()
    }

    /// Notes what has become ready.
    func note(_ event: Poller.Event) {
        stream.note(event)
        if isAnswering, event.isFailure {
            cut()
            loop.remove(self)
        } else if isResting, stream.isReadable {
            startTask()
        }
    }

    private func startTask() {
        isResting = false
        let handover = Handover(value: self)
        task = Task(executorPreference: loop.executor) { await handover.value.serve() }
    }

    /// Lets it end behind the request in flight, or at once where there is none.
    func drain() {
        isDraining = true
        machine.drain()
        stream.nudge()
        if isResting { startTask() }
    }

    /// Ends it at the end of the drain; a client whose handler is still at work is told so.
    func endDrain() {
        if isAnswering { giveUp(.drained) }
        sendHeldBack()
        cut()
    }

    /// Ends it now; a handler that is still at work is cancelled, and its response dropped.
    private func cut() {
        isResting = false
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
        guard !stream.isClosed, !isGivenUp else { return }
        task = nil
        if !isResting { leave() }
    }

    private func leave() {
        isResting = false
        stream.close()
        task = nil
        loop.remove(self)
    }

    /// Goes on until the connection is over, or rests.
    private func exchange() async {
        while true {
            switch machine.next() {
            case .head(var read):
                read.id = loop.requestIDs.next()
                read.client = peer
                let admission = loop.responder.admit(read)
                machine.admit(maxBodyBytes: admission.maxBodyBytes)
                pending = (read, admission)
            case .request(let body):
                guard let pending, await answer(pending.0, pending.1, body) else { return }
            case .abandoned: return
            case .refused(let error):
                refuse(.refused(error))
            case .needsBytes:
                guard await sendAll(), receive(), await giveTurn() else { return }
            case .closed:
                return await finish()
            }
        }
    }
}

// MARK: - Answering

extension Connection {
    private func answer(
        _ head: Request.Head,
        _ admission: Admission,
        _ body: [UInt8]
    ) async -> Bool {
        waiting = .none
        if machine.unsentCount > 0, !isHeldBack {
            isHeldBack = true
            loop.holdBack(self)
        }
        let request = Request(head: head, body: body, admission: admission)
        guard let response = await respond(to: request) else { return false }
        machine.respond(with: response, date: loop.date)
        if machine.unsentCount > loop.configuration.maxUnsentBytes {
            guard await sendAll() else { return false }
        }
        return await giveTurn()
    }

    /// Returns the handler's response, or nil where it came too late for anybody.
    private func respond(to request: Request) async -> Response? {
        let timeout = loop.configuration.handlerTimeout
        stream.setDeadline(loop.now + Nanoseconds.of(timeout))
        isAnswering = true
        let response = await loop.responder.respond(to: request)
        guard !stream.isClosed, !isGivenUp else { return nil }
        isAnswering = false
        return response
    }

    /// Notes that the heap's entry has come up: a wait is over, or the patience with a handler.
    func reachDeadline() {
        guard stream.isDue() else { return }
        if isResting { return timeOut() }
        guard isAnswering else { return stream.endWait() }
        giveUp(.handlerTimeout(loop.configuration.handlerTimeout))
        // The task still waits in the handler; another one says so to the client.
        let handover = Handover(value: self)
        task = Task(executorPreference: loop.executor) { await handover.value.endGivenUp() }
    }

    private func giveUp(_ reason: ExchangeFailure.Reason) {
        isAnswering = false
        isGivenUp = true
        task?.cancel()
        machine.breakOff()
        refuse(reason)
    }

    private func endGivenUp() async {
        await finish()
        guard !stream.isClosed else { return }
        leave()
    }

    private func refuse(_ reason: ExchangeFailure.Reason) {
        let failure = ExchangeFailure(reason, id: loop.requestIDs.next(), client: peer)
        let response = loop.responder.respond(to: failure)
        machine.respond(with: response, date: loop.date)
    }

    /// Lets the other connections have a turn, after a fair share of work.
    private func giveTurn() async -> Bool {
        workInTurn += 1
        guard workInTurn >= Self.turnLength else { return true }
        return await yieldTurn()
    }

    private func yieldTurn() async -> Bool {
        workInTurn = 0
        await stream.waitForTurn()
        return !stream.isClosed
    }
}

// MARK: - Receiving and sending

extension Connection {
    /// Receives once, and lets the connection rest where there is nothing.
    ///
    /// - Returns: false where the connection is over or rests.
    private func receive() -> Bool {
        switch stream.receive(into: &loop.scratch) {
        case .moved(0):
            machine.receiveEnd()
            return true
        case .moved(let count):
            loop.scratch.withFirst(count) { machine.receive($0) }
            return true
        case .failed:
            return false
        case .wouldBlock:
            if !isDraining || machine.wait != .idle { rest() }
            return false
        }
    }

    /// Waits for bytes without a task, for as long as the machine has patience.
    private func rest() {
        workInTurn = 0
        if machine.wait != waiting {
            waiting = machine.wait
            waitBegan = loop.now
        }
        stream.setDeadline(waitBegan + Nanoseconds.of(machine.timeAllowed))
        isResting = true
    }

    /// Closes in silence between two requests, and answers within one.
    private func timeOut() {
        guard case .refused(let error) = machine.timeOut() else { return leave() }
        refuse(.refused(error))
        startTask()
    }

    /// Sends all that is unsent, and waits while the client does not take it.
    ///
    /// - Returns: false where the connection is over.
    private func sendAll() async -> Bool {
        while machine.unsentCount > 0 {
            switch machine.withUnsent({ stream.send($0) }) {
            case .moved(let count):
                machine.markSent(count)
                // A long response must not keep the thread from the others.
                if machine.unsentCount > 0, await !yieldTurn() { return false }
            case .failed:
                return false
            case .wouldBlock:
                workInTurn = 0
                let timeout = loop.configuration.writeTimeout
                let due = loop.now + Nanoseconds.of(timeout)
                guard await stream.wait(for: .writable, until: due) == .ready else { return false }
            }
        }
        return true
    }

    /// Closes behind the last response so that the client can read it (RFC 9112 §9.6).
    private func finish() async {
        guard await sendAll() else { return }
        stream.shutDownSending()
        let end = loop.now + Self.lingerTime
        while loop.now < end {
            switch stream.receive(into: &loop.scratch) {
            case .moved(0), .failed:
                return
            case .moved:
                guard await giveTurn() else { return }
            case .wouldBlock:
                let due = min(end, loop.now + Self.lingerSilence)
                guard await stream.wait(for: .readable, until: due) == .ready else { return }
            }
        }
    }
}
