// SPDX-License-Identifier: MIT

/// Threads for work that would block an event loop, such as hashing a password.
public protocol Workers: Sendable {
    /// Does the work on another thread.
    ///
    /// - Parameters:
    ///   - client: The client that the work is done for, so that no client can keep the threads
    ///     to itself.
    ///   - work: What to do.
    /// - Returns: The result of the work.
    /// - Throws: `WorkersBusy` if too much work is waiting already; the work is then not done.
    ///   Another error if nobody waits for the work any longer, or no more work is accepted.
    func run<Result: Sendable>(
        for client: ClientAddress,
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result
}

extension Workers {
    /// Does work on another thread that is not for a particular client.
    ///
    /// - Throws: The same as `run(for:_:)`.
    public func run<Result: Sendable>(
        _ work: @escaping @Sendable () -> Result
    ) async throws -> Result {
        try await run(for: .none, work)
    }
}

/// The error of workers that have no room for more work.
public struct WorkersBusy: LogSafe, Hashable {
    /// How long the work that is waiting takes at most, as far as can be told.
    public let retryAfter: Duration

    /// Creates the error.
    public init(retryAfter: Duration = .seconds(1)) {
        self.retryAfter = retryAfter
    }

    /// A fixed description.
    public var logDescription: String { "all threads are busy, and the queue is full" }
}
