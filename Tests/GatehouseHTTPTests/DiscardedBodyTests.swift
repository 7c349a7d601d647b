// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("Body that nobody reads")
struct DiscardedBodyTests {
    private static let get = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let head = "POST / HTTP/1.1\r\nHost: a\r\n"
    private static let counted = head + "Content-Length: 5\r\n\r\n"
    private static let chunked = head + "Transfer-Encoding: chunked\r\n\r\n"

    /// Plays pieces to a server that reads no bodies.
    private static func play(_ pieces: String...) -> Conversation {
        var conversation = Conversation(maxBodyBytes: 0)
        for piece in pieces { conversation.send(piece) }
        return conversation
    }

    /// What happened, one word an event.
    private static func words(_ conversation: Conversation) -> [String] {
        conversation.events.map { event in
            switch event {
            case .request(let request): request.target + (request.body.isEmpty ? "" : " with body")
            case .refused(let status, _): "\(status)"
            case .interim: "100"
            case .closed: "closed"
            case .waits(let what): "waits for \(what)"
            }
        }
    }

    @Test(
        "The request is answered as soon as its head is read",
        arguments: [counted, counted + "he", chunked, chunked + "5\r\nhe"]
    )
    func answered(text: String) {
        var conversation = Self.play(text)
        conversation.noteWait()
        #expect(Self.words(conversation) == ["/", "waits for body"])
    }

    @Test(
        "The connection goes on after it, wherever the body is cut",
        arguments: [counted + "hello", chunked + "5;a=b\r\nhello\r\n0\r\nT: 1\r\n\r\n"]
    )
    func goesOn(text: String) {
        for length in 0...text.utf8.count {
            let rest = String(text.dropFirst(length))
            let conversation = Self.play(String(text.prefix(length)), rest + Self.get)
            #expect(Self.words(conversation) == ["/", "/next"], "cut after \(length) bytes")
        }
    }

    @Test("A malformed body that comes with its head is refused")
    func malformedAtOnce() {
        #expect(Self.words(Self.play(Self.chunked + "5\r\nhelloX")) == ["400", "closed"])
    }

    @Test("A malformed body that comes after the answer ends the connection")
    func malformedLater() {
        #expect(Self.words(Self.play(Self.chunked, "5\r\nhelloX" + Self.get)) == ["/", "closed"])
    }

    @Test("A body beyond the limit of the connection is refused where the head announces it")
    func announcedTooLarge() {
        let length = HTTPLimits().maxBodyBytes + 1
        let conversation = Self.play(Self.head + "Content-Length: \(length)\r\n\r\n")
        #expect(Self.words(conversation) == ["413", "closed"])
    }

    @Test("A chunked body that grows beyond the limit ends the connection")
    func growsTooLarge() {
        var conversation = Self.play(Self.chunked)
        let size = HTTPLimits().maxBodyBytes + 1
        conversation.send("\(String(size, radix: 16))\r\n")
        #expect(Self.words(conversation) == ["/", "closed"])
    }

    @Test("A client that waits for 100 Continue gets the answer instead, and the connection closes")
    func expectContinue() {
        let text = Self.head + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        let conversation = Self.play(text, "hello" + Self.get)
        #expect(Self.words(conversation) == ["/", "closed"])
        let response = String(decoding: conversation.responses, as: UTF8.self)
        #expect(response.contains("Connection: close\r\n"))
    }

    @Test("A client that has sent the body without waiting for 100 Continue keeps the connection")
    func expectNothing() {
        let text = Self.head + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"
        #expect(Self.words(Self.play(text + Self.get)) == ["/", "/next"])
    }

    @Test("A client that is too slow with it is cut without another answer")
    func timeout() {
        var conversation = Self.play(Self.counted + "he")
        conversation.timeOut()
        #expect(Self.words(conversation) == ["/", "closed"])
    }

    @Test("A client that ends its side within it is cut without another answer")
    func end() {
        var conversation = Self.play(Self.counted + "he")
        conversation.end()
        #expect(Self.words(conversation) == ["/", "closed"])
    }

    @Test("It is not kept in memory")
    func memory() {
        var machine = ConnectionMachine(limits: HTTPLimits())
        machine.receive(Array((Self.counted + "hell").utf8).span)
        #expect({ if case .head = machine.next() { true } else { false } }())
        machine.admit(maxBodyBytes: 0)
        #expect({ if case .request = machine.next() { true } else { false } }())
        #expect(machine.collectedBytes == 0)
        #expect(machine.takeBody().isEmpty)
    }
}
