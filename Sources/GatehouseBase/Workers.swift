// SPDX-License-Identifier: MIT
//
// Where work is done that would block an event loop.

/// Threads for work that takes long, such as hashing a password.
public protocol Workers: Sendable {
    /// Does the work on another thread.
    ///
    /// - Parameters:
    ///   - client: For whom it is done, so that no client can keep the threads to itself.
    ///   - work: What to do.
    /// - Returns: What the work has returned.
    /// - Throws: `WorkersBusy` where too much is waiting already: the work is then not done.
    ///   Another error where nobody waits for the work any more, or no more work is taken.
    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result
}

extension Workers {
    /// Does work on another thread that is not done for one client.
    ///
    /// - Throws: As `run(for:_:)` does.
    public func run<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        try await run(for: .none, work)
    }
}

/// The answer of workers that have no room for more work.
public struct WorkersBusy: LogSafe, Hashable {
    /// Makes one.
    public init() {}

    /// Fixed words.
    public var logDescription: String { "all threads are busy, and the queue is full" }
}
