// SPDX-License-Identifier: MIT
//
// Everything that can be set about a server, in one value, each with unit, default and reason.
// Touches: memory only; the number of cores is asked of the kernel.

import CLinux
public import GatehouseHTTP

/// How a server listens, how much it takes on, and how long it waits.
public struct ServerConfiguration: Sendable {
    /// The host to listen on: an address or a name, whose addresses are all bound.
    ///
    /// `::` serves IPv6 and IPv4. The default is reached from this machine only.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    public var port: UInt16 = 8000
    /// The number of event loops, one thread each; less than 1 counts as 1.
    ///
    /// The default is one for each core that the process may use.
    public var loopCount = ServerConfiguration.availableCores
    /// The bounds of one connection.
    public var limits = HTTPLimits()
    /// The number of connections over all loops.
    ///
    /// At the limit, no more are accepted until one closes; they wait in the kernel's queue. Each
    /// takes a descriptor.
    public var maxConnections = 10_000
    /// The number of connections from one address, of IPv6 from one /64; more are closed at once.
    ///
    /// The default leaves it to `maxConnections`: behind a proxy all clients have one address.
    public var maxConnectionsPerAddress = 1_000_000
    /// The length of what is gathered for one client, in bytes, beyond which nothing more of what it
    /// asks is read or answered until it has taken it.
    ///
    /// A single response may be longer. About a socket's own buffer.
    public var maxUnsentBytes = 64 * 1024
    /// The length of all request bodies that are being collected, over all connections, in bytes:
    /// 503 beyond.
    ///
    /// The first 4 KiB of each body do not count, so that a login always finds room; together with
    /// `maxConnections` they are bounded too. 64 MiB is room for a thousand forms of the usual limit.
    public var maxBodyMemoryBytes = 64 * 1024 * 1024
    /// The time that a handler has for its answer: 503 beyond, and its task is cancelled.
    ///
    /// Longer than the longest queue of logins takes.
    public var handlerTimeout = Duration.seconds(60)
    /// The time in which a client takes no byte of a response before its connection is closed.
    ///
    /// nginx allows 60 seconds.
    public var writeTimeout = Duration.seconds(30)
    /// The time from `Server.drain()` until connections that are not done are cut.
    ///
    /// It stays below the 30 seconds after which Kubernetes kills.
    public var drainTimeout = Duration.seconds(10)
    /// What is told of the few events that are worth a line in the log.
    ///
    /// It is called on a loop's thread, and must not block.
    public var onEvent: @Sendable (ServerEvent) -> Void = { _ in }

    /// Makes the default configuration.
    public init() {}

    /// The number of cores that this process may use, at least 1.
    public static var availableCores: Int { max(1, Int(clinux_available_cores())) }
}

/// An event that an operator wants to know of.
public enum ServerEvent: Hashable, Sendable, CustomStringConvertible {
    /// No connection can be accepted, mostly for want of descriptors. Told every ten seconds by
    /// each loop at most.
    case acceptFailed(reason: String)
    /// As many connections are open as are allowed. Told every ten seconds by each loop at most.
    case connectionLimitReached(limit: Int)
    /// An address has as many connections open as are allowed. Told every ten seconds by each loop
    /// at most.
    case addressLimitReached(address: String, limit: Int)
    /// The drain timeout passed, and connections were cut.
    case drainForced(connections: Int)

    /// What has happened, in one line.
    public var description: String {
        switch self {
        case .acceptFailed(let reason): "cannot accept connections: \(reason)"
        case .connectionLimitReached(let limit): "the limit of \(limit) connections is reached"
        case .addressLimitReached(let address, let limit):
            "\(address) has reached the limit of \(limit) connections from one address"
        case .drainForced(let connections):
            "the drain timeout passed; connections cut: \(connections)"
        }
    }
}
