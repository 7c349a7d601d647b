// SPDX-License-Identifier: MIT
//
// One client. When bytes arrive, a task on the loop's thread does all that can be done with them:
//
//     receive ─► machine ─► request ─► handler ─► response ─► machine ─► … ─► send, then receive
//
// and ends when the socket is drained: an idle connection costs no task, and so little memory. The
// task suspends when the socket is full, when a handler does, and once in a while to give the other
// connections a turn. Responses are gathered and sent together: before the task ends, when they
// exceed `maxUnsentBytes`, or when a handler yields the thread. Nothing is received while responses
// are waiting to be sent: a client that does not read is not read from, and the memory of a
// connection is bounded.
//
// `ConnectionMachine` knows the protocol, `ConnectionLife` what to do when something happens, and
// `SocketStream` the socket; the connection carries out what they say.
// Specification: RFC 9112 §9. Touches: its socket, on the loop's thread.

import GatehouseBase
import GatehouseHTTP

/// A connection.
final class Connection {
    /// How many requests or buffers are handled before the other connections get a turn.
    private static var turnLength: Int { 32 }
    /// How long anything that the client sends after the last response is read and discarded: in
    /// total, and since its last byte.
    ///
    /// nginx has 30 and 5 seconds.
    private static var lingerTime: UInt64 { Nanoseconds.of(.seconds(10)) }
    private static var lingerSilence: UInt64 { Nanoseconds.of(.seconds(2)) }

    /// The number by which the poller and the loop know the connection.
    let token: UInt64
    /// The source that the connection counts against in the limit per address.
    let source: IPAddress?
    private let context: LoopContext
    private let client: ClientAddress
    private var socket: SocketStream
    private var machine: ConnectionMachine
    private var life = ConnectionLife()
    private var task: Task<Void, Never>?
    /// The task while it waits; it is resumed with whether to continue.
    private var waiter: Suspension<Bool>?
    private var isDraining = false
    private var isHoldingBack = false
    private var workInTurn = 0
    /// The deadline that is in the loop's heap.
    private var watched = UInt64.max
    /// What the connection is waiting for, and since when.
    private var waiting = ConnectionMachine.Wait.none
    private var waitBegan: UInt64 = 0
    /// The request that is being read or answered, once its head has arrived.
    private var current: Request?
    private var bodyMemory = BodyMemory()

    init(_ accepted: consuming Accepted, token: UInt64, context: LoopContext) {
        self.token = token
        self.context = context
        client = accepted.peer.client
        source = client.ip?.source
        socket = SocketStream(accepted.socket)
        machine = ConnectionMachine(limits: context.configuration.limits)
    }

    /// Where the loop and the context keep the connection.
    var slot: Int { SlotTable<Connection>.slot(of: token) }

    /// Waits for the first bytes.
    func start() {
        rest()
    }
}

// MARK: - Events

extension Connection {
    /// Records what has become ready.
    func note(_ event: Poller.Event) {
        socket.note(event)
        if event.isFailure { handle(.failed) }
        if event.isReadable { handle(.readable) }
        if event.isWritable { handle(.writable) }
    }

    /// Makes the connection close after the request in flight, or at once if there is none.
    func drain() {
        isDraining = true
        machine.drain()
        // Bytes may have arrived for which there has been no event yet.
        socket.tryAgain()
        handle(.drain)
    }

    /// Handles a deadline from the heap; one that has been postponed is watched again.
    func reachDeadline() {
        watched = .max
        if life.deadline <= context.now { handle(.deadline) } else { watchDeadline() }
    }

    /// Carries out the action that follows from an event.
    func handle(_ event: ConnectionLife.Event) {
        switch life.handle(event) {
        case .none: break
        case .start: startTask()
        case .resume: waiter.take()?.resume(with: true)
        case .timeOut: timeOut()
        case .giveUp: giveUp()
        case .abandon:
            _ = responseToFailure(.abandoned)
            close()
        case .cutShort: closeSaying(.drained)
        case .makeRoom: closeSaying(.crowdedOut)
        case .close: close()
        }
    }

    /// Closes without a response between two requests, and with one within a request.
    private func timeOut() {
        guard case .refused(let error) = machine.timeOut() else { return close() }
        refuse(.refused(error))
        startTask()
    }

