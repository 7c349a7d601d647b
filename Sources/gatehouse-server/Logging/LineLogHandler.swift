// SPDX-License-Identifier: MIT
//
// Where log lines go and what they look like, as a value that makes loggers: nothing is registered
// globally. swift-log writes through it.

import GatehouseBase
package import Logging

package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level

    private let label: LogKey
    private let output: LogOutput

    package init(label: String, output: LogOutput) {
        self.label = LogKey(cleaning: label)
        self.output = output
        logLevel = output.level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        var line = LogLine(
            output.format,
            milliseconds: output.clock(),
            level: event.level,
            label: label,
            message: event.message.description
        )
        for (key, value) in merged(event).sorted(by: { $0.key < $1.key }) {
            line.append(LogKey(metadata: key), value.description)
        }
        if let error = event.error { line.append("error", error.loggable) }
        output.sink(line.finish())
    }

    /// Merges the metadata: what is nearer to the call wins.
    private func merged(_ event: LogEvent) -> Logger.Metadata {
        metadata
            .merging(metadataProvider?.get() ?? [:]) { _, nearer in nearer }
            .merging(event.metadata ?? [:]) { _, nearer in nearer }
    }
}

package struct LogOutput: Sendable {
    package let format: LogFormat
    /// The least severe level that is written.
    package let level: Logger.Level
    /// Returns milliseconds since 1970-01-01T00:00:00Z.
    let clock: @Sendable () -> Int64
    /// Accepts one whole line with its line end, from any thread.
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

    /// Makes the line that says how many lines were dropped.
    package static func droppedLine(
        _ count: Int,
        format: LogFormat,
        milliseconds: Int64
    ) -> [UInt8] {
        var line = LogLine(
            format,
            milliseconds: milliseconds,
            level: .warning,
            label: "gatehouse.log",
            message: "log lines were dropped, since their reader did not keep up"
        )
        line.append("count", number: count)
        return line.finish()
    }

    /// Makes a logger whose records are written here.
    package func makeLogger(label: String) -> Logger {
        Logger(label: label) { label in LineLogHandler(label: label, output: self) }
    }
}

extension LogOutput {
    /// Creates the output of the actual server.
    init(_ settings: Settings, _ writer: LogWriter) {
        self.init(
            format: settings.logFormat,
            level: settings.logLevel,
            clock: { SystemTime.wallMilliseconds },
            sink: { line in writer.append(line) }
        )
    }
}
