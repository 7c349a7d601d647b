// SPDX-License-Identifier: MIT
//
// A log output that keeps its lines, with a clock that stands still.

import Logging
import Synchronization
import gatehouse_server

final class LogRecorder: Sendable {
    private let recorded = Mutex<[UInt8]>([])

    /// What was written so far.
    var text: String { recorded.withLock { bytes in String(decoding: bytes, as: UTF8.self) } }

    /// Makes an output at 2026-11-25T02:34:56.123Z, or another time in milliseconds since 1970.
    func makeOutput(
        _ format: LogFormat,
        level: Logger.Level = .info,
        milliseconds: Int64 = 1_795_574_096_123
    ) -> LogOutput {
        LogOutput(format: format, level: level, clock: { milliseconds }) { line in
            self.recorded.withLock { bytes in bytes += line }
        }
    }
}
