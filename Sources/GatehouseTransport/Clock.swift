// SPDX-License-Identifier: MIT
//
// The one place where time enters. A test brings a clock of its own and moves it by hand.
// Specification: clock_gettime(2). Touches: the system's clocks. Unsafe: lends a C structure.

import Glibc

/// The two clocks of a server: one to measure by, one to write into `Date`.
package protocol Clock: Sendable {
    /// Nanoseconds since some point in the past. Never goes back.
    var monotonicNanoseconds: UInt64 { get }
    /// Seconds since 1970-01-01T00:00:00Z.
    var wallSeconds: Int { get }
}

/// The clocks of the system.
struct SystemClock: Clock {
    var monotonicNanoseconds: UInt64 {
        let time = read(CLOCK_MONOTONIC)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }

    var wallSeconds: Int { read(CLOCK_REALTIME).tv_sec }

    private func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return time
    }
}

/// Spans of time in the clock's unit.
package enum Nanoseconds {
    /// Turns whole seconds into nanoseconds; negative ones count as none, and the largest suffice.
    package static func seconds(_ seconds: Int) -> UInt64 {
        let (product, overflow) = UInt64(clamping: seconds)
            .multipliedReportingOverflow(by: 1_000_000_000)
        // Half of the range, so that adding it to a time of the clock cannot overflow.
        return overflow ? .max / 2 : min(product, .max / 2)
    }

    /// How long a poller waits until `due`, in milliseconds, rounded up so that it is over then.
    package static func milliseconds(until due: UInt64, from now: UInt64) -> Int32 {
        guard due > now else { return 0 }
        let (whole, rest) = (due - now).quotientAndRemainder(dividingBy: 1_000_000)
        return Int32(clamping: rest == 0 ? whole : whole + 1)
    }
}
