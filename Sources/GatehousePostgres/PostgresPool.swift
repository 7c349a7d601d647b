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
        let connection = Mutex<PostgresConnection?>(nil)
    }

    private let url: PostgresURL
    private let slots: [Slot]
    private let turn = Atomic<Int>(0)
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
            if let value = slot.connection.withLockIfAvailable({ body(&$0) }) { return value }
        }
        let turn = turn.add(1, ordering: .relaxed).newValue
        let slot = slots[Int(UInt(bitPattern: turn) % UInt(slots.count))]
        return slot.connection.withLock { body(&$0) }
    }

    /// Opens a connection, if it is time to try.
    func connect() throws(AccountStoreError) -> PostgresConnection {
        let now = { SystemTime.monotonicNanoseconds }
        switch backoff.withLock({ $0.ask(now: now()) }) {
        case .refuse(let reason): throw .unavailable(reason)
        case .attempt: break
        }
        do throws(AccountStoreError) {
            let connection = try PostgresServer.connect(url)
            backoff.withLock { $0.succeeded() }
            return connection
        } catch {
            let jitter = Double.random(in: 0...1)
            backoff.withLock {
                $0.failed(reason: error.logDescription, now: now(), jitter: jitter)
            }
            throw error
        }
    }
}
