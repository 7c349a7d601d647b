// SPDX-License-Identifier: MIT
//
// Request heads. The property: a head that is understood says the same to a reader that only splits
// it at CRLF, space and colon, and it ends at its first empty line, not a byte earlier.

import GatehouseHTTP

enum HeadTarget {
    static func check(_ input: [UInt8]) {
        var peer = Peer()
        peer.send(input)
        guard let (head, body) = peer.requests.first else { return }
        let start = startOfHead(input)
        guard let length = input[start...].firstIndex(of: "\r\n\r\n") else {
            return require(false, "a head ends with an empty line")
        }
        let lines = input[start..<length].pieces(between: "\r\n")
        checkRequestLine(lines[0], head)
        checkFields(lines.dropFirst(), head)
        checkFraming(head, body)
        var shorter = Peer()
        shorter.send(input[..<(length + 3)])
        require(shorter.requests.isEmpty, "a head without its last byte is not answered")
    }

    /// Empty lines before a request are skipped.
    private static func startOfHead(_ input: [UInt8]) -> Int {
        var start = 0
        while input[start...].starts(with: "\r\n".utf8) { start += 2 }
        return start
    }

    private static func checkRequestLine(_ line: ArraySlice<UInt8>, _ head: Request.Head) {
        let words = line.pieces(between: " ")
        require(words.count == 3, "a request line has three words")
        require(words[0].read(as: head.method.name), "the method is the first word")
        let is10 = words[2].read(as: "HTTP/1.0")
        require((head.version == .http10) == is10, "only HTTP/1.0 is version 1.0")
        require(words[2].starts(with: "HTTP/1.".utf8), "the major version is 1")
    }

    private static func checkFields(_ lines: ArraySlice<ArraySlice<UInt8>>, _ head: Request.Head) {
        require(lines.count == head.fields.count, "each line is a field")
        for (line, field) in zip(lines, head.fields) {
            require(
                line.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 },
                "no line has controls"
            )
            guard let colon = line.firstIndex(of: ":") else {
                return require(false, "each field line has a colon")
            }
            require(line[..<colon].read(as: field.name), "a name stands before the first colon")
            require(line[(colon + 1)...].trimmed.read(as: field.value), "the rest is the value")
        }
    }

    private static func checkFraming(_ head: Request.Head, _ body: [UInt8]) {
        let lengths = head.fields.values(for: .contentLength)
        let codings = head.fields.values(for: .transferEncoding)
        require(lengths.count <= 1, "there is one Content-Length at most")
        require(lengths.isEmpty || codings.isEmpty, "a body is framed in one way")
        require(codings.isEmpty || head.version == .http11, "version 1.0 knows no codings")
        if let length = lengths.first {
            require(UInt64(length) == UInt64(body.count), "a body is as long as it says")
        } else if codings.isEmpty {
            require(body.isEmpty, "a body is announced")
        }
    }
}
