// SPDX-License-Identifier: MIT
//
// Targets made from text; those from the wire are cases in WireCases/targets.cases.

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("Request targets")
struct RequestTargetTests {
    @Test(
        "A path with or without a query is a request target",
        arguments: [
            ("/", "/", nil), ("/a/b", "/a/b", nil), ("/a?", "/a", ""), ("/a?b=c&d", "/a", "b=c&d"),
            ("//a", "//a", nil), ("/%zz", "/%zz", nil), ("/?a?b", "/", "a?b"),
        ] as [(String, String, String?)]
    )
    func accepted(text: String, path: String, query: String?) throws {
        let target = try #require(Request.Target(text))
        #expect(target.form == .origin)
        #expect(target.path == path)
        #expect(target.query == query)
    }

    @Test(
        "Text that is not a path with an optional query is not a request target",
        arguments: [
            "", "a", "*", "?a", "http://a/", "a:80", "/a b", "/a#b", "/é", "/a\r\nb", "/a\u{0}",
            "/\"", "/<", "/a?b#c", " /", "/ ",
        ]
    )
    func refused(text: String) {
        #expect(Request.Target(text) == nil)
    }

    @Test(
        "A received path may hold only the bytes that its grammar allows",
        arguments: UInt8.min...UInt8.max
    )
    func eachByte(byte: UInt8) {
        var conversation = Conversation()
        conversation.send(Array("GET /".utf8) + [byte] + Array(" HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        let isRead = ByteClass.path.contains(byte) || byte == ASCII.questionMark
        guard case .request = conversation.events.first else {
            #expect(!isRead)
            return
        }
        #expect(isRead)
    }

    @Test("Request targets are equal where form, path and query are equal")
    func equality() {
        #expect(Request.Target("/a?b") == Request.Target("/a?b"))
        #expect(Request.Target("/a?") != Request.Target("/a"))
        #expect(Request.Target("/a") != Request.Target("/A"))
    }
}
