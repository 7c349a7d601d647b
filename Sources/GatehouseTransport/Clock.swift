// SPDX-License-Identifier: MIT
//
// The one way in which time enters the transport. A test brings a clock of its own and advances it
// by hand.

import GatehouseBase

/// The two clocks of a server: one to measure time with, one for the `Date` field.
package protocol ServerClock: Sendable {
    /// Nanoseconds since an arbitrary point in the past; never goes backwards.
    var monotonicNanoseconds: UInt64 { get }
    /// Seconds since 1970-01-01T00:00:00Z.
    var wallSeconds: Int { get }
}

/// The system's clocks.
struct SystemClock: ServerClock {
    var monotonicNanoseconds: UInt64 { SystemTime.monotonicNanoseconds }
    var wallSeconds: Int { SystemTime.wallSeconds }
}

/// Time spans in the unit of the clock.
package enum Nanoseconds {
    /// Converts a duration to nanoseconds; a negative one counts as 0.
    ///
    /// The result is at most half of the range, so that adding it to a time of the clock cannot
    /// overflow.
    package static func of(_ duration: Duration) -> UInt64 {
        let (seconds, attoseconds) = duration.components
        let (product, overflow) = UInt64(clamping: seconds)
            .multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow, product < .max / 4 else { return .max / 2 }
        return product + UInt64(clamping: attoseconds) / 1_000_000_000
    }

    /// How long a poller must wait until `due`, in milliseconds, rounded up so that it does not
    /// wake early.
    package static func milliseconds(until due: UInt64, from now: UInt64) -> Int32 {
        guard due > now else { return 0 }
        let (whole, rest) = (due - now).quotientAndRemainder(dividingBy: 1_000_000)
        return Int32(clamping: rest == 0 ? whole : whole + 1)
    }
}
