// SPDX-License-Identifier: MIT
//
// One thread that serves connections. A turn of the loop:
//
//     wait for events ─► notify connections ─► deadlines ─► run jobs ─► send, clean up
//
// A connection that has become ready starts or resumes a task, which enqueues a job on the loop's
// executor; the jobs run at the end of the turn. So the poller, the clock and the jobs alternate,
// and none can starve another.
//
// Everything here is touched only by the loop's thread, and is not `Sendable`: the compiler keeps
// it there. What other threads may do goes through `LoopExecutor`.
// Touches: sockets, the clock, its thread.

import GatehouseHTTP

/// An event loop.
final class EventLoop {
    /// The tokens that are not those of connections, which have 63 bits.
    private enum Token {
        static var alarm: UInt64 { 1 << 63 }
        static var firstListener: UInt64 { alarm + 1 }
    }

    /// The maximum number of connections that a listener hands over in one turn.
    private static var acceptBatch: Int { 64 }
    /// How many of the oldest connections are compared before one makes room.
    private static var roomCandidates: Int { 32 }

    let executor: LoopExecutor
    /// The executors of the server's other loops, which may have idle connections when this has
    /// none.
    var neighbours: [LoopExecutor] = []
    private let context: LoopContext
    private var poller: Poller
    private var acceptor: Acceptor
    private var connections = SlotTable<Connection>()
    private var drainDeadline: UInt64?

    init(
        _ configuration: ServerConfiguration,
        listeners: [Listener],
        load: ServerLoad,
        responder: any Responder,
        clock: any ServerClock
    ) throws(SystemError) {
        executor = try LoopExecutor()
        context = LoopContext(
            configuration,
            responder: responder,
            load: load,
            executor: executor,
            clock: clock
        )
        poller = try Poller()
        acceptor = Acceptor(
            listeners,
            firstToken: Token.firstListener,
            load: load,
            configuration: configuration
        )
        try poller.addEdgeTriggered(executor.alarm.number, token: Token.alarm)
        try acceptor.watch(with: poller)
    }

    /// Serves until the loop is drained.
    ///
    /// The calling thread becomes the thread of the loop.
    func run() {
        executor.begin()
        while !isDrained { turn() }
        cutConnections()
        executor.end()
    }

    private var isDrained: Bool {
        guard let drainDeadline else { return false }
        return connections.count == 0 || context.now >= drainDeadline
    }

    private func turn() {
        let eventCount = poller.wait(milliseconds: timeToWait)
        context.readClock()
        for index in 0..<eventCount { deliver(poller.event(at: index)) }
        if executor.shallDrain, drainDeadline == nil { beginDraining() }
        if executor.takeRoomRequest(), context.load.lacksRoom { makeRoom() }
        reachDeadlines()
        giveTurns()
        executor.run()
        sendHeldBack()
        removeGone()
        executor.publish(idleSince: context.idle.firstTime)
    }

    private var timeToWait: Int32 {
        if executor.hasJobs || !context.waitingForTurn.isEmpty { return 0 }
        let never = UInt64.max
        let due = min(
            context.deadlines.earliest ?? never,
            acceptor.resumption ?? never,
            drainDeadline ?? never
        )
        return due == never ? -1 : Nanoseconds.milliseconds(until: due, from: context.now)
    }

    private func deliver(_ event: Poller.Event) {
        if event.token == Token.alarm {
            executor.fetch()
        } else if acceptor.tokens.contains(event.token) {
            accept(from: event.token, atMost: Self.acceptBatch)
        } else {
            // nil if the connection was closed after the kernel had queued the event.
            connections[event.token]?.note(event)
        }
    }

    private func reachDeadlines() {
        if let resumption = acceptor.resumption, resumption <= context.now {
            acceptor.resume(with: poller, now: context.now)
        }
        while let slot = context.deadlines.popDue(at: context.now) {
            connections[slot: slot]?.reachDeadline()
        }
    }

    /// Gives connections their turn after the others have had theirs.
    private func giveTurns() {
        guard !context.waitingForTurn.isEmpty else { return }
        let waiting = context.waitingForTurn
        context.waitingForTurn = []
        for connection in waiting { connection.takeTurn() }
    }

    private func sendHeldBack() {
        guard !context.holdingBack.isEmpty else { return }
        for connection in context.holdingBack { connection.sendHeldBack() }
        context.holdingBack.removeAll(keepingCapacity: true)
    }
}

// MARK: - The life of connections

