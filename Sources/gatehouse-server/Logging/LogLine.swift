// SPDX-License-Identifier: MIT
//
// One record as the bytes of one line, in either format. The only place that knows how a line
// looks. Specification: RFC 8259 for `json`; Documentation/Operations.md. Touches: memory only.
//
//     text:  2026-11-25T02:34:56.123Z info gatehouse.access: a message key=value other="a value"
//     json:  {"time":"...","level":"info","label":"...","message":"...","key":"value"}

import Logging

package enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}

struct LogLine {
    private var bytes: [UInt8] = []
    private let format: LogFormat

    /// The most scalars of a message or value that are written.
    static let longestValue = 1024

    init(
        _ format: LogFormat,
        milliseconds: Int64,
        level: Logger.Level,
        label: LogKey,
        message: String
    ) {
        self.format = format
        bytes.reserveCapacity(256)
        switch format {
        case .text: openText(milliseconds, level, label, message)
        case .json: openJSON(milliseconds, level, label, message)
        }
    }

    /// Adds a text value.
    mutating func append(_ key: LogKey, _ value: String, limit: Int = longestValue) {
        appendKey(key)
        if format == .text && Self.isPlainWord(value) && value.utf8.count <= limit {
            bytes.append(contentsOf: value.utf8)
        } else {
            LogText.appendQuoted(value, limit: limit, to: &bytes)
        }
    }

    /// Adds a number.
    mutating func append(_ key: LogKey, number: Int) {
        appendKey(key)
        bytes.append(contentsOf: String(number).utf8)
    }

    /// Closes the line and returns it with its line end.
    consuming func finish() -> [UInt8] {
        if format == .json { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }
}

// MARK: - The parts of a line

extension LogLine {
    private mutating func openText(
        _ milliseconds: Int64,
        _ level: Logger.Level,
        _ label: LogKey,
        _ message: String
    ) {
        LogTimestamp.append(milliseconds, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: level.rawValue.utf8)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: label.text.utf8)
        bytes.append(contentsOf: ": ".utf8)
        if Self.isPlainMessage(message) {
            bytes.append(contentsOf: message.utf8)
        } else {
            LogText.appendQuoted(message, limit: Self.longestValue, to: &bytes)
        }
    }

    private mutating func openJSON(
        _ milliseconds: Int64,
        _ level: Logger.Level,
        _ label: LogKey,
        _ message: String
    ) {
        bytes.append(contentsOf: #"{"time":""#.utf8)
        LogTimestamp.append(milliseconds, to: &bytes)
        bytes.append(contentsOf: #"","level":""#.utf8)
        bytes.append(contentsOf: level.rawValue.utf8)
        bytes.append(contentsOf: #"","label":""#.utf8)
        bytes.append(contentsOf: label.text.utf8)
        bytes.append(contentsOf: #"","message":"#.utf8)
        LogText.appendQuoted(message, limit: Self.longestValue, to: &bytes)
    }

    private mutating func appendKey(_ key: LogKey) {
        bytes.append(contentsOf: (format == .text ? " " : #",""#).utf8)
        bytes.append(contentsOf: key.text.utf8)
        bytes.append(contentsOf: (format == .text ? "=" : #"":"#).utf8)
    }

    /// Whether a value can stand without quotes and still be told from what surrounds it.
    private static func isPlainWord(_ value: String) -> Bool {
        !value.isEmpty
            && LogText.consists(
                value,
                of: { byte in
                    LogText.isPlain(byte) && byte != UInt8(ascii: " ") && byte != UInt8(ascii: "=")
                }
            )
    }

    /// Whether a message can stand without quotes: without a "=" no word of it looks like a key.
    private static func isPlainMessage(_ message: String) -> Bool {
        message.utf8.count <= longestValue
            && LogText.consists(
                message,
                of: { byte in
                    LogText.isPlain(byte) && byte != UInt8(ascii: "=")
                }
            )
    }
}
