// SPDX-License-Identifier: MIT
//
// Listening sockets: one for each event loop and address, so that the kernel distributes
// connections over the loops and no loop waits for another.
// Specification: socket(7), tcp(7). Touches: sockets.

import Glibc

/// A listening socket.
final class Listener {
    private let socket: Descriptor
    /// The address and port that the socket is bound to.
    let address: SocketAddress

    /// How many connections the kernel completes ahead of `accept`, which it caps at `somaxconn`.
    private static var backlog: Int32 { 1024 }
    /// The maximum number of connections that can wait at a listener: the backlog, and one more
    /// that the kernel allows.
    static var maxBacklog: Int { Int(backlog) + 1 }
    /// How many unsent bytes may wait in the kernel before a socket counts as full.
    ///
    /// Without a limit the kernel reports a socket with a buffer of megabytes as writable only when
    /// a third of it is free: a client that reads slowly but steadily would seem to take nothing.
    private static var maxUnsentInKernel: Int32 { 128 * 1024 }

    /// Binds a socket and listens.
    ///
    /// SO_REUSEPORT lets several sockets share a port, but also lets a second program of the same
    /// user take half of the connections unnoticed. So the first socket of a port is bound without
    /// it, which fails if anybody is listening already, and gets it afterwards; the others join it.
    ///
    /// - Parameters:
    ///   - address: Where to listen; port 0 takes a free one.
    ///   - joins: Whether an earlier listener of this server has the port.
    /// - Throws: The system's error if it refuses the socket or the address.
    init(_ address: SocketAddress, joins: Bool) throws(SystemError) {
        socket = try .tcpSocket(family: address.family)
        // Connections of an earlier run in TIME_WAIT do not block the port.
        try socket.setOption(SOL_SOCKET, SO_REUSEADDR, to: 1)
        if joins { try socket.setOption(SOL_SOCKET, SO_REUSEPORT, to: 1) }
        if address.family == AF_INET6 {
            let isAlone: Int32 = address.isIPv6Wildcard ? 0 : 1
            try socket.setOption(Int32(IPPROTO_IPV6), IPV6_V6ONLY, to: isAlone)
        }
        try socket.bind(to: address)
        try socket.setOption(SOL_SOCKET, SO_REUSEPORT, to: 1)
        // Accepted sockets inherit it: a response is sent at once.
        try socket.setOption(Int32(IPPROTO_TCP), TCP_NODELAY, to: 1)
        try socket.setOption(Int32(IPPROTO_TCP), TCP_NOTSENT_LOWAT, to: Self.maxUnsentInKernel)
        try socket.listen(backlog: Self.backlog)
        self.address = try socket.localAddress()
    }

    /// The descriptor's number, for the poller.
    var number: Int32 { socket.number }

    /// Accepts the next connection.
    ///
    /// - Returns: nil if none is waiting.
    /// - Throws: The system's error if the fault is not that of one connection, such as `EMFILE`.
    func accept() throws(SystemError) -> Accepted? {
        while true {
            do throws(SystemError) {
                return try socket.accept()
            } catch  where error.isWouldBlock {
                return nil
            } catch  where error.isOfOneConnection {
                continue
            }
        }
    }
}

extension Listener {
    /// Binds a listener for each loop and address, before anything is served.
    ///
    /// - Returns: The listeners of each loop, one for each address of the host.
    static func bind(
        host: String,
        port: UInt16,
        loopCount: Int
    ) throws(ServerError) -> [[Listener]] {
        var loops = [[Listener]](repeating: [], count: loopCount)
        var port = port
        var skipped: ServerError?
        for var address in try SocketAddress.resolve(host: host, port: port) {
            // Port 0: the first bind picks one, the others use it.
            address.port = port
            do throws(ServerError) {
                let first = try listen(on: address, joins: false)
                port = first.address.port
                loops[0].append(first)
                for index in loops.indices.dropFirst() {
                    loops[index].append(try listen(on: first.address, joins: true))
                }
            } catch .addressNotAvailable(let text) {
                // A name may stand for addresses of which this machine has only some.
                skipped = .addressNotAvailable(text)
            }
        }
        if loops[0].isEmpty { throw skipped ?? .hostNotResolvable(host, reason: "no address") }
        return loops
    }

    private static func listen(
        on address: SocketAddress,
        joins: Bool
    ) throws(ServerError) -> Listener {
        do throws(SystemError) {
            return try Listener(address, joins: joins)
        } catch {
            switch error.code {
            case EADDRINUSE: throw .addressInUse(address.description)
            case EACCES, EPERM: throw .permissionDenied(address.description)
            case EADDRNOTAVAIL, EAFNOSUPPORT: throw .addressNotAvailable(address.description)
            default: throw .system(call: "listening on \(address)", reason: error.text)
            }
        }
    }
}
