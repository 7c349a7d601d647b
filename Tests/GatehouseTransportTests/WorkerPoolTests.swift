// SPDX-License-Identifier: MIT
//
// Touches: threads, loopback sockets.

import GatehouseHTTP
import GatehouseTransport
import Glibc
import Synchronization
import TestSupport
import Testing

@Suite("Worker pools", .timeLimit(.minutes(2)))
struct WorkerPoolTests {
    /// Blocks the threads of a pool until it is opened.
    private final class Barrier: Sendable {
        private let isOpen = Atomic<Bool>(false)

        func open() { isOpen.store(true, ordering: .releasing) }

        func block() {
            while !isOpen.load(ordering: .acquiring) { sched_yield() }
        }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func add(_ step: Int) -> Int {
            count.withLock { count in
                count += step
                return count
            }
        }
    }

    @Test("A worker pool gives each caller the value of its own work")
    func values() async throws {
        let pool = try WorkerPool(threads: 3, maxQueued: 1000)
        let values = await withTaskGroup(of: Int?.self) { group in
            for number in 0..<500 { group.addTask { try? await pool.run { number * 2 } } }
            return await group.reduce(into: Set<Int>()) { if let value = $1 { $0.insert(value) } }
        }
        #expect(values == Set((0..<500).map { $0 * 2 }))
        pool.shutdown()
    }

    @Test("A full worker pool refuses work at once, and takes more when it has room again")
    func full() async throws {
        let pool = try WorkerPool(threads: 1, maxQueued: 1)
        let barrier = Barrier()
        let started = Log<Void>()
        async let running: Void = pool.run {
            started.add(())
            barrier.block()
        }
        #expect(await eventually { started.all.count == 1 })
        // The queue has one place, so one of two is refused, while the other still waits.
        let isTaken = await withTaskGroup { group in
            for _ in 0..<2 { group.addTask { (try? await pool.run {}) != nil } }
            let first = await group.next()
            barrier.open()
            return [first, await group.next()]
        }
        #expect(isTaken == [false, true])
        try await running
        try await pool.run {}
        pool.shutdown()
    }

    @Test("The work of one client runs in the order of the calls")
    func order() async throws {
        let pool = try WorkerPool(threads: 1, maxQueued: 100)
        let barrier = Barrier()
        let order = Log<Int>()
        async let blocking: Void = pool.run { barrier.block() }
        #expect(await eventually { pool.load.running == 1 })
        var tasks: [Task<Void, any Error>] = []
        for number in 0..<50 {
            tasks.append(Task { try await pool.run { order.add(number) } })
            #expect(await eventually { pool.load.waiting == number + 1 })
        }
        barrier.open()
        try await blocking
        for task in tasks { try await task.value }
        #expect(order.all == Array(0..<50))
        pool.shutdown()
    }

