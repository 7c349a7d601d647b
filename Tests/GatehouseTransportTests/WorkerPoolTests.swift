// SPDX-License-Identifier: MIT
//
// Touches: threads, loopback sockets.

import GatehouseHTTP
import GatehouseTransport
import Glibc
import Synchronization
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

    @Test("A worker pool of one thread runs work in the order of the calls")
    func order() async throws {
        let pool = try WorkerPool(threads: 1, maxQueued: 100)
        let order = Log<Int>()
        for number in 0..<50 { try await pool.run { order.add(number) } }
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

    @Test("A worker pool runs all work that it has taken, and takes none after its shutdown")
    func shutdown() async throws {
        let pool = try WorkerPool(threads: 1, maxQueued: 10)
        let barrier = Barrier()
        let started = Log<Void>()
        let tasks = (0..<5).map { number in
            Task {
                try await pool.run {
                    started.add(())
                    barrier.block()
                    return number
                }
            }
        }
        #expect(await eventually { started.all.count == 1 })
        barrier.open()
        var done = 0
        for task in tasks where (try? await task.value) != nil { done += 1 }
        pool.shutdown()
        pool.shutdown()
        #expect(done == 5)
        await #expect(throws: WorkerPoolClosed()) { try await pool.run { 1 } }
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
            let client = try TestClient(port: server.port)
            for _ in 0..<10 {
                let response = try client.get("/")
                #expect(response.status == 200)
            }
            server.stop()
            pool.shutdown()
        }
    }
}
