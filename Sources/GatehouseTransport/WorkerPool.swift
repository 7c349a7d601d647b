// SPDX-License-Identifier: MIT
//
// Threads for work that blocks or takes long, such as hashing a password, and so must never run on
// an event loop. The queue is bounded: a server that cannot keep up says so at once, and does not
// pile up work whose clients have long given up. It is fair: clients are served in turn.
//
// The threads run at a lower priority: when hashing takes all cores, the kernel still lets an event
// loop run first.
// Touches: threads.

import CLinux
public import GatehouseBase
import Synchronization

/// A fixed number of threads with a bounded queue.
public final class WorkerPool: Workers {
    private let queue: WorkQueue
    private let threads: Mutex<[SystemThread]>

    /// Starts a pool.
    ///
    /// - Parameters:
    ///   - count: How many threads; less than 1 counts as 1.
    ///   - maxQueued: How much work may wait while all threads are busy; less than 0 counts as 0.
    ///   - name: The name of the threads, of which the kernel keeps 15 bytes.
    /// - Throws: `ServerError.system` if the system refuses a thread or a descriptor.
    public init(
        threads count: Int,
        maxQueued: Int,
        name: String = "gatehouse-work"
    ) throws(ServerError) {
        let count = max(1, count)
        let capacity = count.addingReportingOverflow(max(0, maxQueued))
        queue = try ServerError.naming("eventfd") { () throws(SystemError) in
            try WorkQueue(
                threads: count,
                capacity: capacity.overflow ? .max : capacity.partialValue
            )
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

    /// Runs work on one of the threads.
    ///
    /// The work of one client is done in the order of the calls, and clients are served in turn, so
    /// that none can keep the threads to itself. A client is identified by its IPv4 address or by
    /// the /64 network of its IPv6 address.
    ///
    /// The caller is suspended and continues where it was: a handler on its event loop.
    ///
    /// - Parameters:
    ///   - client: The client that the work is done for.
    ///   - work: What to do.
    /// - Returns: The result of the work.
    /// - Throws: `WorkersBusy` if all threads are busy and the queue is full: at once, or as soon
    ///   as another client that holds fewer places needs this one; `WorkerPoolClosed` after
    ///   `shutdown()`; `CancellationError` if the calling task was cancelled before the work's turn
    ///   came. The work is not run then.
    public func run<Value: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Value
    ) async throws -> Value {
        let caller = Caller(source: client.ip?.source)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.add(
                    Job(
                        caller: caller,
                        run: { continuation.resume(returning: work()) },
                        refuse: { continuation.resume(throwing: $0) }
                    )
                )
            }
        } onCancel: {
            caller.leave()
            queue.withdraw(caller)
        }
    }

    /// What the pool has to do at this moment.
    package var load: Load { queue.load }

    /// How much work a pool has.
    package struct Load: Equatable, Sendable {
        /// How much work is being done.
        package let running: Int
        /// How much work waits for a thread.
        package let waiting: Int
        /// Whether the pool accepts no more.
        package let isClosed: Bool
    }

    /// Accepts no more work, finishes what is queued, and waits until the threads have ended.
    ///
    /// Blocks the calling thread.
    public func shutdown() {
        threads.withLock { threads in
            queue.close(workers: threads.count)
            while let thread = threads.popLast() { thread.join() }
        }
    }
}

/// The task that asked for work; it may leave before the work's turn comes.
private final class Caller: Sendable {
    /// The source of the client that it asks for; nil if there is none.
    let source: IPAddress?
    private let isGone = Atomic<Bool>(false)

    init(source: IPAddress?) {
        self.source = source
    }

    var hasLeft: Bool { isGone.load(ordering: .acquiring) }

    func leave() { isGone.store(true, ordering: .releasing) }
}

/// Work with its two outcomes, of which exactly one is called.
private struct Job: Sendable {
    let caller: Caller
    let run: @Sendable () -> Void
    let refuse: @Sendable (any Error) -> Void
}

/// The error of a worker pool that accepts no more work, since it was shut down.
public struct WorkerPoolClosed: LogSafe, Hashable {
    /// Creates the error.
    public init() {}

    /// A fixed description.
    public var logDescription: String { "the worker pool is shut down" }
}

/// The work that is waiting, and the turns of the threads: one for each piece of work, and one for
/// each thread to end with.
private final class WorkQueue: Sendable {
    private struct State {
        var jobs: FairQueue<IPAddress?, Job>
        var isClosed = false
        /// How long a job takes, in nanoseconds: a moving average, which begins with half a second.
        var jobTime: UInt64 = 500_000_000
    }

    /// Enough for the loops to be preferred; at 19, work would hardly run beside anything else.
    private static var niceness: Int32 { 5 }

    private let threads: Int
    private let state: Mutex<State>
    private let turns: EventCounter

    init(threads: Int, capacity: Int) throws(SystemError) {
        self.threads = threads
        state = Mutex(State(jobs: FairQueue(capacity: capacity)))
        turns = try .semaphore()
    }

    /// Adds a job, or refuses it, or refuses another in its place.
    func add(_ job: Job) {
        let refused = state.withLock { state -> (job: Job, error: any Error)? in
            guard !state.isClosed else { return (job, WorkerPoolClosed()) }
            // Checked under the lock: a caller that leaves later finds the job in the queue.
            guard !job.caller.hasLeft else { return (job, CancellationError()) }
            switch state.jobs.add(job, from: job.caller.source) {
            case .added: return nil
            case .replaced(let other): return (other, busy(state))
            case .refused: return (job, busy(state))
            }
        }
        // A job that replaces another takes over its turn.
        if let refused { refused.job.refuse(refused.error) } else { turns.raise() }
    }

    /// The refusal, with the time in which all that waits is done.
    private func busy(_ state: borrowing State) -> WorkersBusy {
        let jobs = UInt64(state.jobs.waitingCount + state.jobs.runningCount)
        let (time, isBeyond) = jobs.multipliedReportingOverflow(by: state.jobTime)
        guard !isBeyond else { return WorkersBusy(retryAfter: .seconds(3600)) }
        return WorkersBusy(retryAfter: .nanoseconds(Int64(clamping: time / UInt64(threads))))
    }

    /// Removes the job of a caller that has left, so that it holds no place.
    ///
    /// Its turn remains, and passes without work.
    func withdraw(_ caller: Caller) {
        let job = state.withLock { state in
            state.jobs.remove(from: caller.source) { $0.caller === caller }
        }
        job?.refuse(CancellationError())
    }

    var load: WorkerPool.Load {
        state.withLock { state in
            WorkerPool.Load(
                running: state.jobs.runningCount,
                waiting: state.jobs.waitingCount,
                isClosed: state.isClosed
            )
        }
    }

    func close(workers: Int) {
        state.withLock { $0.isClosed = true }
        for _ in 0..<workers { turns.raise() }
    }

    /// The life of a thread: works until the queue is closed and empty.
    func work() {
        // This fails only if the system has no priorities, and then they do not matter.
        _ = clinux_set_thread_niceness(Self.niceness)
        while true {
            turns.take()
            let (turn, isClosed) = state.withLock { ($0.jobs.next(), $0.isClosed) }
            if let turn {
                let start = SystemTime.monotonicNanoseconds
                turn.element.run()
                let time = SystemTime.monotonicNanoseconds - start
                state.withLock { state in
                    state.jobs.finish(turn.source)
                    // An eighth of the new: one job more or less hardly matters.
                    state.jobTime = state.jobTime - state.jobTime / 8 + time / 8
                }
            } else if isClosed {
                return
            }
        }
    }
}
