// SPDX-License-Identifier: MIT
//
// One server of a cluster, which is killed, stopped and cut off, and started again.
// Touches: processes, signals, loopback sockets.

import Foundation
import Glibc
import Synchronization
import TestSupport

/// A server of a cluster, with a way of its own to the database.
final class Instance: @unchecked Sendable {
    let relay: Relay
    private let url: String
    /// The process, which only the thread that makes faults touches.
    private var server: RunningServer?
    private let currentPort = Atomic<Int>(0)
    private let failedStarts = Atomic<Int>(0)

    /// Prepares an instance; `start` starts it.
    init(_ database: PostgresServer, _ name: String) throws {
        relay = try Relay(to: database.port)
        url = database.url(name, port: relay.port, options: "sslmode=disable")
    }

    /// Where it listens, or listened before it was killed.
    var port: UInt16 { UInt16(clamping: currentPort.load(ordering: .relaxed)) }

    /// How often a start was refused, because the database was away.
    var failedStartCount: Int { failedStarts.load(ordering: .relaxed) }

    /// Starts it, again and again until it listens, as a supervisor does.
    func start() throws {
        let end = ContinuousClock.now + .seconds(60)
        while server == nil {
            let child = try Gatehouse.start(
                ["serve", "--port", "\(port)", "--database", url],
                ["SECRET_KEY": Gatehouse.key, "DATABASE_POOL": "3"]
            )
            do { server = try RunningServer(child) } catch {
                guard try child.wait() == 75, ContinuousClock.now < end else { throw error }
                failedStarts.add(1, ordering: .relaxed)
            }
        }
        if let server { currentPort.store(Int(server.port), ordering: .relaxed) }
    }

    /// Ends it without ceremony.
    func kill() throws {
        server?.process.send(SIGKILL)
        let status = try server?.process.wait()
        server = nil
        guard status == -SIGKILL else {
            throw Child.Failure(problem: "it ended by itself: \(status ?? 0)", errors: "")
        }
    }

    func suspend() { server?.process.suspend() }
    func resume() { server?.process.send(SIGCONT) }
}
