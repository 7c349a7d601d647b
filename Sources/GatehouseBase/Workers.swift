// SPDX-License-Identifier: MIT
//
// Where work is done that would block an event loop.
// Touches: nothing itself.

/// Threads for work that takes long, such as hashing a password.
public protocol Workers: Sendable {
    /// Does the work on another thread.
    ///
    /// - Throws: Where too much is waiting already: the work is then not done.
    func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async throws -> Result
}
