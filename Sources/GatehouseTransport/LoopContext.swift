// SPDX-License-Identifier: MIT
//
// What an event loop lends its connections: the time of the turn, memory to receive into, and lists
// on which a connection puts itself for the loop to return to. A connection knows the context, the
// loop knows both; so nothing here calls back.
//
// Everything is touched only by the loop's thread, and is not `Sendable`: the compiler keeps it
// there.

import GatehouseHTTP

/// What the connections of one loop share.
final class LoopContext {
    let configuration: ServerConfiguration
    let responder: any Responder
    let load: ServerLoad
    let executor: LoopExecutor

    /// The time at the beginning of the turn, in the clock's nanoseconds.
    private(set) var now: UInt64
    /// The time at the beginning of the turn, for `Date`: formatted once a second.
    private(set) var date: HTTPDate
    private var dateSecond: Int
    private let clock: any ServerClock

    /// Makes the identifiers of the loop's requests.
    var requestIDs = RequestIDSource()
    /// Where all connections receive into, one after another.
    var scratch = ReceiveBuffer()
    /// When each connection's deadline has to be checked, by slot.
    var deadlines = DeadlineHeap()
    /// The connections that are waiting for a request, by slot.
    var idle = IdleList()
    /// The connections whose clients keep them waiting amid an exchange, the longest first.
    var stalled = IdleList()
    /// The connections whose tasks are waiting for their turn.
    var waitingForTurn: [Connection] = []
    /// The connections that have something to send, in case their handlers yield the thread.
    var holdingBack: [Connection] = []
    /// The connections that have closed their sockets.
    var gone: [Connection] = []

    init(
        _ configuration: ServerConfiguration,
        responder: any Responder,
        load: ServerLoad,
        executor: LoopExecutor,
        clock: any ServerClock
    ) {
        self.configuration = configuration
        self.responder = responder
        self.load = load
        self.executor = executor
        self.clock = clock
        now = clock.monotonicNanoseconds
        dateSecond = clock.wallSeconds
        date = HTTPDate(unixSeconds: dateSecond)
    }

    /// Reads the clock.
    func readClock() {
        now = clock.monotonicNanoseconds
        let second = clock.wallSeconds
        guard second != dateSecond else { return }
        dateSecond = second
        date = HTTPDate(unixSeconds: second)
    }

    /// Takes a connection off both lists: it makes progress, or is gone.
    func unlist(_ slot: Int) {
        idle.remove(slot)
        stalled.remove(slot)
    }
}
