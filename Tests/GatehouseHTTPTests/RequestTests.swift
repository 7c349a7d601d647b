// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing

@Suite("Messages")
struct RequestTests {
    @Test("A request keeps its parts")
    func request() throws {
        let target = try #require(Request.Target("/a?b"))
        let plain = Request.Head(method: .get, target: target)
        #expect(plain.version == .http11)
        #expect(plain.fields.isEmpty)
        let id = Request.ID(high: 1, low: 2)
        let client = ClientAddress.internet(try #require(IPAddress("::1")), port: 80)
        let head = Request.Head(
            method: .post,
            target: target,
            version: .http10,
            fields: [.host: "a"],
            id: id,
            client: client
        )
        let request = Request(head: head, body: [1])
        #expect(request.head.method == .post)
        #expect(request.head.target == target)
        #expect(request.head.version == .http10)
        #expect(request.head.fields[.host] == "a")
        #expect(request.body == [1])
        #expect(request.id == id)
        #expect(request.client == client)
        #expect("\(request.client)" == "[::1]:80")
    }

    @Test("A response keeps its parts and needs only a status")
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
