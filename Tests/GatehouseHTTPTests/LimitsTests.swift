// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("Limits")
struct LimitsTests {
    @Test("The default limits are the documented ones")
    func defaults() {
        let limits = HTTPLimits()
        #expect(limits.maxHeadBytes == 16_384)
        #expect(limits.maxFieldCount == 100)
        #expect(limits.maxTargetBytes == 8192)
        #expect(limits.maxMethodBytes == 32)
        #expect(limits.maxBodyBytes == 1_048_576)
        #expect(limits.maxChunkOverheadBytes == 16_384)
        #expect(limits.headTimeout == .seconds(10))
        #expect(limits.bodyTimeout == .seconds(30))
        #expect(limits.idleTimeout == .seconds(75))
    }

    private static func limits(all value: Int) -> HTTPLimits {
        var limits = HTTPLimits()
        limits.maxHeadBytes = value
        limits.maxFieldCount = value
        limits.maxTargetBytes = value
        limits.maxMethodBytes = value
        limits.maxBodyBytes = value
        limits.maxChunkOverheadBytes = value
        return limits
    }

    @Test("Limits of the largest number do not trap")
    func unlimited() {
        var conversation = Conversation(limits: Self.limits(all: .max))
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        conversation.send(head + "005;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n")
        conversation.send(head + "7fffffffffffffff\r\n")
        conversation.noteWait()
        #expect(conversation.events.count == 2)
        #expect(conversation.events.last == .waits("body"))
    }

    @Test("A chunk that makes a body too long to count is refused even without a limit")
    func overflow() {
        var conversation = Conversation(limits: Self.limits(all: .max))
        let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        conversation.send(head + "1\r\na\r\n7fffffffffffffff\r\n")
        let detail = "Request body exceeds the limit of \(Int.max) bytes."
        #expect(conversation.events == [.refused(status: 413, detail: detail), .closed])
    }

    @Test("Limits of zero refuse everything and do not trap")
    func nothing() {
        for text in ["GET / HTTP/1.1\r\n\r\n", "\r\n", " ", "\t", "/"] {
            var conversation = Conversation(limits: Self.limits(all: 0))
            conversation.send(text)
            #expect(conversation.isClosed)
        }
    }
}
