// SPDX-License-Identifier: MIT
//
// Reads responses as strictly as a client may: what breaks the grammar or the framing is a fault.
// Specification: RFC 9112 §4, §5 and §6, RFC 9110 §5.6, §6.4 and §8.6.

import GatehouseHTTP

/// A response as it stood on the wire.
struct RawResponse {
    /// What is wrong with a response.
    struct Fault: Error {
        let message: String

        init(_ message: String) {
            self.message = message
        }
    }

    let status: Int
    let reason: String
    /// The field lines, in their order.
    private(set) var fields: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []

    /// The values of a field, in any letter case.
    func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// Whether the server says that it closes.
    var closes: Bool { values("Connection") == ["close"] }

    /// Takes the first response off the bytes; whether it has content is decided by its head.
    init(from bytes: inout ArraySlice<UInt8>, hasContent: (RawResponse) -> Bool) throws(Fault) {
        let statusLine = try Self.line(from: &bytes)
        let words = statusLine.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == "HTTP/1.1", words[1].utf8.count == 3,
            let status = Int(words[1]), status >= 100
        else { throw Fault("a malformed status line: \(statusLine)") }
        self.status = status
        reason = String(words[2])
        while case let line = try Self.line(from: &bytes), !line.isEmpty {
            fields.append(try Self.field(line))
        }
        let count = try contentLength()
        guard hasContent(self) else { return }
        guard bytes.count >= count else { throw Fault("content shorter than its length") }
        body = Array(bytes.prefix(count))
        bytes = bytes.dropFirst(count)
    }

    /// Takes a line, which ends in CRLF and holds no other control character.
    private static func line(from bytes: inout ArraySlice<UInt8>) throws(Fault) -> String {
        guard let end = bytes.firstIndex(where: { $0 < 0x20 || $0 == 0x7F }),
            bytes[end] == ASCII.carriageReturn,
            bytes.dropFirst(end - bytes.startIndex + 1).first == ASCII.lineFeed
        else { throw Fault("a line without its end: \(String(decoding: bytes, as: UTF8.self))") }
        let line = bytes[..<end]
        bytes = bytes[(end + 2)...]
        return String(decoding: line, as: UTF8.self)
    }

    private static func field(_ line: String) throws(Fault) -> (name: String, value: String) {
        let parts = line.utf8.split(
            separator: ASCII.colon,
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy(ByteClass.token.contains),
            parts[1].first == ASCII.space
        else { throw Fault("a malformed field line: \(line)") }
        let value = parts[1].dropFirst()
        guard value.first?.isWhitespace != true, value.last?.isWhitespace != true else {
            throw Fault("white space around a value: \(line)")
        }
        return (String(parts[0]) ?? "", String(value) ?? "")
    }

    /// The length of the content: given exactly once, but never with 1xx, 204 and 304.
    private func contentLength() throws(Fault) -> Int {
        guard values("Transfer-Encoding").isEmpty else { throw Fault("a transfer coding") }
        let lengths = values("Content-Length")
        if status < 200 || status == 204 || status == 304 {
            guard lengths.isEmpty else { throw Fault("a length with status \(status)") }
            return 0
        }
        guard lengths.count == 1, lengths[0].utf8.allSatisfy(\.isDigit),
            let length = Int(lengths[0])
        else { throw Fault("not one Content-Length, but \(lengths)") }
        return length
    }
}
