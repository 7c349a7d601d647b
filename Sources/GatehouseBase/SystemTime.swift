// SPDX-License-Identifier: MIT
//
// Touches: the system's clocks.
// Unsafe: lends a C structure to clock_gettime(2).

internal import Glibc

/// The system's clocks.
package enum SystemTime {
    /// Nanoseconds since an arbitrary point in the past; never goes backwards.
    package static var monotonicNanoseconds: UInt64 {
        let time = read(CLOCK_MONOTONIC)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }

    /// Nanoseconds since the start of the machine, its time in suspension included.
    package static var bootNanoseconds: UInt64 {
        let time = read(CLOCK_BOOTTIME)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }

    /// Nanoseconds that the calling thread has had a processor.
    package static var threadNanoseconds: UInt64 {
        let time = read(CLOCK_THREAD_CPUTIME_ID)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    package static var wallMilliseconds: Int64 {
        let time = read(CLOCK_REALTIME)
        return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
    }

    /// Whole seconds since 1970-01-01T00:00:00Z.
    package static var wallSeconds: Int { read(CLOCK_REALTIME).tv_sec }

    private static func read(_ clock: clockid_t) -> timespec {
        var time = timespec()
        // SAFETY: these clocks always exist, and `time` is valid to write to.
        _ = unsafe clock_gettime(clock, &time)
        return time
    }
}
