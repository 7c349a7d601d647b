// SPDX-License-Identifier: MIT
//
// A counter in the kernel that one thread raises and another waits for: it wakes event loops and
// hands out work to the threads of a pool.
// Specification: eventfd(2). Touches: the kernel. Unsafe: lends eight bytes to each call.

import CLinux
import Glibc

/// An eventfd.
package struct EventCounter: ~Copyable, Sendable {
    private let descriptor: Descriptor

    private init(flags: Int32) throws(SystemError) {
        descriptor = Descriptor(owning: try retrying { eventfd(0, flags) })
    }

    /// Creates a counter for a poller, which sees every raise as one edge; it never has to be
    /// lowered.
    static func alarm() throws(SystemError) -> EventCounter {
        try EventCounter(flags: Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
    }

    /// Creates a counter whose `take()` waits for a raise, like a semaphore.
    static func semaphore() throws(SystemError) -> EventCounter {
        try EventCounter(flags: Int32(EFD_CLOEXEC) | Int32(EFD_SEMAPHORE))
    }

    /// Creates a semaphore for threads outside this module.
    package static func forThreads() throws(ServerError) -> EventCounter {
        try ServerError.naming("eventfd") { () throws(SystemError) in try semaphore() }
    }

    /// The descriptor's number, for the poller.
    var number: Int32 { descriptor.number }

    /// Raises the counter by one.
    ///
    /// Any thread may do so.
    package func raise() {
        var one: UInt64 = 1
        let number = number
        // This can fail only after 2^64 - 1 raises.
        _ = try? retrying { unsafe write(number, &one, MemoryLayout<UInt64>.size) }
    }

    /// Waits until the counter is above zero, and lowers it by one.
    package func take() {
        var value: UInt64 = 0
        let number = number
        _ = try? retrying { unsafe read(number, &value, MemoryLayout<UInt64>.size) }
    }
}
