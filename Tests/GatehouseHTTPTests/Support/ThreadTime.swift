// SPDX-License-Identifier: MIT
//
// The processor time of a piece of work, to distinguish linear from quadratic cost.
// Touches: the clock of the thread.

import Glibc

enum ThreadTime {
    /// Returns the seconds of processor time that the work takes, the least of three runs.
    ///
    /// Other threads do not count, so a busy machine changes it little.
    static func seconds(_ work: () -> Void) -> Double {
        var least = Double.infinity
        for _ in 0..<3 {
            let start = now()
            work()
            least = min(least, now() - start)
        }
        return least
    }

    /// Returns the factor by which four times the work takes longer: about 4 where the cost is
    /// linear, about 16 where it is quadratic.
    static func growth(_ work: (_ size: Int) -> Void) -> Double {
        let size = 3500
        return seconds { work(4 * size) } / seconds { work(size) }
    }

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
