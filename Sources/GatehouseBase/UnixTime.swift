// SPDX-License-Identifier: MIT
//
// Touches: the clock, in `now()` only.

/// A clock: returns the current time.
public typealias WallClock = @Sendable () -> UnixTime

/// A point in time, in seconds since 1970-01-01T00:00:00Z without leap seconds, as tokens write it
/// (NumericDate, RFC 7519 §2).
public struct UnixTime: Sendable, Comparable {
    /// The seconds since the epoch, with a fraction; may be infinite or not a number.
    public let seconds: Double

    /// Creates a point in time from seconds since the epoch.
    public init(seconds: Double) {
        self.seconds = seconds
    }

    /// Returns the current time of the system's clock, to the millisecond.
    @Sendable
    public static func now() -> UnixTime {
        UnixTime(seconds: Double(SystemTime.wallMilliseconds) / 1000)
    }

    /// Returns whether one time is before another; false if either is not a number.
    public static func < (left: UnixTime, right: UnixTime) -> Bool {
        left.seconds < right.seconds
    }

    /// The milliseconds, rounded, and clamped to the years 1970 to 9999.
    package var wholeMilliseconds: Int64 {
        let endOfYear9999 = 253_402_300_799_999.0
        let held = Swift.max(0, Swift.min(seconds * 1000, endOfYear9999))
        return Int64(exactly: held.rounded()) ?? 0
    }

    /// The seconds without their fraction, clamped to the years 1970 to 9999.
    package var wholeSeconds: Int64 {
        let endOfYear9999 = 253_402_300_799.0
        let held = Swift.max(0, Swift.min(seconds, endOfYear9999))
        return Int64(exactly: held.rounded(.down)) ?? 0
    }
}
