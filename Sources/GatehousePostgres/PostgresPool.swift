// SPDX-License-Identifier: MIT
//
// Touches: sockets, the clock.

import GatehouseAccounts
import GatehouseBase
import Synchronization

/// The connections of a store: opened when they are needed, kept, and opened anew when they are lost.
final class PostgresPool: Sendable {
    /// One place for a connection, used by one thread at a time.
    private final class Slot: Sendable {
        struct Content {
            var connection: PostgresConnection?
            var generation = 0

            /// Drops a connection of another generation.
            mutating func renew(_ generation: Int) {
                guard generation != self.generation else { return }
                (connection, self.generation) = (nil, generation)
            }
        }

        let content = Mutex(Content())
    }

    private let url: PostgresURL
    private let slots: [Slot]
    private let turn = Atomic<Int>(0)
    /// Grows when the connections are to be opened anew.
    private let generation = Atomic<Int>(0)
    private let backoff = Mutex(Backoff())

    init(_ url: PostgresURL, connections: Int) {
        self.url = url
        slots = (0..<max(1, connections)).map { _ in Slot() }
    }

    /// Does something in a transaction of its own, which is committed unless that throws.
    ///
    /// Waits for a connection if all are in use.
    ///
    /// - Throws: What the body throws; `AccountStoreError.unavailable` if the database cannot be
    ///   reached or fails.
    func transaction<Value: Sendable>(
        _ kind: PostgresTransaction.Kind,
        _ body: (PostgresTransaction) throws -> Value
    ) throws(AccountStoreError) -> Value {
        let result = withSlot { slot in
            PostgresTransaction.result(kind, &slot, connect: connect, body)
        }
        return try result.get()
    }

    private func withSlot<Value: Sendable>(
        _ body: (inout PostgresConnection?) -> Value
    ) -> Value {
        for slot in slots {
            let value = slot.content.withLockIfAvailable { content in
                content.renew(generation.load(ordering: .acquiring))
                return body(&content.connection)
            }
            if let value { return value }
        }
        let turn = turn.add(1, ordering: .relaxed).newValue
        let slot = slots[Int(UInt(bitPattern: turn) % UInt(slots.count))]
        return slot.content.withLock { content in
            content.renew(generation.load(ordering: .acquiring))
            return body(&content.connection)
        }
    }

    /// Has each connection opened anew before it is used again.
    func renew() { generation.add(1, ordering: .releasing) }

    /// Opens a connection, if it is time to try.
    func connect() throws(AccountStoreError) -> PostgresConnection {
        try connect { connection throws(PostgresFailure) in connection }
    }

    /// Opens a connection, if it is time to try, and does something on it, without which it is of no use.
    ///
    /// - Throws: `AccountStoreError.unavailable` if either fails; the next attempt is then made after
    ///   a pause.
    func connect<Value>(
        _ body: (PostgresConnection) throws(PostgresFailure) -> Value
    ) throws(AccountStoreError) -> Value {
        switch backoff.withLock({ $0.ask(now: SystemTime.monotonicNanoseconds) }) {
        case .refuse(let reason): throw .unavailable(reason)
        case .attempt: break
        }
        do throws(PostgresFailure) {
            let value = try body(PostgresServer.connect(url))
            backoff.withLock { $0.succeeded() }
            return value
        } catch {
            let (now, jitter) = (SystemTime.monotonicNanoseconds, Double.random(in: 0...1))
            backoff.withLock { $0.failed(reason: error.words, now: now, jitter: jitter) }
            throw AccountStoreError(error)
        }
    }
}
