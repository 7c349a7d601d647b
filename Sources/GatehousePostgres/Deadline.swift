// SPDX-License-Identifier: MIT
//
// Touches: the clock.

import GatehouseBase

/// A moment by which something has to be done.
struct Deadline {
    private let nanoseconds: UInt64

    init(_ timeout: Duration) {
        let (seconds, attoseconds) = timeout.components
        // A day is as good as for ever.
        let wanted = UInt64(clamping: min(seconds, 86_400)) * 1_000_000_000
        nanoseconds =
            SystemTime.monotonicNanoseconds + wanted + UInt64(clamping: attoseconds / 1_000_000_000)
    }

    /// What is left, rounded up, so that waiting for it reaches the moment; 0 if it has passed.
    var remainingMilliseconds: Int32 {
        let now = SystemTime.monotonicNanoseconds
        guard now < nanoseconds else { return 0 }
        return Int32(clamping: (nanoseconds - now + 999_999) / 1_000_000)
    }
}
