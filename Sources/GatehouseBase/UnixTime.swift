// SPDX-License-Identifier: MIT
//
// A moment as tokens write it: seconds since 1970-01-01T00:00:00Z, with fraction
// (NumericDate, RFC 7519 §2). Touches: the clock, in `now()` only.

/// A clock: returns the moment at which it is asked.
public typealias WallClock = @Sendable () -> UnixTime

/// A moment, in seconds since 1970-01-01T00:00:00Z without leap seconds (RFC 7519 §2).
public struct UnixTime: Sendable, Comparable {
    /// The seconds since the epoch, with fraction; infinite for a date beyond all reckoning.
    public let seconds: Double

    /// Makes a moment from seconds since the epoch.
    public init(seconds: Double) {
        self.seconds = seconds
    }

    /// Returns the present moment of the system's clock, to the millisecond.
    @Sendable
    public static func now() -> UnixTime {
        UnixTime(seconds: Double(SystemTime.wallMilliseconds) / 1000)
    }

    /// Tells whether one moment is before another; false where one of them is not a number.
    public static func < (left: UnixTime, right: UnixTime) -> Bool {
        left.seconds < right.seconds
    }

    /// The seconds without their fraction, held within the years 1970 to 9999.
    package var wholeSeconds: Int64 {
        let endOfYear9999 = 253_402_300_799.0
        let held = Swift.max(0, Swift.min(seconds, endOfYear9999))
        return Int64(exactly: held.rounded(.down)) ?? 0
    }
}
