// SPDX-License-Identifier: MIT
//
// The grammar of one line of `.env`. It refuses what shells, compose files and other readers
// interpret differently.
//
//     line     = *WSP [ [ "export" 1*WSP ] name "=" value ] *WSP [ comment ]
//     name     = ( ALPHA / "_" ) *( ALPHA / DIGIT / "_" )
//     value    = "'" text without "'" "'"           ; as is
//              / DQUOTE text with escapes DQUOTE    ; \n \t \" \\ \$
//              / text without quotes                ; as is, without trailing spaces
//     comment  = "#" text                           ; after an unquoted value only after a space

import GatehouseBase

struct EnvironmentLine {
    let name: String
    let value: String

    /// What is wrong with a line.
    enum Fault: String, Error {
        case notText = "must be UTF-8 text"
        case controlCharacter = "must not contain a control character"
        case notAnAssignment = "must read NAME=value, without spaces around the ="
        case openQuote = "must close the quote on the same line"
        case textAfterQuote = "must end after the closing quote"
        case unknownEscape = #"must use no escapes in double quotes but \n \t \" \\ \$"#
        case strayQuote = "must quote the whole value when it holds a quote"
    }

    /// Parses a line without its ending; nil if it is blank or a comment.
    init?(_ line: ArraySlice<UInt8>) throws(Fault) {
        guard String(validating: line, as: UTF8.self) != nil else { throw .notText }
        guard !line.contains(where: isControl) else { throw .controlCharacter }
        var rest = line.drop(while: isBlank)
        guard !isCommentOrEnd(rest) else { return nil }
        Self.skipExport(&rest)
        name = try Self.readName(&rest)
        value = try Self.readValue(rest)
    }

    private static func skipExport(_ rest: inout ArraySlice<UInt8>) {
        guard rest.starts(with: "export".utf8) else { return }
        let name = rest.dropFirst("export".utf8.count)
        guard let first = name.first, isBlank(first) else { return }
        rest = name.drop(while: isBlank)
    }

    private static func readName(_ rest: inout ArraySlice<UInt8>) throws(Fault) -> String {
        guard let end = rest.firstIndex(of: UInt8(ascii: "=")) else { throw .notAnAssignment }
        let name = rest[..<end]
        guard let first = name.first, !first.isDigit, name.allSatisfy(isNameByte) else {
            throw .notAnAssignment
        }
        rest = rest[(end + 1)...]
        return String(decoding: name, as: UTF8.self)
    }

    private static func readValue(_ rest: ArraySlice<UInt8>) throws(Fault) -> String {
        switch rest.first {
        case UInt8(ascii: "'"): try readSingleQuoted(rest.dropFirst())
        case UInt8(ascii: "\""): try readDoubleQuoted(rest.dropFirst())
        default: try readUnquoted(rest)
        }
    }

    private static func readSingleQuoted(_ rest: ArraySlice<UInt8>) throws(Fault) -> String {
        guard let end = rest.firstIndex(of: UInt8(ascii: "'")) else { throw .openQuote }
        try checkEnd(rest[(end + 1)...])
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private static func readDoubleQuoted(_ rest: ArraySlice<UInt8>) throws(Fault) -> String {
        var value: [UInt8] = []
        var rest = rest
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") {
                try checkEnd(rest)
                return String(decoding: value, as: UTF8.self)
            }
            value.append(byte == UInt8(ascii: "\\") ? try unescape(rest.popFirst()) : byte)
        }
        throw .openQuote
    }

    private static func unescape(_ byte: UInt8?) throws(Fault) -> UInt8 {
        switch byte {
        case UInt8(ascii: "n"): return UInt8(ascii: "\n")
        case UInt8(ascii: "t"): return UInt8(ascii: "\t")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"): return byte ?? 0
        case nil: throw .openQuote
        default: throw .unknownEscape
        }
    }

    private static func checkEnd(_ rest: ArraySlice<UInt8>) throws(Fault) {
        guard isCommentOrEnd(rest.drop(while: isBlank)) else { throw .textAfterQuote }
    }

    private static func readUnquoted(_ rest: ArraySlice<UInt8>) throws(Fault) -> String {
        var end = rest.startIndex
        for index in rest.indices where !isBlank(rest[index]) {
            let isAfterBlank = index > rest.startIndex && isBlank(rest[index - 1])
            if isAfterBlank && rest[index] == UInt8(ascii: "#") { break }
            end = index + 1
        }
        let value = rest[..<end]
        if let first = value.first, isBlank(first) { throw .notAnAssignment }
        guard !value.contains(where: isQuote) else { throw .strayQuote }
        return String(decoding: value, as: UTF8.self)
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte.isWhitespace }

private func isControl(_ byte: UInt8) -> Bool {
    (byte < 0x20 && byte != UInt8(ascii: "\t")) || byte == 0x7F
}

private func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
}

private func isNameByte(_ byte: UInt8) -> Bool {
    ByteClass.alphanumeric.contains(byte) || byte == UInt8(ascii: "_")
}

private func isCommentOrEnd(_ rest: ArraySlice<UInt8>) -> Bool {
    rest.first == nil || rest.first == UInt8(ascii: "#")
}
