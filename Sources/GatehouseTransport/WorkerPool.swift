// SPDX-License-Identifier: MIT
//
// Threads for work that blocks or takes long, such as hashing a password: never on an event loop.
// The queue is bounded: a server that cannot keep up says so at once, and does not pile up work
// whose clients have long given up.
//
// The threads run at a lower priority: when the cores are all taken by hashing, the kernel still lets
// an event loop run first.
// Touches: threads.

import CLinux
import Synchronization

/// A fixed number of threads and a bounded queue before them.
public final class WorkerPool: Sendable {
    private let queue: WorkQueue
    private let threads: Mutex<[SystemThread]>

    /// Starts a pool.
    ///
    /// - Parameters:
    ///   - count: How many threads; less than 1 counts as 1.
    ///   - maxQueued: How much work may wait while all threads are busy; less than 0 counts as 0.
    ///   - name: What the threads are called; the kernel keeps 15 bytes of it.
    /// - Throws: `ServerError.system` where the system refuses a thread or a descriptor.
    public init(
        threads count: Int,
        maxQueued: Int,
        name: String = "gatehouse-work"
    ) throws(ServerError) {
        let count = max(1, count)
        let capacity = count.addingReportingOverflow(max(0, maxQueued))
        queue = try ServerError.naming("eventfd") { () throws(SystemError) in
            try WorkQueue(capacity: capacity.overflow ? .max : capacity.partialValue)
        }
        threads = Mutex([])
        for _ in 0..<count {
            let queue = queue
            do throws(ServerError) {
                let thread = try SystemThread.start(name: name) { queue.work() }
                threads.withLock { $0.append(thread) }
            } catch {
                shutdown()
                throw error
            }
        }
    }

    deinit {
        threads.withLock { threads in
            queue.close(workers: threads.count)
            for thread in threads { thread.detach() }
        }
    }

    /// Runs work on one of the threads, in the order of the calls.
    ///
    /// The caller is suspended and goes on where it was: a handler on its event loop.
    ///
    /// - Throws: `WorkerPoolFull`, at once, where all threads are busy and the queue is full, or
    ///   after `shutdown()`; later, where the calling task was cancelled before the work's turn
    ///   came. The work is not run then.
    public func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async throws(WorkerPoolFull) -> Value {
        let caller = Caller()
        let value: Value? = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isTaken = queue.add {
                    continuation.resume(returning: caller.hasLeft ? nil : work())
                }
                if !isTaken { continuation.resume(returning: nil) }
            }
        } onCancel: {
            caller.leave()
        }
        guard let value else { throw WorkerPoolFull() }
        return value
    }

    /// Takes no more work, finishes what is queued, and waits until the threads have ended.
    ///
    /// Blocks the calling thread.
    public func shutdown() {
        threads.withLock { threads in
            queue.close(workers: threads.count)
            while let thread = threads.popLast() { thread.join() }
        }
    }
}

/// Who has asked for work, and may no longer wait for it when its turn comes.
private final class Caller: Sendable {
    private let isGone = Atomic<Bool>(false)

    var hasLeft: Bool { isGone.load(ordering: .relaxed) }

    func leave() { isGone.store(true, ordering: .relaxed) }
}

/// The answer of a worker pool that has no room for more work.
public struct WorkerPoolFull: Error, Hashable, Sendable {
    /// Makes one.
    public init() {}
}

/// The work that waits, and the turns of the threads: one for each piece of work, and one for each
/// thread to end by.
private final class WorkQueue: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        /// Waiting and running.
        var count = 0
        var isClosed = false
    }

    /// Enough for the loops to be preferred; at 19, work would hardly run beside anything else.
    private static var niceness: Int32 { 5 }

    private let state = Mutex(State())
    private let turns: EventCounter
    private let capacity: Int

    init(capacity: Int) throws(SystemError) {
        self.capacity = capacity
        turns = try .semaphore()
    }

    func add(_ work: @escaping @Sendable () -> Void) -> Bool {
        let isTaken = state.withLock { state in
            guard !state.isClosed, state.count < capacity else { return false }
            state.count += 1
            state.waiting.append(work)
            return true
        }
        if isTaken { turns.raise() }
        return isTaken
    }

    func close(workers: Int) {
        state.withLock { $0.isClosed = true }
        for _ in 0..<workers { turns.raise() }
    }

    /// The life of a thread: takes turns until one finds no work, which comes behind the closing.
    func work() {
        // It fails only where the system has no priorities, and then they do not matter.
        _ = clinux_set_thread_niceness(Self.niceness)
        while let work = next() {
            work()
            state.withLock { $0.count -= 1 }
        }
    }

    private func next() -> (@Sendable () -> Void)? {
        turns.take()
        return state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
    }
}
