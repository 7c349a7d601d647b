// SPDX-License-Identifier: MIT
//
// Chunked bodies. The property: a body is understood if and only if the grammar of RFC 9112 §7.1,
// parsed here once more and without regard to speed, allows it; it has that content, and the next
// request begins right after it.

import GatehouseHTTP

enum ChunkedTarget {
    private static let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    private static let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"

    static func check(_ input: [UInt8]) {
        var peer = Peer()
        peer.send(head.utf8 + input)
        var grammar = ChunkedGrammar(rest: input[...])
        guard let content = grammar.body() else {
            return require(peer.requests.isEmpty, "what the grammar does not allow is not answered")
        }
        require(peer.requests.first?.body == content, "the body is what the grammar says")
        var pair = Peer()
        pair.send(head)
        pair.send(input[..<grammar.rest.startIndex])
        pair.send(next)
        require(pair.requests.count == 2, "the next request begins behind the body")
        require(pair.requests.last?.head.target.path == "/next", "the next request is whole")
    }
}

/// The grammar, as a parser with nothing but the rest of the input.
private struct ChunkedGrammar {
    var rest: ArraySlice<UInt8>

    /// `chunked-body = *chunk last-chunk trailer-section CRLF`; nil if it is not one, or
    /// incomplete.
    mutating func body() -> [UInt8]? {
        var body: [UInt8] = []
        while let size = size(), extensions(), crlf() {
            guard size > 0 else { return trailer() ? body : nil }
            guard rest.count >= size else { return nil }
            body += rest.prefix(size)
            rest = rest.dropFirst(size)
            guard crlf() else { return nil }
        }
        return nil
    }

    /// `chunk-size = 1*HEXDIG`; nil for one that no fuzzer input has room for.
    private mutating func size() -> Int? {
        let digits = take { Character(Unicode.Scalar($0)).isHexDigit }
        return digits.isEmpty ? nil : Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    /// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )`.
    private mutating func extensions() -> Bool {
        while rest.first != 0x0D {
            space()
            guard take(";") else { return false }
            space()
            guard token() else { return false }
            let before = rest
            space()
            guard take("=") else {
                rest = before
                continue
            }
            space()
            guard token() || quotedString() else { return false }
        }
        return true
    }

    /// `trailer-section CRLF`.
    private mutating func trailer() -> Bool {
        while !crlf() {
            guard token(), take(":") else { return false }
            _ = take { Self.isText($0) }
            guard crlf() else { return false }
        }
        return true
    }

    private mutating func token() -> Bool {
        let marks = "!#$%&'*+-.^_`|~".utf8
        return !take { Self.isAlphanumeric($0) || marks.contains($0) }.isEmpty
    }

    private mutating func quotedString() -> Bool {
        guard take("\"") else { return false }
        while let byte = rest.popFirst(), Self.isText(byte) {
            if byte == UInt8(ascii: "\"") { return true }
            if byte == UInt8(ascii: "\\") {
                guard let next = rest.popFirst(), Self.isText(next) else { return false }
            }
        }
        return false
    }

    private mutating func space() {
        _ = take { $0 == 0x20 || $0 == 0x09 }
    }

    private mutating func crlf() -> Bool { take("\r\n") }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    private mutating func take(while isTaken: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = rest.prefix(while: isTaken)
        rest = rest.dropFirst(taken.count)
        return taken
    }

    private static func isText(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F || byte == 0x09
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
