// SPDX-License-Identifier: MIT
//
// A server has no state that a second one in the same process would share.
// Touches: sockets, threads.

public import GatehouseHTTP
import Synchronization

/// An HTTP/1.1 server on threads of its own.
public final class Server: Sendable {
    /// The addresses and ports that the server listens on, such as `127.0.0.1:8000` or
    /// `[::1]:8000`.
    public let addresses: [String]
    /// The port that the server listens on, the same for all addresses.
    public let port: UInt16
    private let executors: [LoopExecutor]
    private let threads: Mutex<[SystemThread]>

    /// Starts a server.
    ///
    /// When this returns, every address is bound and connections are accepted.
    ///
    /// - Parameters:
    ///   - configuration: How to listen, and the limits.
    ///   - responder: Answers the requests, on the thread of an event loop: it may suspend, but
    ///     must never block.
    /// - Returns: The running server; if it is dropped, it drains.
    /// - Throws: `ServerError`, described in a line that can be shown, if an address cannot be
    ///   listened on or the system refuses threads or descriptors. Nothing is left running then.
    public static func start(
        _ configuration: ServerConfiguration,
        responder: any Responder
    ) throws(ServerError) -> Server {
        try start(configuration, responder: responder, clock: SystemClock())
    }

    package static func start(
        _ configuration: ServerConfiguration,
        responder: any Responder,
        clock: any ServerClock
    ) throws(ServerError) -> Server {
        let listeners = try Listener.bind(
            host: configuration.host,
            port: configuration.port,
            loopCount: max(1, configuration.loopCount)
        )
        let load = ServerLoad(configuration)
        var loops: [EventLoop] = []
        for own in listeners {
            let loop = try ServerError.naming("making an event loop") { () throws(SystemError) in
                try EventLoop(
                    configuration,
                    listeners: own,
                    load: load,
                    responder: responder,
                    clock: clock
                )
            }
            loops.append(loop)
        }
        let executors = loops.map(\.executor)
        for loop in loops { loop.neighbours = executors.filter { $0 !== loop.executor } }
        return try Server(loops, addresses: listeners[0].map(\.address))
    }

    private init(_ loops: [EventLoop], addresses: [SocketAddress]) throws(ServerError) {
        self.addresses = addresses.map(\.description)
        port = addresses.first?.port ?? 0
        executors = loops.map(\.executor)
        threads = Mutex([])
        for (index, loop) in loops.enumerated() {
            let handover = Handover(value: loop)
            do throws(ServerError) {
                let thread = try SystemThread.start(name: "gatehouse-\(index)") {
                    handover.value.run()
                }
                threads.withLock { $0.append(thread) }
            } catch {
                drain()
                wait()
                throw error
            }
        }
    }

    deinit {
        drain()
        threads.withLock { threads in
            for thread in threads { thread.detach() }
        }
    }

    /// Makes the server end: it accepts no more connections, closes idle ones, answers requests in
    /// flight with `Connection: close`, and cuts what is left after the drain timeout.
    ///
    /// Returns at once. Any thread may call it, any number of times.
    public func drain() {
        for executor in executors { executor.requestDrain() }
    }

    /// Blocks the calling thread until the server has ended, after `drain()`.
    ///
    /// Never call this from a handler, nor from a task that others wait for.
    public func wait() {
        threads.withLock { threads in
            while let thread = threads.popLast() { thread.join() }
        }
    }

    /// Makes all loops read their clock: for tests that advance it.
    package func wake() {
        for executor in executors { executor.wake() }
    }
}
