// SPDX-License-Identifier: MIT
//
// One thread that serves connections. A turn of the loop:
//
//     wait for events ─► tell connections what is ready ─► deadlines ─► run jobs ─► send held back
//
// A connection is a task. Telling it that its socket is ready resumes the task, which enqueues a job
// on the loop's executor; the jobs run at the end of the turn. So the poller, the clock and the jobs
// take turns, and none can starve another.
//
// Everything here is touched by the loop's thread alone, and is not `Sendable`: the compiler sees to
// it. What other threads may do goes through `LoopExecutor`.
// Touches: sockets, the clock, its thread.

import GatehouseHTTP

/// An event loop.
final class EventLoop {
    /// The tokens that stand for no connection: those have 63 bits.
    private enum Token {
        static var alarm: UInt64 { 1 << 63 }
        static var firstListener: UInt64 { alarm + 1 }
    }

    /// How many connections a listener hands over in a turn at most.
    private static var acceptBatch: Int { 64 }

    let executor: LoopExecutor
    let configuration: ServerConfiguration
    let responder: any Responder
    private let clock: any ServerClock
    private let count: ConnectionCount
    private var poller: Poller
    private var acceptor: Acceptor
    private var connections = SlotTable<Connection>()
    private var deadlines = DeadlineHeap()
    private var drainDeadline: UInt64?
    private var turnQueue: [SocketStream] = []
    private var heldBack: [Connection] = []
    private var dateSecond: Int

    /// The time at the beginning of the turn, in the clock's nanoseconds.
    private(set) var now: UInt64
    /// The time at the beginning of the turn, for `Date`: formatted once a second.
    private(set) var date: HTTPDate
    /// Makes the identifiers of the loop's requests.
    var requestIDs: RequestIDSource
    /// Where all connections receive into, one after another.
    var scratch = ReceiveBuffer()

    init(
        _ configuration: ServerConfiguration,
        listeners: [Listener],
        count: ConnectionCount,
        responder: any Responder,
        clock: any ServerClock
    ) throws(SystemError) {
        self.configuration = configuration
        self.responder = responder
        self.count = count
        self.clock = clock
        executor = try LoopExecutor()
        poller = try Poller()
        requestIDs = try RequestIDSource()
        now = clock.monotonicNanoseconds
        dateSecond = clock.wallSeconds
        date = HTTPDate(unixSeconds: dateSecond)
        acceptor = Acceptor(
            listeners,
            firstToken: Token.firstListener,
            count: count,
            configuration: configuration
        )
        try poller.addEdgeTriggered(executor.alarm.number, token: Token.alarm)
        try acceptor.watch(with: poller)
    }

    /// Serves until it is drained.
    ///
    /// The calling thread becomes the loop's.
    func run() {
        executor.begin()
        while !isDrained { turn() }
        cutConnections()
        executor.end()
    }

    private var isDrained: Bool {
        guard let drainDeadline else { return false }
        return connections.count == 0 || now >= drainDeadline
    }

    private func turn() {
        let eventCount = poller.wait(milliseconds: timeToWait)
        readClock()
        for index in 0..<eventCount { deliver(poller.event(at: index)) }
        if executor.shallDrain, drainDeadline == nil { beginDraining() }
        reachDeadlines()
        giveTurns()
        executor.run()
        sendHeldBack()
    }

    private var timeToWait: Int32 {
        if executor.hasJobs || !turnQueue.isEmpty { return 0 }
        let never = UInt64.max
        let due = min(
            deadlines.earliest ?? never,
            acceptor.resumption ?? never,
            drainDeadline ?? never
        )
        return due == never ? -1 : Nanoseconds.milliseconds(until: due, from: now)
    }

    private func readClock() {
        now = clock.monotonicNanoseconds
        let second = clock.wallSeconds
        guard second != dateSecond else { return }
        dateSecond = second
        date = HTTPDate(unixSeconds: second)
    }

    private func deliver(_ event: Poller.Event) {
        if event.token == Token.alarm {
            executor.fetch()
        } else if acceptor.tokens.contains(event.token) {
            accept(from: event.token)
        } else {
            // nil where the connection was closed after the kernel had queued the event.
            connections[event.token]?.note(event)
        }
    }

    private func reachDeadlines() {
        if let resumption = acceptor.resumption, resumption <= now {
            acceptor.resume(with: poller, now: now)
        }
        while let slot = deadlines.popDue(at: now) {
            connections[slot: slot]?.reachDeadline()
        }
    }
}

// MARK: - The life of connections

extension EventLoop {
    private func accept(from token: UInt64) {
        for _ in 0..<Self.acceptBatch {
            guard let accepted = acceptor.next(token: token, now: now, poller: poller) else {
                return
            }
            admit(accepted)
        }
    }

    private func admit(_ accepted: consuming Accepted) {
        let network = ClientNetwork(accepted.peer)
        guard count.enter(from: network) else {
            count.leave()
            acceptor.reportAddressLimit(accepted.peer.host, now: now)
            return
        }
        let token = connections.nextToken
        do throws(SystemError) {
            try poller.addEdgeTriggered(accepted.socket.number, token: token)
        } catch {
            count.leave(from: network)
            return
        }
        let connection = Connection(accepted, network: network, token: token, loop: self)
        connections.insert(connection)
        connection.start()
    }

    /// Forgets a connection that has closed its socket.
    func remove(_ connection: Connection) {
        connections.remove(connection.token)
        deadlines.remove(SlotTable<Connection>.slot(of: connection.token))
        count.leave(from: connection.network)
        acceptor.resume(with: poller, now: now)
    }

    /// Watches the deadline of a connection, in place of the one before.
    func watchDeadline(_ due: UInt64, token: UInt64) {
        deadlines.set(due, for: SlotTable<Connection>.slot(of: token))
    }

    private func beginDraining() {
        drainDeadline = now + Nanoseconds.of(configuration.drainTimeout)
        // Who was connected before is served: the kernel would reset what waits in its queue.
        for token in acceptor.tokens { accept(from: token) }
        acceptor.close()
        for connection in connections.all { connection.drain() }
    }

    /// Ends what the drain timeout has left.
    private func cutConnections() {
        let rest = connections.all
        guard !rest.isEmpty else { return }
        configuration.onEvent(.drainForced(connections: rest.count))
        for connection in rest {
            connection.endDrain()
            connections.remove(connection.token)
            count.leave(from: connection.network)
        }
    }
}

// MARK: - Fairness

extension EventLoop {
    /// Gives a connection its turn after the others have had theirs.
    func queueForTurn(_ stream: SocketStream) {
        turnQueue.append(stream)
    }

    private func giveTurns() {
        guard !turnQueue.isEmpty else { return }
        for stream in turnQueue { stream.giveTurn() }
        turnQueue.removeAll(keepingCapacity: true)
    }

    /// Sends what the connection has gathered, if its handler lets go of the thread.
    func holdBack(_ connection: Connection) {
        heldBack.append(connection)
    }

    private func sendHeldBack() {
        guard !heldBack.isEmpty else { return }
        for connection in heldBack { connection.sendHeldBack() }
        heldBack.removeAll(keepingCapacity: true)
    }
}
