// SPDX-License-Identifier: MIT
//
// The kernel's readiness queue. A connection is registered once, for everything and edge-triggered:
// an event says that something has changed, and no further call is needed as long as the connection
// lives. A listener is level-triggered, so that what one batch of accepts leaves over is reported
// again.
// Specification: epoll(7). Touches: the kernel. Unsafe: lends the event list; reads the C union.

import CLinux
import Glibc

/// An epoll instance and room for the events of one wait.
@safe
struct Poller: ~Copyable {
    /// What has happened, and to which descriptor.
    struct Event {
        /// The number under which the descriptor was added.
        let token: UInt64
        private let flags: UInt32

        fileprivate init(_ event: epoll_event) {
            // SAFETY: all tokens are written as u64.
            token = unsafe event.data.u64
            flags = unsafe event.events
        }

        /// Whether it is worth trying to receive: bytes, the end of the stream, or an error.
        var isReadable: Bool { flags & (EPOLLIN.rawValue | Self.end) != 0 }
        /// Whether it is worth trying to send.
        var isWritable: Bool { flags & (EPOLLOUT.rawValue | Self.failure) != 0 }
        /// Whether the peer has sent its last byte.
        var isEnd: Bool { flags & Self.end != 0 }

        /// Whether the connection is broken: no response can reach the peer any longer.
        var isFailure: Bool { flags & Self.failure != 0 }

        private static var failure: UInt32 { EPOLLHUP.rawValue | EPOLLERR.rawValue }
        private static var end: UInt32 { EPOLLRDHUP.rawValue | failure }
    }

    private let descriptor: Descriptor
    private var events = unsafe [epoll_event](repeating: epoll_event(), count: 256)

    /// Creates a poller that watches nothing.
    init() throws(SystemError) {
        descriptor = Descriptor(owning: try retrying { epoll_create1(Int32(EPOLL_CLOEXEC)) })
    }

    /// Watches a connection or an event counter for every change.
    ///
    /// Closing the descriptor ends this.
    func addEdgeTriggered(_ number: Int32, token: UInt64) throws(SystemError) {
        let flags = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        try control(EPOLL_CTL_ADD, number, flags, token)
    }

    /// Watches a listener for waiting connections.
    func addLevelTriggered(_ number: Int32, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, number, EPOLLIN.rawValue, token)
    }

    /// Stops watching.
    func remove(_ number: Int32) {
        // This fails only if the descriptor is not watched, which is what was asked for.
        try? control(EPOLL_CTL_DEL, number, 0, 0)
    }

    private func control(
        _ operation: Int32,
        _ number: Int32,
        _ flags: UInt32,
        _ token: UInt64
    ) throws(SystemError) {
        var event = unsafe epoll_event()
        unsafe event.events = flags
        unsafe event.data.u64 = token
        let poller = descriptor.number
        _ = try retrying { unsafe epoll_ctl(poller, operation, number, &event) }
    }

    /// Waits for events.
    ///
    /// - Parameter milliseconds: The maximum time; 0 does not wait, -1 waits indefinitely.
    /// - Returns: The number of events; 0 if a signal interrupted the wait.
    mutating func wait(milliseconds: Int32) -> Int {
        let poller = descriptor.number
        let count = unsafe events.withUnsafeMutableBufferPointer {
            unsafe epoll_wait(poller, $0.baseAddress, Int32($0.count), milliseconds)
        }
        return max(0, Int(count))
    }

    /// An event of the last wait.
    func event(at index: Int) -> Event { unsafe Event(events[index]) }
}
