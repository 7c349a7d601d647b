// SPDX-License-Identifier: MIT
//
// The way between an instance and its database, which a test can cut or block.
// Touches: loopback sockets, threads. Unsafe: C structures and buffers.

import Foundation
import Glibc
import Synchronization

/// A TCP relay on loopback.
final class Relay: Sendable {
    private struct State {
        var isBlocked = false
        /// Grows when all connections are to be closed.
        var generation = 0
        var isClosed = false
    }

    /// The port that it listens on.
    let port: UInt16
    private let target: UInt16
    private let listener: Int32
    private let state = Mutex(State())

    /// Starts a relay to a port of loopback.
    init(to target: UInt16) throws {
        self.target = target
        let listener = socket(
            AF_INET,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue),
            0
        )
        self.listener = listener
        var address = Self.loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(listener, address, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        guard isBound else { throw Child.Failure(problem: "no relay", errors: "") }
        Thread.detachNewThread { [self] in accept() }
    }

    /// Closes all connections.
    func cut() { state.withLock { $0.generation += 1 } }

    /// Lets nothing through, without a word to anybody, until it is told otherwise.
    func block(_ isBlocked: Bool) { state.withLock { $0.isBlocked = isBlocked } }

    /// Ends the relay.
    func close() {
        state.withLock { $0.isClosed = true }
        cut()
        shutdown(listener, Int32(SHUT_RDWR))
    }

    /// A port of loopback that nobody uses at this moment.
    static func freePort() throws -> UInt16 {
        let relay = try Relay(to: 0)
        relay.close()
        return relay.port
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            let state = state.withLock { $0 }
            guard !state.isClosed else { break }
            guard client >= 0 else { continue }
            Thread.detachNewThread { [self] in carry(client, state.generation) }
        }
        Glibc.close(listener)
    }

    private func carry(_ client: Int32, _ generation: Int) {
        defer { Glibc.close(client) }
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { Glibc.close(server) }
        var address = Self.loopback(port: target)
        let isConnected = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe connect(server, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let now = state.withLock { $0 }
            guard now.generation == generation else { return }
            var ends = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            // Where all is blocked, only the time passes.
            guard unsafe poll(&ends, now.isBlocked ? 0 : 2, 10) > 0 else { continue }
            for (index, other) in [server, client].enumerated() where ends[index].revents != 0 {
                let count = unsafe read(ends[index].fd, &buffer, buffer.count)
                guard count > 0, unsafe send(other, &buffer, count, Int32(MSG_NOSIGNAL)) == count
                else { return }
            }
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
