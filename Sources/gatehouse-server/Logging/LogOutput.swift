// SPDX-License-Identifier: MIT
//
// Where log lines go and how they look, as a value that makes loggers: nothing is registered
// globally. Touches: memory only, apart from the clock and the sink that it is given.

package import Logging

package struct LogOutput: Sendable {
    package let format: LogFormat
    /// The least severe level that is written.
    package let level: Logger.Level
    /// Returns milliseconds since 1970-01-01T00:00:00Z.
    let clock: @Sendable () -> Int64
    /// Takes one whole line with its line end, from any thread.
    let sink: @Sendable ([UInt8]) -> Void

    package init(
        format: LogFormat,
        level: Logger.Level,
        clock: @escaping @Sendable () -> Int64,
        sink: @escaping @Sendable ([UInt8]) -> Void
    ) {
        self.format = format
        self.level = level
        self.clock = clock
        self.sink = sink
    }

    /// Makes a logger whose records come here.
    package func makeLogger(label: String) -> Logger {
        Logger(label: label) { label in LineLogHandler(label: label, output: self) }
    }
}

extension LogOutput {
    /// Makes the output of the real server.
    init(_ settings: Settings, _ writer: LogWriter) {
        self.init(
            format: settings.logFormat,
            level: settings.logLevel,
            clock: { System.millisecondsSince1970() },
            sink: { line in writer.append(line) }
        )
    }
}
