// SPDX-License-Identifier: MIT
//
// The one place where time enters. A test brings a clock of its own and moves it by hand.
// Specification: clock_gettime(2). Touches: the system's clocks. Unsafe: lends a C structure.

import GatehouseBase

/// The two clocks of a server: one to measure by, one to write into `Date`.
package protocol ServerClock: Sendable {
    /// Nanoseconds since some point in the past. Never goes back.
    var monotonicNanoseconds: UInt64 { get }
    /// Seconds since 1970-01-01T00:00:00Z.
    var wallSeconds: Int { get }
}

/// The clocks of the system.
struct SystemClock: ServerClock {
    var monotonicNanoseconds: UInt64 { SystemTime.monotonicNanoseconds }
    var wallSeconds: Int { SystemTime.wallSeconds }
}

/// Spans of time in the clock's unit.
package enum Nanoseconds {
    /// Turns a duration into nanoseconds; a negative one counts as none.
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

    /// How long a poller waits until `due`, in milliseconds, rounded up so that it is over then.
    package static func milliseconds(until due: UInt64, from now: UInt64) -> Int32 {
        guard due > now else { return 0 }
        let (whole, rest) = (due - now).quotientAndRemainder(dividingBy: 1_000_000)
        return Int32(clamping: rest == 0 ? whole : whole + 1)
    }
}