    /// Answers in place of a handler that is late; the handler's result is discarded.
    private func giveUp() {
        let limit = current.map { timeLimit(of: $0.admission) } ?? .zero
        refuse(.handlerTimeout(limit))
        task?.cancel()
        startTask()
    }

    /// Closes; a client that has begun a request gets a last response, if the kernel takes it.
    private func closeSaying(_ reason: ExchangeFailure.Reason) {
        if machine.isWithinExchange { refuse(reason) }
        sendHeldBack()
        close()
    }

    /// Closes the socket and ends the task, which then discards a handler's response.
    private func close() {
        life.end()
        socket.close()
        bodyMemory.release(to: context.load)
        context.unlist(slot)
        context.gone.append(self)
        task?.cancel()
        task = nil
        waiter.take()?.resume(with: false)
    }

    private func startTask() {
        let handover = Handover(value: self)
        task = Task(executorPreference: context.executor) { await handover.value.serve() }
    }

    private func watchDeadline() {
        guard life.deadline < watched else { return }
        watched = life.deadline
        context.deadlines.set(watched, for: slot)
    }
}

// MARK: - The task

extension Connection {
    /// Serves until the connection is closed or idle.
    private func serve() async {
        while true {
            switch machine.next() {
            case .needsBytes:
                guard reserveMemory(for: machine.collectedBytes) else {
                    refuse(.overloaded)
                    continue
                }
                guard await sendAll(), receive(), await giveTurn() else { return }
            case .head(let head): admit(head)
            case .request: guard await answer() else { return }
            case .refused(let error): refuse(.refused(error))
            case .abandoned:
                _ = responseToFailure(.abandoned)
                return close()
            case .closed: return await linger()
            }
        }
    }

    /// Waits for bytes without a task, for as long as the machine allows.
    private func rest() {
        workInTurn = 0
        task = nil
        if machine.wait != waiting {
            waiting = machine.wait
            waitBegan = context.now
            context.unlist(slot)
        }
        life.rest(until: waitBegan + Nanoseconds.of(machine.timeAllowed))
        watchDeadline()
        // Bytes that do not begin or finish a wait, such as empty lines, do not refresh its age.
        if machine.isWithinExchange {
            context.stalled.add(slot, at: context.now)
        } else {
            context.idle.add(slot, at: context.now)
        }
    }

    /// Gives the other connections a turn, after a fair share of work.
    ///
    /// - Returns: false if the connection was closed in the meantime.
    private func giveTurn() async -> Bool {
        workInTurn += 1
        guard workInTurn >= Self.turnLength else { return true }
        return await waitForTurn()
    }

    private func waitForTurn() async -> Bool {
        workInTurn = 0
        context.waitingForTurn.append(self)
        return await wait()
    }

    /// Whether it waits for its client, and so can make room for another.
    var canMakeRoom: Bool { life.canMakeRoom }

    /// Gives the task the turn that it is waiting for.
    func takeTurn() {
        waiter.take()?.resume(with: true)
    }

    private func wait() async -> Bool {
        guard !life.isGone else { return false }
        return await Suspension.suspend { waiter = consume $0 }
    }

    /// Ends after the client is gone; a request of which anything has arrived is reported.
    private func lose() {
        if current != nil || machine.isWithinExchange { _ = responseToFailure(.abandoned) }
        close()
    }
}

// MARK: - Answering

extension Connection {
    private func admit(_ head: Request.Head) {
        // A head that was waited for began with its first byte.
        if waiting != .head { waitBegan = context.now }
        context.unlist(slot)
        var head = head
        head.id = context.requestIDs.next()
        head.client = client
        let admission = context.responder.admit(head)
        machine.admit(maxBodyBytes: admission.maxBodyBytes)
        current = Request(head: head, admission: admission)
    }

    /// Passes a request to the responder.
    ///
    /// - Returns: false if the connection is closed, or the response came too late.
    private func answer() async -> Bool {
        waiting = .none
        context.unlist(slot)
        guard reserveMemory(for: machine.collectedBytes), var request = current else {
            refuse(.overloaded)
            return true
        }
        holdBackUnsent()
        let due = context.now + Nanoseconds.of(timeLimit(of: request.admission))
        let number = life.answer(until: due)
        watchDeadline()
        request.body = machine.takeBody()
        let response = await context.responder.respond(to: request)
        request.body.wipe()
        guard life.endAnswer(number) else { return false }
        endExchange()
        machine.respond(with: response, date: context.date)
        guard machine.unsentCount <= context.configuration.maxUnsentBytes else {
            return await sendAll()
        }
        return await giveTurn()
    }

