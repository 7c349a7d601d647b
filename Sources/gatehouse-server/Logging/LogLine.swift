// SPDX-License-Identifier: MIT
//
// One record as the bytes of one line, in either format; nothing else knows what a line looks like.
// Input cannot break it: everything but printable ASCII is escaped as in JSON, which makes line
// ends, terminal codes, bidirectional controls and look-alikes visible.
// Specification: RFC 8259 for `json`; RFC 3339 §5.6 for times.
//
//     text:  2026-11-25T02:34:56.123Z info gatehouse.access: a message key=value other="a value"
//     json:  {"time":"...","level":"info","label":"...","message":"...","key":"value"}

import GatehouseBase
import Logging

package enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}

struct LogLine {
    private var bytes: [UInt8] = []
    private let format: LogFormat

    /// The maximum number of scalars of a message or value that are written.
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

    /// Appends a text value.
    mutating func append(_ key: LogKey, _ value: String, limit: Int = longestValue) {
        appendKey(key)
        if format == .text && Self.isPlainWord(value) && value.utf8.count <= limit {
            bytes.append(contentsOf: value.utf8)
        } else {
            LogText.appendQuoted(value, limit: limit, to: &bytes)
        }
    }

    /// Appends a number.
    mutating func append(_ key: LogKey, number: Int) {
        appendKey(key)
        bytes.append(contentsOf: String(number).utf8)
    }

    /// Appends that there is no value.
    mutating func append(noValue key: LogKey) {
        appendKey(key)
        bytes.append(contentsOf: (format == .text ? "-" : "null").utf8)
    }

    /// Ends the line and returns it, including its line end.
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
        RFC3339.append(milliseconds: milliseconds, to: &bytes)
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
        RFC3339.append(milliseconds: milliseconds, to: &bytes)
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

    /// Whether a value can be written without quotes and still be told from what surrounds it.
    private static func isPlainWord(_ value: String) -> Bool {
        !value.isEmpty
            && LogText.consists(
                value,
                of: { byte in
                    LogText.isPlain(byte) && byte != UInt8(ascii: " ") && byte != UInt8(ascii: "=")
                }
            )
    }

    /// Whether a message can be written without quotes: without a "=" no word of it looks like a
    /// key.
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

// MARK: - Keys

/// The name of a value or of a logger, made of characters that cannot break out of a line in either
/// format.
struct LogKey: ExpressibleByStringLiteral {
    let text: String

    /// Takes a name from our own code as it is.
    init(stringLiteral literal: String) {
        text = literal
    }

    /// Takes any name; anything but a letter, digit, dot, hyphen or underscore becomes an
    /// underscore.
    init(cleaning name: String) {
        text = String(decoding: name.utf8.map(Self.clean), as: UTF8.self)
    }

    /// Takes a metadata key, which must not be that of a part that every line has: with a second
    /// "level" in one JSON object it would be up to the reader which one counts.
    init(metadata name: String) {
        let key = LogKey(cleaning: name)
        self = Self.partsOfEveryLine.contains(key.text) ? LogKey(cleaning: "_" + name) : key
    }

    private static let partsOfEveryLine = ["time", "level", "label", "message"]

    private static func clean(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): byte
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"): byte
        default: UInt8(ascii: "_")
        }
    }
}

// MARK: - Texts

package enum LogText {
    /// Appends the text with JSON's escapes, cut to `limit` scalars.
    static func appendEscaped(_ text: String, limit: Int, to bytes: inout [UInt8]) {
        // Almost all text is plain, and is much faster to append in one piece.
        if text.utf8.count <= limit && consists(text, of: isPlain) {
            bytes.append(contentsOf: text.utf8)
            return
        }
        var count = 0
        for scalar in text.unicodeScalars {
            guard count < limit else {
                bytes.append(contentsOf: "...".utf8)
                return
            }
            count += 1
            appendEscaped(scalar, to: &bytes)
        }
    }

    /// Whether the byte is written as is: printable ASCII except the quote and the backslash.
    static func isPlain(_ byte: UInt8) -> Bool {
        0x20...0x7E ~= byte && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Whether every byte of the text is allowed.
    @inline(__always)
    static func consists(_ text: String, of isAllowed: (UInt8) -> Bool) -> Bool {
        let bytes = text.utf8.span
        for index in bytes.indices where !isAllowed(bytes[index]) { return false }
        return true
    }

    private static func appendEscaped(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"": bytes.append(contentsOf: #"\""#.utf8)
        case "\\": bytes.append(contentsOf: #"\\"#.utf8)
        case "\n": bytes.append(contentsOf: #"\n"#.utf8)
        case "\r": bytes.append(contentsOf: #"\r"#.utf8)
        case "\t": bytes.append(contentsOf: #"\t"#.utf8)
        case " "..."~": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
        default:
            for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                bytes.append(contentsOf: #"\u"#.utf8)
                let digits = Hexadecimal.encode([
                    UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit),
                ])
                bytes.append(contentsOf: digits.utf8)
            }
        }
    }

    /// Appends the text in quotes.
    static func appendQuoted(_ text: String, limit: Int, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        appendEscaped(text, limit: limit, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Returns the start of the text, quoted and escaped, fit to be part of a message.
    package static func quoted(_ text: String, limit: Int) -> String {
        var bytes: [UInt8] = []
        appendQuoted(text, limit: limit, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