    @Test("A worker pool never runs more work at once than it has threads")
    func width() async throws {
        let pool = try WorkerPool(threads: 2, maxQueued: 1000)
        let running = Counter()
        let most = Log<Int>()
        await withTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    try? await pool.run {
                        most.add(running.add(1))
                        sched_yield()
                        _ = running.add(-1)
                    }
                }
            }
        }
        #expect(most.all.count == 200)
        #expect(most.all.allSatisfy { $0 <= 2 })
        pool.shutdown()
    }

    @Test("A worker pool that is shut down finishes what is queued, and takes no more")
    func shutdown() async throws {
        let pool = try WorkerPool(threads: 1, maxQueued: 10)
        let barrier = Barrier()
        let tasks = (0..<5).map { number in
            Task {
                try await pool.run {
                    barrier.block()
                    return number
                }
            }
        }
        #expect(await eventually { pool.load.waiting == 4 })
        let end = Task.detached {
            pool.shutdown()
            pool.shutdown()
        }
        #expect(await eventually { pool.load.isClosed })
        await #expect(throws: WorkerPoolClosed()) { try await pool.run { 1 } }
        barrier.open()
        await end.value
        var sum = 0
        for task in tasks { sum += try await task.value }
        #expect(sum == 0 + 1 + 2 + 3 + 4)
    }

    @Test("A worker pool does not run the work of a caller that was cancelled in the queue")
    func cancelled() async throws {
        let pool = try WorkerPool(threads: 1, maxQueued: 1)
        let barrier = Barrier()
        let started = Log<String>()
        async let running: Void = pool.run {
            started.add("first")
            barrier.block()
        }
        #expect(await eventually { started.all == ["first"] })
        let waiting = Task { try await pool.run { started.add("second") } }
        waiting.cancel()
        barrier.open()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        try await running
        #expect(started.all == ["first"])
        pool.shutdown()
    }

    @Test("A caller that is cancelled while it waits gives up its place at once")
    func cancelledPlace() async throws {
        let pool = try WorkerPool(threads: 1, maxQueued: 1)
        let barrier = Barrier()
        let started = Log<Void>()
        async let running: Void = pool.run {
            started.add(())
            barrier.block()
        }
        #expect(await eventually { started.all.count == 1 })
        let waiting = Task { try await pool.run {} }
        waiting.cancel()
        // Answered while the only thread is still busy.
        await #expect(throws: CancellationError.self) { try await waiting.value }
        async let next: Int = pool.run { 1 }
        barrier.open()
        #expect(try await next == 1)
        try await running
        pool.shutdown()
    }

    @Test("A client that holds fewer places than another takes one of it in a full queue")
    func fairness() async throws {
        let flooder = try client("192.0.2.1")
        let owner = try client("192.0.2.2")
        let pool = try WorkerPool(threads: 1, maxQueued: 2)
        let barrier = Barrier()
        let log = Log<String>()
        let endings = Log<String>()
        async let running: Void = pool.run(for: flooder) {
            log.add("flooder")
            barrier.block()
        }
        #expect(await eventually { log.all == ["flooder"] })
        let flood = (0..<3).map { _ in
            Task {
                do {
                    try await pool.run(for: flooder) { log.add("flooder") }
                } catch {
                    endings.add("\(error)")
                }
            }
        }
        // Two wait, one is refused.
        #expect(await eventually { endings.all.count == 1 })
        let login = Task { try await pool.run(for: owner) { log.add("owner") } }
        #expect(await eventually { endings.all.count == 2 })
        barrier.open()
        try await login.value
        try await running
        for task in flood { await task.value }
        // Three pieces of work were there, of which none had ended: half a second is expected of each.
        let refusal = "\(WorkersBusy(retryAfter: .milliseconds(1500)))"
        #expect(endings.all == [refusal, refusal])
        #expect(log.all == ["flooder", "flooder", "owner"])
        pool.shutdown()
    }

    private func client(_ address: String) throws -> ClientAddress {
        .internet(try #require(IPAddress(address)), port: 1)
    }

    @Test("The threads of a worker pool have a lower priority than the loops")
    func priority() async throws {
        let pool = try WorkerPool(threads: 1, maxQueued: 1)
        let niceness = try await pool.run {
            getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
        }
        #expect(niceness == 5)
        pool.shutdown()
    }
}

extension LoopbackSuites {
    @Suite("Worker pools and loops")
    struct WorkerPoolLoopTests {
        @Test("A handler returns from a worker pool to the thread of its loop")
        func sameThread() throws {
            let pool = try WorkerPool(threads: 1, maxQueued: 10)
            let server = try startServer(
                TestResponder { _ in
                    let before = pthread_self()
                    let elsewhere = try? await pool.run { pthread_self() }
                    let isBack = before == pthread_self() && elsewhere != nil && elsewhere != before
                    return Response(status: isBack ? .ok : .internalServerError)
                }
            )
            let client = try ClientSocket(port: server.port)
            for _ in 0..<10 {
                let response = try client.get("/")
                #expect(response.status == 200)
            }
            server.stop()
            pool.shutdown()
        }
    }
}
