// SPDX-License-Identifier: MIT

import Foundation

/// A response in parts, as a client without any knowledge of Gatehouse reads it.
package struct ReceivedResponse {
    package let status: Int
    package let body: String
    /// The status line and the field lines.
    package let lines: [String]

    /// Reads the first response of the bytes, if it is there whole.
    static func parse(_ bytes: [UInt8], hasBody: Bool) -> (ReceivedResponse, length: Int)? {
        guard let headEnd = Data(bytes).range(of: Data("\r\n\r\n".utf8))?.upperBound else {
            return nil
        }
        let head = String(decoding: bytes[..<headEnd], as: UTF8.self)
        let lines = head.components(separatedBy: "\r\n").dropLast(2)
        let length = fields(lines).first { $0.name == "content-length" }.flatMap { Int($0.value) }
        let end = headEnd + (hasBody ? length ?? 0 : 0)
        guard bytes.count >= end else { return nil }
        let response = ReceivedResponse(
            status: status(lines.first ?? ""),
            body: String(decoding: bytes[headEnd..<end], as: UTF8.self),
            lines: Array(lines)
        )
        return (response, end)
    }

    /// The value of a field, named in lower case; nil if it does not stand exactly once.
    package subscript(name: String) -> String? {
        let values = Self.fields(lines[...]).filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }

    /// The whole response, with an asterisk for what differs each time.
    package var masked: String {
        let lines = lines.map { line in
            ["Date: ", "X-Request-ID: "].first(where: line.hasPrefix).map { $0 + "*" } ?? line
        }
        return lines.joined(separator: "\n") + "\n\n" + body
    }

    /// Reads the body as JSON.
    package func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(body.utf8))
    }

    /// Reads the status; 0 if the line is not a status line, as when a body stands before it.
    private static func status(_ line: String) -> Int {
        guard line.hasPrefix("HTTP/1.1 ") else { return 0 }
        return Int(line.dropFirst(9).prefix(3)) ?? 0
    }

    private static func fields(_ lines: ArraySlice<String>) -> [(name: String, value: String)] {
        lines.dropFirst().map { line in
            let parts = line.components(separatedBy: ": ")
            return (parts[0].lowercased(), parts.dropFirst().joined(separator: ": "))
        }
    }
}
