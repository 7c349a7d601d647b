// SPDX-License-Identifier: MIT

/// How many failures are allowed at once, how soon one is forgotten, and how many beyond that are
/// remembered: the arithmetic of a limit, without its keys.
///
/// It is GCRA, the cell rate algorithm of ATM networks (ITU-T I.371, annex A). All that is known of
/// a key is one instant, its end: when the last of its failures is forgotten. Each failure moves
/// the end by one step, and an attempt is admitted while less than a burst of steps lies ahead.
/// So decay needs no timer, and a key whose end has passed equals one that has never failed.
///
/// Instants are milliseconds of a ``ThrottleClock``, which keeps them so small that no sum here
/// overflows.
struct FailureRate: Sendable {
    /// How many failures are allowed at once.
    let burst: Int64
    /// Milliseconds after which one failure is forgotten.
    let step: Int64

    /// How many failures beyond the burst are charged.
    ///
    /// Attempts that were under way together can fail beyond the limit. What they have gained has
    /// to decay first.
    static let debt: Int64 = 100

    /// 10 failures, then one more every 30 s.
    static let accountAndSource = FailureRate(burst: 10, step: 30_000)
    /// 30 failures, then one more every 10 s.
    static let source = FailureRate(burst: 30, step: 10_000)
    /// 100 failures, then one more every 36 s: 100 an hour in the long run.
    static let account = FailureRate(burst: 100, step: 36_000)

    /// Returns the first instant at which an attempt is admitted, given the key's end.
    func opening(ofEnd end: Int64) -> Int64 { end - (burst - 1) * step }

    /// Returns the end of a key after one more failure.
    ///
    /// It never comes closer, whatever the order in which failures are told: an old one that is
    /// told late counts from the end that is known already.
    ///
    /// - Parameters:
    ///   - end: The end until now; nil for a key that has none.
    ///   - when: The instant of the failure.
    /// - Returns: The new end, at most a burst and its debt after `when`, or the former one.
    func end(_ end: Int64?, afterFailureAt when: Int64) -> Int64 {
        let moved = max(end ?? when, when) + step
        let furthest = when + (burst + Self.debt) * step
        return max(end ?? moved, min(moved, furthest))
    }
}
