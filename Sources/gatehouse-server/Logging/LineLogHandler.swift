// SPDX-License-Identifier: MIT
//
// Lets swift-log write our lines. Touches: memory only, apart from its output.

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
        if let error = event.error { line.append("error", "\(error)") }
        output.sink(line.finish())
    }

    /// Joins the metadata: what is nearer to the call wins.
    private func merged(_ event: LogEvent) -> Logger.Metadata {
        metadata
            .merging(metadataProvider?.get() ?? [:]) { _, nearer in nearer }
            .merging(event.metadata ?? [:]) { _, nearer in nearer }
    }
}
