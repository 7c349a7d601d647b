// SPDX-License-Identifier: MIT
//
// The name of a value, or of a logger, made of letters that cannot break out of a line in either
// format. Touches: memory only.

struct LogKey: ExpressibleByStringLiteral {
    let text: String

    /// Takes a name that stands in our own code as it is.
    init(stringLiteral literal: String) {
        text = literal
    }

    /// Takes any name; what is no letter, digit, dot, hyphen or underscore becomes an underscore.
    init(cleaning name: String) {
        text = String(decoding: name.utf8.map(Self.clean), as: UTF8.self)
    }

    /// Takes the name of metadata, which must not be that of a part every line has: a second
    /// "level" in one JSON object would leave it to the reader which one counts.
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
