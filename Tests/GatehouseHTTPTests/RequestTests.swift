// SPDX-License-Identifier: MIT
//
// The parts of messages that are plain values.
// Touches: memory only.

import GatehouseHTTP
import Testing

@Suite("Messages")
struct RequestTests {
    @Test("a request keeps its parts")
    func request() throws {
        let target = try #require(Request.Target("/a?b"))
        let plain = Request.Head(method: .get, target: target)
        #expect(plain.version == .http11)
        #expect(plain.fields.isEmpty)
        let head = Request.Head(
            method: .post,
            target: target,
            version: .http10,
            fields: [.host: "a"]
        )
        let id = Request.ID(high: 1, low: 2)
        let request = Request(head: head, body: [1], id: id, remoteAddress: "[::1]:80")
        #expect(request.head.method == .post)
        #expect(request.head.target == target)
        #expect(request.head.version == .http10)
        #expect(request.head.fields[.host] == "a")
        #expect(request.body == [1])
        #expect(request.id == id)
        #expect(request.remoteAddress == "[::1]:80")
    }

    @Test("a response keeps its parts, and needs a status only")
    func response() {
        let plain = Response(status: .ok)
        #expect(plain.fields.isEmpty)
        #expect(plain.body.isEmpty)
        let response = Response(status: .created, fields: [.allow: "GET"], body: [1])
        #expect(response.status == .created)
        #expect(response.fields[.allow] == "GET")
        #expect(response.body == [1])
    }
}
