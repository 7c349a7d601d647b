// SPDX-License-Identifier: MIT
//
// Runs tasks on the thread of an event loop. A burst of bytes is served by a task that prefers this
// executor, so a handler runs on its loop's thread without a hop, and returns to it from wherever
// it was suspended. An actor with an executor of its own would resume its continuations by way of
// the global pool, which doubles the cost of a request.
//
// A job that is enqueued on the loop's own thread goes to a plain array; one from another thread
// goes to the inbox, guarded by a lock, and wakes the loop. When the loop has ended, a handler may
// still be waiting somewhere; the rest of its task then runs on the global pool, where it finds
// that its connection is gone.
// Touches: threads.

import Glibc
import Synchronization

/// The executor of one event loop.
final class LoopExecutor: TaskExecutor {
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var isClosed = false
    }

    private let inbox = Mutex(Inbox())
    /// The number of the loop's thread; 0 before it has begun and after it has ended.
    private let thread = Atomic<UInt>(0)
    private let isDrainRequested = Atomic<Bool>(false)
    private let isRoomRequested = Atomic<Bool>(false)
    private let oldestIdle = Atomic<UInt64>(.max)
    /// What the loop's poller watches.
    let alarm: EventCounter
    /// Touched only on the loop's thread: `enqueue` compares, and the loop calls `run`.
    nonisolated(unsafe) private var local: [UnownedJob] = []
    /// The jobs that are being run, likewise; kept so that its memory is reused.
    nonisolated(unsafe) private var batch: [UnownedJob] = []

    init() throws(SystemError) {
        alarm = try .alarm()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if thread.load(ordering: .relaxed) == SystemThread.current {
            unsafe local.append(job)
        } else {
            post(job)
        }
    }

    /// Accepts a job from another thread.
    ///
    /// Only the first of several raises the alarm.
    private func post(_ job: UnownedJob) {
        let (isClosed, isFirst) = inbox.withLock { inbox in
            guard !inbox.isClosed else { return (true, false) }
            inbox.jobs.append(job)
            return (false, inbox.jobs.count == 1)
        }
        if isClosed { globalConcurrentExecutor.enqueue(job) }
        if isFirst { alarm.raise() }
    }
}

/// What other threads may ask of a loop.
extension LoopExecutor {
    /// Asks the loop to drain.
    func requestDrain() {
        isDrainRequested.store(true, ordering: .releasing)
        alarm.raise()
    }

    /// Since when the loop's longest idle connection has been idle, as of its last turn; `max` if
    /// there is none.
    var idleSince: UInt64 { oldestIdle.load(ordering: .relaxed) }

    /// Asks the loop to close its longest idle connection, for a new one at another loop.
    func requestRoom() {
        isRoomRequested.store(true, ordering: .releasing)
        alarm.raise()
    }

    /// Makes the loop read its clock.
    func wake() {
        alarm.raise()
    }
}

/// What the loop does, on its thread.
extension LoopExecutor {
    /// Makes the calling thread the one that runs the jobs.
    func begin() {
        thread.store(SystemThread.current, ordering: .relaxed)
    }

    /// Whether `requestDrain()` has been called.
    var shallDrain: Bool { isDrainRequested.load(ordering: .acquiring) }

    /// Publishes since when the loop's longest idle connection has been idle.
    func publish(idleSince: UInt64?) {
        oldestIdle.store(idleSince ?? .max, ordering: .relaxed)
    }

    /// Returns whether `requestRoom()` has been called since the last time.
    func takeRoomRequest() -> Bool {
        guard isRoomRequested.load(ordering: .relaxed) else { return false }
        return isRoomRequested.exchange(false, ordering: .acquiring)
    }

    /// Whether jobs are waiting for which no alarm is raised.
    var hasJobs: Bool { unsafe !local.isEmpty }

    /// Fetches the jobs of other threads, after the alarm.
    func fetch() {
        let jobs = inbox.withLock { inbox in
            defer { inbox.jobs = [] }
            return inbox.jobs
        }
        unsafe local.append(contentsOf: jobs)
    }

    /// Runs the jobs that are ready.
    ///
    /// Jobs that they enqueue have to wait for the next call, so that the poller gets its turn in
    /// between.
    func run() {
        guard unsafe !local.isEmpty else { return }
        unsafe swap(&batch, &local)
        for job in unsafe batch { unsafe job.runSynchronously(on: asUnownedTaskExecutor()) }
        unsafe batch.removeAll(keepingCapacity: true)
    }

    /// Runs what is left, and passes later jobs on to the global pool.
    ///
    /// A handler that yields endlessly, without checking for cancellation, must not keep the loop
    /// from ending: after some rounds its jobs go to the global pool too.
    func end() {
        inbox.withLock { $0.isClosed = true }
        fetch()
        for _ in 0..<Self.lastRounds where hasJobs { run() }
        thread.store(0, ordering: .relaxed)
        for job in unsafe local { globalConcurrentExecutor.enqueue(job) }
        unsafe local = []
    }

    /// How many more jobs in a row a task may run before the loop ends.
    private static var lastRounds: Int { 100 }
}