extension EventLoop {
    /// Accepts the connections that are waiting at a listener.
    private func accept(from token: UInt64, atMost limit: Int) {
        for _ in 0..<limit {
            guard let accepted = next(from: token) else { return }
            admit(accepted)
        }
    }

    /// Accepts and counts the next connection; a full server closes an idle one in exchange.
    private func next(from token: UInt64) -> Accepted? {
        let load = context.load
        if load.enter() {
            if let accepted = acceptor.next(token: token, now: context.now, poller: poller) {
                return accepted
            }
            load.leave()
            return nil
        }
        guard hasOldestToClose else {
            acceptor.stopFull(now: context.now, poller: poller)
            askNeighboursForRoom()
            return nil
        }
        guard let accepted = acceptor.next(token: token, now: context.now, poller: poller) else {
            return nil
        }
        acceptor.reportConnectionLimit(now: context.now)
        load.enterInPlaceOfAnother()
        makeRoom()
        return accepted
    }

    /// Whether the connection that should make room, of all in the server, is one of this loop's: the
    /// one that has been idle the longest, give or take a second; where none is idle, one that is
    /// stalled.
    private var hasOldestToClose: Bool {
        let others = neighbours.map(\.idleSince).min() ?? .max
        guard let own = context.idle.firstTime else {
            return others == .max && context.stalled.firstTime != nil
        }
        return own < others || own - others < Nanoseconds.of(.seconds(1))
    }

    /// Asks the neighbour with the longest idle connection to close it; where none has one, all.
    private func askNeighboursForRoom() {
        let longest = neighbours.min { $0.idleSince < $1.idleSince }
        guard let longest, longest.idleSince == .max else {
            longest?.requestRoom()
            return
        }
        for neighbour in neighbours { neighbour.requestRoom() }
    }

    private func admit(_ accepted: consuming Accepted) {
        let peer = accepted.peer
        if let source = peer.client.ip?.source, !context.load.enter(from: source) {
            context.load.leave()
            acceptor.reportAddressLimit(peer.host, now: context.now)
            return
        }
        let token = connections.nextToken
        do throws(SystemError) {
            try poller.addEdgeTriggered(accepted.socket.number, token: token)
        } catch {
            leave(peer.client.ip?.source)
            return
        }
        let connection = Connection(accepted, token: token, context: context)
        connections.insert(connection)
        connection.start()
    }

    /// Closes a connection that waits for its client: an idle one or, if there is none, one that is
    /// stalled amid an exchange.
    ///
    /// Of the oldest few it takes one of the source that holds the most connections, so that a flood
    /// from one address makes room for itself and not at the cost of others.
    ///
    /// - Returns: false if there is none.
    @discardableResult
    private func makeRoom() -> Bool {
        for list in [context.idle, context.stalled] {
            let candidates = list.oldest(Self.roomCandidates)
                .compactMap { connections[slot: $0] }
                .filter(\.canMakeRoom)
            // The first of several with the same number is the oldest.
            guard let chosen = candidates.max(by: { held(by: $0) < held(by: $1) }) else { continue }
            chosen.handle(.crowdedOut)
            removeGone()
            return true
        }
        return false
    }

    /// How many connections the source of a connection holds.
    private func held(by connection: Connection) -> Int {
        connection.source.map(context.load.count) ?? 0
    }

    /// Forgets the connections that have closed their sockets.
    private func removeGone() {
        guard !context.gone.isEmpty else { return }
        for connection in context.gone {
            connections.remove(connection.token)
            context.deadlines.remove(connection.slot)
            leave(connection.source)
        }
        context.gone.removeAll(keepingCapacity: true)
        acceptor.resume(with: poller, now: context.now)
    }

    private func leave(_ source: IPAddress?) {
        if let source { context.load.leave(from: source) }
        context.load.leave()
    }

    private func beginDraining() {
        let timeout = context.configuration.drainTimeout
        drainDeadline = context.now + Nanoseconds.of(timeout)
        // Clients that connected before the drain are served: the kernel would reset those that are
        // still waiting in its queue.
        for token in acceptor.tokens { accept(from: token, atMost: Listener.maxBacklog) }
        acceptor.close()
        for connection in connections.all { connection.drain() }
    }

    /// Ends what is left after the drain timeout.
    private func cutConnections() {
        let rest = connections.all
        guard !rest.isEmpty else { return }
        context.configuration.onEvent(.drainForced(connections: rest.count))
        for connection in rest { connection.handle(.drainOver) }
        removeGone()
    }
}
