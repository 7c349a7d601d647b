// SPDX-License-Identifier: MIT
//
// Where work is done that would block an event loop.

/// Threads for work that takes long, such as hashing a password.
public protocol Workers: Sendable {
    /// Does the work on another thread.
    ///
    /// - Throws: `WorkersBusy` where too much is waiting already: the work is then not done.
    ///   Another error where nobody waits for the work any more, or no more work is taken.
    func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws -> Result
}

/// The answer of workers that have no room for more work.
public struct WorkersBusy: LogSafe, Hashable {
    /// Makes one.
    public init() {}

    /// Fixed words.
    public var logDescription: String { "all threads are busy, and the queue is full" }
}
