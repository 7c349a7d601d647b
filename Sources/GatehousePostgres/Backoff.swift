// SPDX-License-Identifier: MIT

/// When to try again to reach a server that could not be reached: after pauses that double.
///
/// Once an attempt has failed, one at a time is made, and whoever asks in a pause gets the last reason
/// at once.
package struct Backoff {
    /// Whether to try.
    package enum Verdict: Equatable {
        case attempt
        /// Not now, for the reason for which the last attempt failed.
        case refuse(reason: String)
    }

    private static let firstPause: UInt64 = 50_000_000
    private static let longestPause: UInt64 = 2_000_000_000

    private var pause: UInt64 = 0
    private var notBefore: UInt64 = 0
    private var isTrying = false
    private var reason = ""

    /// Creates the state of a server that has not failed.
    package init() {}

    /// Decides whether a connection may be opened now; each attempt is to be followed by
    /// `succeeded()` or `failed`.
    ///
    /// - Parameter now: A clock that never goes backwards, in nanoseconds.
    /// - Returns: The verdict.
    package mutating func ask(now: UInt64) -> Verdict {
        // As long as nothing has failed, any number may try.
        guard pause > 0 else { return .attempt }
        guard now >= notBefore, !isTrying else { return .refuse(reason: reason) }
        isTrying = true
        return .attempt
    }

    /// Notes that a connection was opened.
    package mutating func succeeded() {
        self = Backoff()
    }

    /// Notes that none could be opened.
    ///
    /// - Parameters:
    ///   - reason: Why.
    ///   - now: The clock.
    ///   - jitter: From 0 to 1: which part of a quarter of the pause is added to it, so that
    ///     several instances do not come back in the same moment.
    package mutating func failed(reason: String, now: UInt64, jitter: Double) {
        isTrying = false
        self.reason = reason
        pause = min(max(pause * 2, Self.firstPause), Self.longestPause)
        let quarter = pause / 4
        let added = UInt64(exactly: (Double(quarter) * min(max(jitter, 0), 1)).rounded(.down))
        notBefore = now + pause + (added ?? 0)
    }
}
