// SPDX-License-Identifier: MIT
//
// Decides when a loop accepts connections. Out of descriptors, or at the connection limit, it stops
// watching its listeners for a moment instead of spinning on a queue that it cannot empty; the
// connections in it wait in the kernel.
// Specification: accept(2). Touches: sockets.

/// The listeners of one loop.
struct Acceptor {
    /// The pause before the next attempt: long enough to spare the CPU, too short to be noticed.
    private static var pause: UInt64 { 50_000_000 }
    /// The time between two reports.
    private static var reportInterval: UInt64 { Nanoseconds.of(.seconds(10)) }

    private var listeners: [Listener]
    private let firstToken: UInt64
    private let load: ServerLoad
    private var lacksRoom = false
    private let configuration: ServerConfiguration
    private var nextReport: UInt64 = 0
    /// When the listeners are watched again; nil while they are watched.
    private(set) var resumption: UInt64?

    /// Creates the acceptor of a loop's listeners; `firstToken` is the poller's token for the first
    /// of them, and the others follow.
    init(
        _ listeners: [Listener],
        firstToken: UInt64,
        load: ServerLoad,
        configuration: ServerConfiguration
    ) {
        self.listeners = listeners
        self.firstToken = firstToken
        self.load = load
        self.configuration = configuration
    }

    /// The tokens under which the listeners are watched.
    var tokens: Range<UInt64> { firstToken..<firstToken + UInt64(listeners.count) }

    /// Watches the listeners.
    mutating func watch(with poller: borrowing Poller) throws(SystemError) {
        resumption = nil
        for (token, listener) in zip(tokens, listeners) {
            try poller.addLevelTriggered(listener.number, token: token)
        }
    }

    /// Watches the listeners again, after a pause.
    mutating func resume(with poller: borrowing Poller, now: UInt64) {
        guard resumption != nil else { return }
        noteLackOfRoom(false)
        do throws(SystemError) {
            try watch(with: poller)
        } catch {
            stop(now: now, poller: poller, event: .acceptFailed(reason: error.text))
        }
    }

    /// Accepts the next connection of a listener.
    ///
    /// - Returns: nil if none is waiting or none can be accepted now.
    mutating func next(token: UInt64, now: UInt64, poller: borrowing Poller) -> Accepted? {
        do throws(SystemError) {
            return try listeners[Int(token - firstToken)].accept()
        } catch {
            stop(now: now, poller: poller, event: .acceptFailed(reason: error.text))
            return nil
        }
    }

    /// Stops for a moment, since the server is full and nothing can make room.
    mutating func stopFull(now: UInt64, poller: borrowing Poller) {
        let limit = configuration.maxConnections
        stop(now: now, poller: poller, event: .connectionLimitReached(limit: limit))
        noteLackOfRoom(true)
    }

    private mutating func noteLackOfRoom(_ isLacking: Bool) {
        guard isLacking != lacksRoom else { return }
        lacksRoom = isLacking
        load.noteLackOfRoom(isLacking)
    }

    /// Closes the listeners.
    mutating func close() {
        listeners = []
        resumption = nil
        noteLackOfRoom(false)
    }

    /// Reports that the limit on open connections is reached.
    mutating func reportConnectionLimit(now: UInt64) {
        report(.connectionLimitReached(limit: configuration.maxConnections), now: now)
    }

    /// Reports that an address has reached its limit on open connections.
    mutating func reportAddressLimit(_ address: String, now: UInt64) {
        let limit = configuration.maxConnectionsPerAddress
        report(.addressLimitReached(address: address, limit: limit), now: now)
    }

    private mutating func stop(now: UInt64, poller: borrowing Poller, event: ServerEvent) {
        for listener in listeners { poller.remove(listener.number) }
        resumption = now + Self.pause
        report(event, now: now)
    }

    private mutating func report(_ event: ServerEvent, now: UInt64) {
        guard now >= nextReport else { return }
        nextReport = now + Self.reportInterval
        configuration.onEvent(event)
    }
}
