// SPDX-License-Identifier: MIT
//
// A server to test: a small responder, a clock that is moved by hand, a gate that holds handlers
// back, and a look at the sockets that the server has open.
// Touches: loopback sockets, threads.

import GatehouseHTTP
import GatehouseTransport
import Glibc
import Synchronization
import TestSupport
import Testing

/// The suites that use sockets.
///
/// One after another: some fill the machine's buffers.
@Suite(.serialized, .timeLimit(.minutes(2)))
enum LoopbackSuites {}

/// Answers with a closure, and failures with their status and words.
struct TestResponder: Responder {
    /// The length of the longest body, by the path.
    var maxBodyBytes: @Sendable (String) -> Int = { _ in .max }
    /// The time for an answer, by the path.
    var timeout: @Sendable (String) -> Duration? = { _ in nil }
    /// The failures that were reported.
    let failures = Log<ExchangeFailure>()
    let answer: @Sendable (Request) async -> Response

    init(_ answer: @escaping @Sendable (Request) async -> Response) {
        self.answer = answer
    }

    func admit(_ head: Request.Head) -> Admission {
        let path = head.target.path
        return Admission(
            maxBodyBytes: maxBodyBytes(path),
            timeout: timeout(path),
            route: path
        )
    }

    func respond(to request: Request) async -> Response { await answer(request) }

    func respond(to failure: ExchangeFailure) -> Response {
        failures.add(failure)
        let status = failure.reason.status ?? .badRequest
        return Response(status: status, body: Array(failure.reason.detail.utf8))
    }

    /// Answers with method, path and body.
    static let echo = TestResponder { request in
        let line = "\(request.head.method) \(request.head.target.path) "
        return Response(status: .ok, body: Array(line.utf8) + request.body)
    }

    /// Answers with as many bytes as the path says.
    static let sized = TestResponder { request in
        let count = Int(request.head.target.path.dropFirst()) ?? 0
        return Response(status: .ok, body: [UInt8](repeating: UInt8(ascii: "x"), count: count))
    }
}

/// Starts a server on a free port of loopback, with one loop.
func startServer(
    _ responder: TestResponder = .echo,
    clock: ManualClock? = nil,
    _ change: (inout ServerConfiguration) -> Void = { _ in }
) throws -> Server {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.loopCount = 1
    change(&configuration)
    guard let clock else { return try Server.start(configuration, responder: responder) }
    return try Server.start(configuration, responder: responder, clock: clock)
}

extension Server {
    /// Drains the server and waits for its end.
    func stop() {
        drain()
        wait()
    }
}

/// A clock that stands still until a test moves it.
final class ManualClock: ServerClock {
    private let seconds = Mutex(1_000)

    var monotonicNanoseconds: UInt64 { UInt64(seconds.withLock { $0 }) * 1_000_000_000 }
    var wallSeconds: Int { seconds.withLock { $0 } }

    /// Moves the clock, and makes the server look at it.
    func advance(seconds step: Int, _ server: Server) {
        seconds.withLock { $0 += step }
        server.wake()
    }
}

/// Holds handlers until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// The number of handlers that wait.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Blocks the thread of a loop, as no handler may, until it is released.
final class ThreadGate: Sendable {
    private let blocking = Atomic<Bool>(false)
    private let released = Atomic<Bool>(false)

    var isBlocking: Bool { blocking.load(ordering: .acquiring) }

    var isReleased: Bool { released.load(ordering: .acquiring) }

    func block() {
        blocking.store(true, ordering: .releasing)
        while !released.load(ordering: .acquiring) { sched_yield() }
    }

    func release() { released.store(true, ordering: .releasing) }
}

/// Collects values from any thread.
final class Log<Value: Sendable>: Sendable {
    private let values = Mutex<[Value]>([])

    var all: [Value] { values.withLock { $0 } }

    func add(_ value: Value) { values.withLock { $0.append(value) } }
}

/// Whether something comes true while other threads work; gives up after 20 seconds.
func eventually(_ condition: () -> Bool) -> Bool {
    let end = secondsOfUptime() + 20
    while !condition() {
        guard secondsOfUptime() < end else { return false }
        sched_yield()
    }
    return true
}

/// The same for a test that is asynchronous: it must not block a thread that others need.
func eventually(_ condition: () -> Bool) async -> Bool {
    let end = secondsOfUptime() + 20
    while !condition() {
        guard secondsOfUptime() < end else { return false }
        await Task.yield()
    }
    return true
}

private func secondsOfUptime() -> Int {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec
}

/// Counts the descriptors of this process that are bound to a port: the server's side, since a
/// client is bound to a port of its own.
func openSockets(onPort port: UInt16) -> Int {
    // Other tests may have thousands open meanwhile.
    (Int32(0)..<16_384).count { number in
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(number, $0, &length)
            }
        }
        // The port lies at the same place in both families.
        let isInternet =
            Int32(address.sin6_family) == AF_INET || Int32(address.sin6_family) == AF_INET6
        return code == 0 && isInternet && UInt16(bigEndian: address.sin6_port) == port
    }
}
