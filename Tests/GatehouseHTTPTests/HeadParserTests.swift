// SPDX-License-Identifier: MIT
//
// Reading a head in pieces; the cases of its grammar are in WireCases/fields.cases.

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("Request head (RFC 9112 §2)")
struct HeadParserTests {
    private static func isRequest(_ field: [UInt8]) -> Bool {
        var conversation = Conversation()
        conversation.send(Array("GET / HTTP/1.1\r\nHost: a\r\n".utf8) + field + [13, 10, 13, 10])
        guard case .request = conversation.events.first else { return false }
        return true
    }

    @Test(
        "A received field name consists of token characters only",
        arguments: UInt8.min...UInt8.max
    )
    func name(byte: UInt8) {
        let isRead = ByteClass.token.contains(byte) || byte == ASCII.colon
        #expect(Self.isRequest([0x58, byte, ASCII.colon]) == isRead)
    }

    @Test(
        "A received field value may hold any byte except control characters other than tab",
        arguments: UInt8.min...UInt8.max
    )
    func value(byte: UInt8) {
        let isControl = byte < 0x20 || byte == 0x7F
        #expect(Self.isRequest([0x58, ASCII.colon, 0x61, byte, 0x61]) == (!isControl || byte == 9))
    }

    @Test(
        "A head that arrives byte by byte costs linear time",
        arguments: ["a", "\t", "\r\n", "\r\na: b"]
    )
    func linear(repeated: String) {
        var limits = HTTPLimits()
        limits.maxHeadBytes = .max
        limits.maxFieldCount = .max
        let isEmptyLine = repeated == "\r\n"
        let start = Array((isEmptyLine ? "" : "GET / HTTP/1.1\r\nHost: a\r\nX: ").utf8)
        let growth = ThreadTime.growth { size in
            var conversation = Conversation(limits: limits)
            conversation.send(start)
            for _ in 0..<(size / repeated.utf8.count) {
                for byte in repeated.utf8 { conversation.send([byte]) }
            }
        }
        #expect(growth < 9)
    }
}
