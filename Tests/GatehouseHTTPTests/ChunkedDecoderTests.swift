// SPDX-License-Identifier: MIT
//
// Chunked bodies in pieces; the cases of their grammar are in WireCases/chunks.cases.

import GatehouseHTTP
import TestSupport
import Testing
import WireCaseSupport

@Suite("Chunked bodies (RFC 9112 §7.1)")
struct ChunkedDecoderTests {
    private static let head = Array(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8
    )

    private static func isRequest(_ body: [UInt8]) -> Bool {
        var conversation = Conversation()
        conversation.send(head + body)
        guard case .request = conversation.events.first else { return false }
        return true
    }

    @Test(
        "Only a semicolon may separate a chunk size from an extension",
        arguments: UInt8.min...UInt8.max
    )
    func behindSize(byte: UInt8) {
        let body = [0x31, byte] + Array("\r\nx\r\n0\r\n\r\n".utf8)
        // A second digit changes the size; a semicolon needs a name after it.
        #expect(!Self.isRequest(body))
        let named = [0x31, byte] + Array("a\r\nx\r\n0\r\n\r\n".utf8)
        #expect(Self.isRequest(named) == (byte == ASCII.semicolon))
    }

    @Test(
        "A chunk extension may hold only the bytes that its grammar allows",
        arguments: UInt8.min...UInt8.max
    )
    func extensions(byte: UInt8) {
        let name = Array("1;a".utf8) + [byte] + Array("a\r\nx\r\n0\r\n\r\n".utf8)
        let isBetween = byte == ASCII.semicolon || byte == ASCII.equals
        #expect(Self.isRequest(name) == (ByteClass.token.contains(byte) || isBetween))
        let quoted = Array("1;a=\"".utf8) + [byte] + Array("a\"\r\nx\r\n0\r\n\r\n".utf8)
        let isControl = (byte < 0x20 && byte != ASCII.tab) || byte == 0x7F
        #expect(Self.isRequest(quoted) == (!isControl && byte != UInt8(ascii: "\"")))
    }

    @Test("Random chunks give their data, however they are cut")
    func random() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            var data: [UInt8] = []
            var body: [UInt8] = []
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                let count = Int.random(in: 1...40, using: &generator)
                let chunk = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                data += chunk
                body += Array((String(count, radix: 16) + "\r\n").utf8) + chunk + [13, 10]
            }
            let input = Self.head + body + Array("0\r\n\r\n".utf8)
            var conversation = Conversation()
            for piece in Cuts.random(input.count, using: &generator)[0] {
                conversation.send(input[piece])
            }
            var expected = WireRequest(method: "POST", target: "/")
            expected.body = data
            let seen = conversation.events.map { event in
                guard case .request(let request) = event else { return event }
                return .request(request.keepingFields(namedAs: []))
            }
            #expect(seen == [.request(expected)])
        }
    }

    @Test(
        "A chunk line that arrives byte by byte costs linear time",
        arguments: ["0;a=\"", "0\r\nA: "],
        ["a", "\t"]
    )
    func linear(start: String, repeated: String) {
        var limits = HTTPLimits()
        limits.maxChunkOverheadBytes = .max
        let growth = ThreadTime.growth { size in
            var conversation = Conversation(limits: limits)
            conversation.send(Self.head + Array(start.utf8))
            for _ in 0..<size { conversation.send(repeated) }
        }
        #expect(growth < 9)
    }
}
