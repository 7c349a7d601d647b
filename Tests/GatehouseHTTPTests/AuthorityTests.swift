// SPDX-License-Identifier: MIT
//
// Hosts and ports in a Host field, in an absolute target and in CONNECT.

import GatehouseHTTP
import Testing
import WireCaseSupport

/// Asks a connection what it makes of an authority.
enum Authorities {
    /// Whether it is accepted as the value of a Host field.
    static func isAccepted(_ host: String) -> Bool {
        isRequest("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    }

    /// Whether it is accepted as the target of CONNECT.
    static func isAcceptedInConnect(_ authority: String) -> Bool {
        isRequest("CONNECT \(authority) HTTP/1.1\r\nHost: a\r\n\r\n")
    }

    /// Whether it is accepted in an absolute target.
    static func isAcceptedInTarget(_ authority: String) -> Bool {
        isRequest("GET http://\(authority)/ HTTP/1.1\r\nHost: a\r\n\r\n")
    }

    private static func isRequest(_ text: String) -> Bool {
        var conversation = Conversation()
        conversation.send(text)
        guard case .request = conversation.events.first else { return false }
        return true
    }
}

@Suite("Authorities (RFC 3986 §3.2)")
struct AuthorityTests {
    @Test(
        "A host with a port is accepted wherever an authority may stand",
        arguments: [
            "a:1", "example.org:80", "127.0.0.1:65535", "[::1]:443", "a-b_c~d!$&'()*+,;=:1",
        ]
    )
    func everywhere(authority: String) {
        #expect(Authorities.isAccepted(authority))
        #expect(Authorities.isAcceptedInTarget(authority))
        #expect(Authorities.isAcceptedInConnect(authority))
    }

    @Test("A port may be left out except in CONNECT", arguments: ["a", "a:", "[::1]", "[::1]:"])
    func withoutPort(authority: String) {
        #expect(Authorities.isAccepted(authority))
        #expect(Authorities.isAcceptedInTarget(authority))
        #expect(!Authorities.isAcceptedInConnect(authority))
    }

    @Test("A host may be empty in a Host field and nowhere else", arguments: ["", ":80"])
    func withoutHost(authority: String) {
        #expect(Authorities.isAccepted(authority))
        #expect(!Authorities.isAcceptedInTarget(authority))
        #expect(!Authorities.isAcceptedInConnect(authority))
    }

    @Test(
        "A malformed authority is refused wherever it stands",
        arguments: [
            "a:b", "a:-1", "a:+1", "a:1:2", "a:123456", "u@a", "u:p@a:1", "a%", "a%2", "a%2g",
            "a%gg", "a\\b", "a\"b", "a<b", "a|b", "é", "[::1]a:1", "[]:1", "[::1:1",
        ]
    )
    func refused(authority: String) {
        #expect(!Authorities.isAccepted(authority))
        #expect(!Authorities.isAcceptedInTarget(authority))
        #expect(!Authorities.isAcceptedInConnect(authority))
    }

    @Test(
        "A Host field may hold only the bytes of a registered name, and a colon before the port",
        arguments: UInt8.min...UInt8.max
    )
    func eachByte(byte: UInt8) {
        var conversation = Conversation()
        let head = Array("GET / HTTP/1.1\r\nHost: a".utf8)
        conversation.send(head + [byte] + Array("1\r\n\r\n".utf8))
        guard case .request = conversation.events.first else {
            #expect(!ByteClass.registeredName.contains(byte) || byte == ASCII.percent)
            return
        }
        #expect(ByteClass.registeredName.contains(byte) || byte == ASCII.colon)
    }
}
