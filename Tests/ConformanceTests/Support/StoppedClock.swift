// SPDX-License-Identifier: MIT

import GatehouseTransport
import Synchronization

/// A clock that stands still at the time of the cases' responses until it is moved.
final class StoppedClock: ServerClock {
    private let seconds = Mutex(1_000)

    var monotonicNanoseconds: UInt64 { UInt64(seconds.withLock { $0 }) * 1_000_000_000 }
    /// The example of RFC 9110 §5.6.7.
    var wallSeconds: Int { 784_111_777 }

    func advance(seconds step: Int) {
        seconds.withLock { $0 += step }
    }
}