    private func timeLimit(of admission: Admission) -> Duration {
        let limit = context.configuration.handlerTimeout
        return admission.timeout.map { min($0, limit) } ?? limit
    }

    /// Makes the loop send the unsent bytes at the end of the turn, in case the handler yields the
    /// thread.
    private func holdBackUnsent() {
        guard machine.unsentCount > 0, !isHoldingBack else { return }
        isHoldingBack = true
        context.holdingBack.append(self)
    }

    /// Answers an exchange that ended early.
    private func refuse(_ reason: ExchangeFailure.Reason) {
        let response = responseToFailure(reason)
        machine.breakOff()
        machine.respond(with: response, date: context.date)
    }

    /// Reports an exchange that ended early.
    private func responseToFailure(_ reason: ExchangeFailure.Reason) -> Response {
        var failure = ExchangeFailure(reason, client: client)
        failure.id = current?.head.id ?? context.requestIDs.next()
        failure.method = machine.method
        failure.target = machine.target
        failure.route = current?.admission.route
        failure.fields = current?.head.fields
        if waiting == .head || current != nil {
            failure.duration = .nanoseconds(Int64(clamping: context.now - waitBegan))
        }
        endExchange()
        return context.responder.respond(to: failure)
    }

    private func endExchange() {
        current = nil
        bodyMemory.release(to: context.load)
    }

    private func reserveMemory(for bodyBytes: Int) -> Bool {
        bodyMemory.grow(to: bodyBytes, of: context.load)
    }
}

// MARK: - Receiving and sending

extension Connection {
    /// Receives once, and lets the connection rest if nothing has arrived.
    ///
    /// - Returns: false if the connection is closed or at rest.
    private func receive() -> Bool {
        switch socket.receive(into: &context.scratch) {
        case .moved(0):
            machine.receiveEnd()
            return true
        case .moved(let count):
            context.scratch.take(count) { machine.receive($0) }
            return true
        case .failed:
            lose()
            return false
        case .wouldBlock:
            if isDraining, !machine.isWithinExchange { close() } else { rest() }
            return false
        }
    }

    /// Sends all unsent bytes, waiting while the client does not take them.
    ///
    /// - Returns: false if the connection is closed.
    private func sendAll() async -> Bool {
        while machine.unsentCount > 0 {
            switch machine.withUnsent({ socket.send($0) }) {
            case .moved(let count):
                machine.markSent(count)
                // A long response must not keep the others from the thread.
                if machine.unsentCount > 0, await !waitForTurn() { return false }
            case .failed:
                lose()
                return false
            case .wouldBlock:
                workInTurn = 0
                let timeout = context.configuration.writeTimeout
                life.send(until: context.now + Nanoseconds.of(timeout))
                watchDeadline()
                context.stalled.add(slot, at: context.now)
                guard await wait() else { return false }
                context.unlist(slot)
            }
        }
        return true
    }

    /// Sends what was gathered before a handler yielded the thread.
    func sendHeldBack() {
        isHoldingBack = false
        guard machine.unsentCount > 0 else { return }
        // A failure will recur when the task sends the rest.
        if case .moved(let count) = machine.withUnsent({ socket.send($0) }) {
            machine.markSent(count)
        }
    }

    /// Closes after the last response in such a way that the client can read it (RFC 9112 §9.6).
    ///
    /// If the socket had unread bytes when it is closed, the kernel would reset the connection, and
    /// the client might never see the response.
    private func linger() async {
        guard await sendAll() else { return }
        socket.shutDownSending()
        let end = context.now + Self.lingerTime
        while context.now < end {
            switch socket.receive(into: &context.scratch) {
            case .moved(0), .failed:
                return close()
            case .moved(let count):
                context.scratch.take(count) { _ in }
                guard await giveTurn() else { return }
            case .wouldBlock:
                workInTurn = 0
                life.linger(until: min(end, context.now + Self.lingerSilence))
                watchDeadline()
                context.idle.add(slot, at: context.now)
                guard await wait() else { return }
            }
        }
        close()
    }
}
