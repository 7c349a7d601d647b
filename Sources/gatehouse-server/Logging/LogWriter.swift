// SPDX-License-Identifier: MIT
//
// Accepts log lines from any thread and writes them on a thread of its own, many with one call.
// Logging costs an event loop only an append to a buffer, even if the reader of the log has stopped
// reading: then lines are dropped and counted, and no request waits. Nor does the end of the
// process: only that thread writes, and whoever wants the last lines written waits for it, but not
// forever.
// Touches: a descriptor, a thread.

import GatehouseBase
package import GatehouseTransport
import Synchronization

/// Writes all log lines to a descriptor.
package final class LogWriter: Sendable {
    private struct State {
        var pending: [UInt8] = []
        var droppedLines = 0
        var hasWoken = false
        var isWriting = false

        var isIdle: Bool { pending.isEmpty && droppedLines == 0 && !isWriting }
    }

    /// The maximum length of all waiting lines, in bytes: about 6,000 lines.
    private static let maxPendingBytes = 1024 * 1024

    private let descriptor: Int32
    private let droppedLine: @Sendable (Int) -> [UInt8]
    private let state = Mutex(State())
    private let wake: EventCounter
    /// Whether the last byte that was taken was not a line end; only the thread looks at it.
    private let endsMidLine = Atomic<Bool>(false)

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - descriptor: Where the lines go.
    ///   - droppedLine: Makes the line that says how many were dropped.
    /// - Throws: `ServerError.system` if the system has no thread or descriptor left.
    package init(
        descriptor: Int32,
        droppedLine: @escaping @Sendable (Int) -> [UInt8]
    ) throws(ServerError) {
        self.descriptor = descriptor
        self.droppedLine = droppedLine
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

    /// Waits until all lines are written, but only for a limited time: the last thing a process
    /// does.
    ///
    /// - Returns: Whether all lines are written.
    @discardableResult
    package func flush(within time: Duration) -> Bool {
        let end = ContinuousClock.now + time
        wake.raise()
        while !state.withLock(\.isIdle) {
            guard ContinuousClock.now < end else { return false }
            Process.pause(milliseconds: 2)
        }
        return true
    }

    /// Whether lines were lost whose number is not written yet.
    package var hasLost: Bool { state.withLock { $0.droppedLines > 0 } }

    private func run() -> Never {
        while true {
            wake.take()
            // A moment for the lines of other requests to accumulate.
            Process.pause(milliseconds: 1)
            writePending()
        }
    }

    private func writePending() {
        let (bytes, dropped) = state.withLock { state in
            defer {
                state = State()
                state.isWriting = true
            }
            return (state.pending, state.droppedLines)
        }
        var lost = write(bytes)
        // A number that could not be written is added to the next.
        if dropped > 0, write(droppedLine(dropped)) > 0 { lost += dropped }
        state.withLock { state in
            state.droppedLines += lost
            state.isWriting = false
        }
    }

    /// Writes lines, and returns how many of them were not taken as a whole.
    private func write(_ lines: [UInt8]) -> Int {
        guard !lines.isEmpty else { return 0 }
        // The line that was cut off last is ended before another begins.
        let bytes = endsMidLine.load(ordering: .relaxed) ? [ASCII.lineFeed] + lines : lines
        let written = StandardStreams.writePart(of: bytes, to: descriptor)
        if written > 0 {
            endsMidLine.store(bytes[written - 1] != ASCII.lineFeed, ordering: .relaxed)
        }
        return bytes[written...].count { $0 == ASCII.lineFeed }
    }
}
