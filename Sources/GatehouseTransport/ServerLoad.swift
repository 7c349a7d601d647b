// SPDX-License-Identifier: MIT
//
// What all loops of a server share: how many connections are open, in total and from each address,
// and how much memory bodies take.

import GatehouseBase
import Synchronization

/// The counts over all loops of a server, and their limits.
final class ServerLoad: Sendable {
    private let connections = Atomic<Int>(0)
    private let loopsWithoutRoom = Atomic<Int>(0)
    private let bodyBytes = Atomic<Int>(0)
    private let perSource = Mutex<[IPAddress: Int]>([:])
    private let maxConnections: Int
    private let maxConnectionsPerSource: Int
    private let maxBodyBytes: Int

    init(_ configuration: ServerConfiguration) {
        maxConnections = configuration.maxConnections
        maxConnectionsPerSource = configuration.maxConnectionsPerAddress
        maxBodyBytes = configuration.maxBodyMemoryBytes
    }
}

// MARK: - Connections

extension ServerLoad {
    /// Counts one more connection, unless the limit is reached.
    func enter() -> Bool {
        guard connections.add(1, ordering: .relaxed).newValue > maxConnections else { return true }
        leave()
        return false
    }

    /// Counts one more connection, for which another is about to be closed.
    func enterInPlaceOfAnother() {
        connections.add(1, ordering: .relaxed)
    }

    /// Whether a loop has a new connection for which there is no room.
    var lacksRoom: Bool {
        loopsWithoutRoom.load(ordering: .relaxed) > 0
            && connections.load(ordering: .relaxed) >= maxConnections
    }

    /// Records that a loop has begun or ceased to wait for room.
    func noteLackOfRoom(_ isLacking: Bool) {
        loopsWithoutRoom.add(isLacking ? 1 : -1, ordering: .relaxed)
    }

    /// Counts one connection less.
    func leave() {
        connections.subtract(1, ordering: .relaxed)
    }

    /// Counts one more connection from a source, unless its limit is reached.
    ///
    /// A source is an IPv4 address or an IPv6 /64 (`IPAddress.source`).
    func enter(from source: IPAddress) -> Bool {
        perSource.withLock { counts in
            let count = counts[source, default: 0]
            guard count < maxConnectionsPerSource else { return false }
            counts[source] = count + 1
            return true
        }
    }

    /// How many connections a source has.
    func count(from source: IPAddress) -> Int {
        perSource.withLock { $0[source, default: 0] }
    }

    /// Counts one connection less from a source.
    func leave(from source: IPAddress) {
        perSource.withLock { counts in
            let count = counts[source, default: 0]
            counts[source] = count > 1 ? count - 1 : nil
        }
    }
}

// MARK: - Bodies

extension ServerLoad {
    /// The part of each body that does not count, in bytes.
    ///
    /// A login is shorter, so that nobody can keep others from logging in by filling the memory for
    /// bodies. `maxConnections` bounds the sum of these parts.
    static var freeBodyBytes: Int { 4096 }

    /// Takes memory for bodies, unless the limit is reached.
    func takeBodyMemory(_ count: Int) -> Bool {
        guard bodyBytes.add(count, ordering: .relaxed).newValue > maxBodyBytes else { return true }
        returnBodyMemory(count)
        return false
    }

    /// Returns memory for bodies.
    func returnBodyMemory(_ count: Int) {
        bodyBytes.subtract(count, ordering: .relaxed)
    }
}

/// The memory that the body of one connection takes.
struct BodyMemory {
    private var taken = 0

    /// Takes memory for a body of the given length, beyond what it has already taken.
    ///
    /// - Returns: false if the server has no more to give.
    mutating func grow(to length: Int, of load: ServerLoad) -> Bool {
        let needed = length - ServerLoad.freeBodyBytes
        guard needed > taken else { return true }
        guard load.takeBodyMemory(needed - taken) else { return false }
        taken = needed
        return true
    }

    /// Returns all of it.
    mutating func release(to load: ServerLoad) {
        guard taken > 0 else { return }
        load.returnBodyMemory(taken)
        taken = 0
    }
}
