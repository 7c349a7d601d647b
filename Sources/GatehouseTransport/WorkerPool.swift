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
public import GatehouseBase
import Synchronization

/// A fixed number of threads and a bounded queue before them.
public final class WorkerPool: Workers {
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
    /// - Throws: `WorkersBusy`, at once, where all threads are busy and the queue is full;
    ///   `WorkerPoolClosed` after `shutdown()`; `CancellationError` where the calling task was
    ///   cancelled before the work's turn came. The work is not run then.
    public func run<Value: Sendable>(
        _ work: @escaping @Sendable () -> Value
    ) async throws -> Value {
        let caller = Caller()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let refusal = queue.add {
                    guard !caller.hasLeft else {
                        return continuation.resume(throwing: CancellationError())
                    }
                    continuation.resume(returning: work())
                }
                if let refusal { continuation.resume(throwing: refusal) }
            }
        } onCancel: {
            caller.leave()
        }
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

/// The task that has asked for work; it may no longer wait for it when its turn comes.
private final class Caller: Sendable {
    private let isGone = Atomic<Bool>(false)

    var hasLeft: Bool { isGone.load(ordering: .relaxed) }

    func leave() { isGone.store(true, ordering: .relaxed) }
}

/// The answer of a worker pool that takes no more work, since it was shut down.
public struct WorkerPoolClosed: LogSafe, Hashable {
    /// Makes one.
    public init() {}

    /// Fixed words.
    public var logDescription: String { "the worker pool is shut down" }
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

    /// Adds work.
    ///
    /// - Returns: Why it is not taken; nil where it is.
    func add(_ work: @escaping @Sendable () -> Void) -> (any Error)? {
        let refusal: (any Error)? = state.withLock { state in
            guard !state.isClosed else { return WorkerPoolClosed() }
            guard state.count < capacity else { return WorkersBusy() }
            state.count += 1
            state.waiting.append(work)
            return nil
        }
        if refusal == nil { turns.raise() }
        return refusal
    }

    func close(workers: Int) {
        state.withLock { $0.isClosed = true }
        for _ in 0..<workers { turns.raise() }
    }

    /// The life of a thread: takes turns until one finds no work, which comes after the closing.
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
