// SPDX-License-Identifier: MIT
//
// Touches: the kernel, for the number of cores.

import CLinux
public import GatehouseHTTP

/// How a server listens, how much it takes on, and how long it waits.
public struct ServerConfiguration: Sendable {
    /// The host to listen on: an address, or a name whose addresses are all bound.
    ///
    /// `::` serves IPv6 and IPv4. The default is reachable only from this machine.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 takes a free one.
    public var port: UInt16 = 8000
    /// The number of event loops, one thread each; less than 1 counts as 1.
    ///
    /// The default is one for each core that the process may use.
    public var loopCount = ServerConfiguration.availableCores
    /// The limits of one connection.
    public var limits = HTTPLimits()
    /// The maximum number of connections over all loops.
    ///
    /// At the limit, a new connection takes the place of the one that has been idle the longest; if
    /// none is idle, it waits in the kernel's queue. Each connection takes a descriptor.
    public var maxConnections = 10_000
    /// The maximum number of connections from one IPv4 address or one IPv6 /64; more are closed at
    /// once.
    ///
    /// The default leaves it to `maxConnections`: behind a proxy all clients have one address.
    public var maxConnectionsPerAddress = 1_000_000
    /// How many bytes are gathered for one client before its further requests are neither read nor
    /// answered until it has taken them.
    ///
    /// A single response may be longer. The default is about the size of a socket's own buffer.
    public var maxUnsentBytes = 64 * 1024
    /// The maximum length of all request bodies that are being collected, over all connections, in
    /// bytes; 503 beyond.
    ///
    /// The first 4 KiB of each body do not count, so that a login always finds room;
    /// `maxConnections` limits these too. 64 MiB has room for a thousand forms of the default
    /// maximum length.
    public var maxBodyMemoryBytes = 64 * 1024 * 1024
    /// The time that a handler has for its response; 503 beyond, and its task is cancelled.
    ///
    /// Longer than the longest queue of logins takes.
    public var handlerTimeout = Duration.seconds(60)
    /// How long a client may take no byte of a response before its connection is closed.
    ///
    /// nginx allows 60 seconds.
    public var writeTimeout = Duration.seconds(30)
    /// The time from `Server.drain()` until connections that are not done are cut.
    ///
    /// It stays below the 30 seconds after which Kubernetes kills a process.
    public var drainTimeout = Duration.seconds(10)
    /// Called for the few events that are worth a line in the log.
    ///
    /// It is called on a loop's thread, and must not block.
    public var onEvent: @Sendable (ServerEvent) -> Void = { _ in }

    /// Creates the default configuration.
    public init() {}

    /// The number of cores that this process may use, at least 1.
    public static var availableCores: Int { max(1, Int(clinux_available_cores())) }
}

/// An event that an operator wants to know about.
public enum ServerEvent: Hashable, Sendable, CustomStringConvertible {
    /// No connection can be accepted, mostly for lack of descriptors. Reported by each loop at most
    /// every ten seconds.
    case acceptFailed(reason: String)
    /// The limit on connections is reached. Reported by each loop at most every ten seconds.
    case connectionLimitReached(limit: Int)
    /// An address has reached its limit on connections. Reported by each loop at most every ten
    /// seconds.
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
