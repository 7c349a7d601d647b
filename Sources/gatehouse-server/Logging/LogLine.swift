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
        label: String,
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
    mutating func append(_ key: String, _ value: String, limit: Int = longestValue) {
        appendKey(key)
        if format == .text && Self.isPlainWord(value) && value.utf8.count <= limit {
            bytes.append(contentsOf: value.utf8)
        } else {
            LogText.appendQuoted(value, limit: limit, to: &bytes)
        }
    }

    /// Adds a number.
    mutating func append(_ key: String, number: Int) {
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
        _ label: String,
        _ message: String
    ) {
        LogTimestamp.append(milliseconds, to: &bytes)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: level.rawValue.utf8)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: label.utf8.map(Self.keyByte))
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
        _ label: String,
        _ message: String
    ) {
        bytes.append(contentsOf: #"{"time":""#.utf8)
        LogTimestamp.append(milliseconds, to: &bytes)
        bytes.append(contentsOf: #"","level":""#.utf8)
        bytes.append(contentsOf: level.rawValue.utf8)
        bytes.append(contentsOf: #"","label":"#.utf8)
        LogText.appendQuoted(label, limit: Self.longestValue, to: &bytes)
        bytes.append(contentsOf: #","message":"#.utf8)
        LogText.appendQuoted(message, limit: Self.longestValue, to: &bytes)
    }

    private mutating func appendKey(_ key: String) {
        bytes.append(contentsOf: (format == .text ? " " : #",""#).utf8)
        // A second "level" in one JSON object would leave it to the reader which one counts.
        if Self.ownKeys.contains(key) { bytes.append(UInt8(ascii: "_")) }
        for byte in key.utf8 { bytes.append(Self.keyByte(byte)) }
        bytes.append(contentsOf: (format == .text ? "=" : #"":"#).utf8)
    }

    private static let ownKeys: [String] = ["time", "level", "label", "message"]

    private static func keyByte(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): byte
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): byte
        default: UInt8(ascii: "_")
        }
    }

    /// Whether a value can stand without quotes and still be told from what surrounds it.
    private static func isPlainWord(_ value: String) -> Bool {
        !value.isEmpty
            && value.utf8.allSatisfy { byte in byte != UInt8(ascii: " ") && isPlain(byte) }
    }

    /// Whether a message can stand without quotes: without a "=" no word of it looks like a key.
    private static func isPlainMessage(_ message: String) -> Bool {
        message.utf8.count <= longestValue && message.utf8.allSatisfy(isPlain)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "="): false
        default: 0x20...0x7E ~= byte
        }
    }
}
