// SPDX-License-Identifier: MIT
//
// The request line, byte by byte; its cases are in WireCases/request-line.cases.

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("Request line (RFC 9112 §3)")
struct RequestLineTests {
    private static func isRequest(_ line: [UInt8]) -> Bool {
        var conversation = Conversation()
        conversation.send(line + Array("\r\nHost: a\r\n\r\n".utf8))
        guard case .request = conversation.events.first else { return false }
        return true
    }

    @Test(
        "A received method consists of token characters only",
        arguments: UInt8.min...UInt8.max
    )
    func method(byte: UInt8) {
        let line = Array("GE".utf8) + [byte] + Array(" / HTTP/1.1".utf8)
        #expect(Self.isRequest(line) == ByteClass.token.contains(byte))
    }

    @Test("Only a space separates the parts of a request line", arguments: UInt8.min...UInt8.max)
    func separators(byte: UInt8) {
        let first = Array("GET".utf8) + [byte] + Array("/ HTTP/1.1".utf8)
        let second = Array("GET /".utf8) + [byte] + Array("HTTP/1.1".utf8)
        #expect(Self.isRequest(first) == (byte == ASCII.space))
        #expect(Self.isRequest(second) == (byte == ASCII.space))
    }

    @Test(
        "A version with any byte changed is refused, unless the minor version is still a digit",
        arguments: UInt8.min...UInt8.max
    )
    func version(byte: UInt8) {
        let version = Array("HTTP/1.1".utf8)
        for place in version.indices {
            var changed = version
            changed[place] = byte
            // The minor version may be any digit.
            let isRead = changed == version || (place == 7 && byte.isDigit)
            #expect(Self.isRequest(Array("GET / ".utf8) + changed) == isRead)
        }
    }

    @Test("A request line that arrives byte by byte costs linear time")
    func linear() {
        var limits = HTTPLimits()
        limits.maxHeadBytes = 100_000
        // A target just within its limit, and a line that goes on after it.
        let growth = ThreadTime.growth { size in
            limits.maxTargetBytes = size
            var conversation = Conversation(limits: limits)
            let target = [UInt8](repeating: 0x61, count: size - 1)
            conversation.send(Array("GET /".utf8) + target + [ASCII.space])
            for _ in 0..<size { conversation.send([0x61]) }
        }
        #expect(growth < 9)
    }
}
