// SPDX-License-Identifier: MIT
//
// Takes log lines from any thread and writes them on a thread of its own, many with one call. An
// event loop that logs costs an append to a buffer, also when the reader of the log has stopped
// reading: then lines are dropped and counted, and no request waits.
// Touches: a descriptor, a thread.

package import GatehouseTransport
import Synchronization

/// The way of all log lines to a descriptor.
package final class LogWriter: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var droppedLines = 0
        var hasWoken = false
    }

    /// The length of all lines that wait, in bytes: about 6,000 lines.
    private static let maxPendingBytes = 1024 * 1024

    private let descriptor: Int32
    private let state = Mutex(State())
    private let wake: EventCounter

    /// Starts the thread.
    ///
    /// - Throws: `ServerError.system` where the system has no thread or descriptor left.
    package init(descriptor: Int32) throws(ServerError) {
        self.descriptor = descriptor
        wake = try EventCounter.forThreads()
        // It lives as long as the process, as the log does.
        try SystemThread.start(name: "gatehouse-log") { [self] in run() }.detach()
    }

    /// Adds a whole line, with its line end, and returns at once.
    ///
    /// A line for which there is no room is dropped and counted.
    package func append(_ line: [UInt8]) {
        let mustWake = state.withLock { state in
            guard state.pending.count + line.count <= Self.maxPendingBytes else {
                state.droppedLines += 1
                return false
            }
            state.pending.append(contentsOf: line)
            defer { state.hasWoken = true }
            return !state.hasWoken
        }
        if mustWake { wake.raise() }
    }

    /// Writes what waits, on the calling thread: the last thing that a process does.
    package func flush() {
        let (bytes, dropped) = state.withLock { state in
            defer { state = State() }
            return (state.pending, state.droppedLines)
        }
        if !bytes.isEmpty { System.write(bytes, to: descriptor) }
        if dropped > 0 {
            let words = "gatehouse: \(dropped) log lines were dropped\n"
            System.write(Array(words.utf8), to: descriptor)
        }
    }

    private func run() -> Never {
        while true {
            wake.take()
            // A moment for the lines of other requests to come along.
            System.pause(milliseconds: 1)
            flush()
        }
    }
}
