// SPDX-License-Identifier: MIT

/// The throttle's own time, which a caller's clock moves on but never turns back.
///
/// Ends that a clock set in the future would shut users out after the clock was corrected. So when
/// the caller's clock falls back by more than a minute, the throttle's time goes on from where it
/// was. Less than that is taken as it is: threads read the clock before they wait for a lock, and
/// would otherwise push the time on with each overtaking.
struct ThrottleClock: Sendable {
    /// Milliseconds that a reading may lie before the latest one without being a jump.
    static let tolerance: Int64 = 60_000

    /// Readings are held within 36 million years, so that sums of instants cannot overflow.
    private static let bound: Int64 = 1 << 60

    private var latest = -bound
    /// What is added to the caller's time; it only grows.
    private var offset: Int64 = 0

    /// Returns the throttle's time for a reading of the caller's clock, in milliseconds.
    mutating func time(at reading: Int64) -> Int64 {
        let reading = Self.held(reading)
        if reading + offset < latest - Self.tolerance { offset = latest - reading }
        let time = min(reading + offset, 2 * Self.bound)
        latest = max(latest, time)
        return time
    }

    /// Returns the throttle's time of an event, which cannot lie after `now`: another instance's
    /// clock may be ahead of ours.
    ///
    /// - Parameters:
    ///   - reading: The caller's time of the event.
    ///   - now: The throttle's time.
    /// - Returns: An instant not after `now`.
    func time(ofEventAt reading: Int64, now: Int64) -> Int64 {
        min(Self.held(reading) + offset, now)
    }

    /// Returns the caller's time for one of the throttle's.
    func reading(at time: Int64) -> Int64 { time - offset }

    private static func held(_ reading: Int64) -> Int64 { max(-bound, min(reading, bound)) }
}
