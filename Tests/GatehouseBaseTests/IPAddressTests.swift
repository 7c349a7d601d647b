// SPDX-License-Identifier: MIT

import GatehouseBase
import Testing

@Suite("IP addresses")
struct IPAddressTests {
    @Test(
        "An IP address is read as its bytes and printed in its canonical form (RFC 5952)",
        arguments: [
            ("10.1.2.255", [10, 1, 2, 255], "10.1.2.255"),
            ("0.0.0.0", [0, 0, 0, 0], "0.0.0.0"),
            ("::1", Array(repeating: 0, count: 15) + [1], "::1"),
            ("::", Array(repeating: 0, count: 16), "::"),
            // An IPv4 address in IPv6 is the IPv4 address.
            ("::FFFF:1.2.3.4", [1, 2, 3, 4], "1.2.3.4"),
            ("::ffff:102:304", [1, 2, 3, 4], "1.2.3.4"),
            (
                "2001:DB8:0:0:1:0:0:1",
                [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1], "2001:db8::1:0:0:1"
            ),
            (
                "2001:db8:0:1:1:1:1:1", [0x20, 1, 0x0D, 0xB8, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1],
                "2001:db8:0:1:1:1:1:1"
            ),
            ("fe80::", [0xFE, 0x80] + Array(repeating: 0, count: 14), "fe80::"),
        ] as [(String, [UInt8], String)]
    )
    func roundTrip(text: String, bytes: [UInt8], canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.bytes == bytes)
        #expect("\(address)" == canonical)
        #expect(IPAddress(bytes: bytes) == address)
        #expect(IPAddress(canonical) == address)
        #expect(address.isIPv4 == (bytes.count == 4))
    }

    @Test(
        "Text that only resembles an IP address is not one",
        arguments: [
            "", "1.2.3", "127.1", "1.2.3.256", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4\0", "::1%lo",
            "[::1]", "localhost", "1:2", "::1::", "٠.0.0.0", "1.2.3.4:80", "0x7f.0.0.1", ":::",
            "1:2:3:4:5:6:7:8:9", "1::2:3:4:5:6:7:8", "12345::", "g::", "1.2.3.4::", "01.2.3.4",
            "::1.2.3", "1:2:3:4:5:6:7:", ":1:2:3:4:5:6:7", String(repeating: "1", count: 100),
        ]
    )
    func refused(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("Only 4 or 16 bytes are an IP address", arguments: [0, 3, 5, 15, 17])
    func wrongCount(count: Int) {
        #expect(IPAddress(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test(
        "127.0.0.0/8 and ::1 are loopback, and nothing else",
        arguments: [
            ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("128.0.0.1", false),
            ("0.0.0.0", false), ("::", false), ("::2", false), ("10.0.0.1", false),
        ]
    )
    func loopback(text: String, expected: Bool) {
        #expect(IPAddress(text)?.isLoopback == expected)
    }

    @Test("IPv6 addresses of one /64 are one source, and each IPv4 address is its own")
    func source() throws {
        let first = try #require(IPAddress("2001:db8::1:2:3:4")?.source)
        #expect(IPAddress("2001:db8::9:9:9:9")?.source == first)
        #expect(IPAddress("2001:db8:0:1::1")?.source != first)
        #expect(IPAddress("10.0.0.1")?.source != IPAddress("10.0.0.2")?.source)
    }

    @Test("A client's address prints with its port")
    func client() throws {
        let ipv4 = ClientAddress.internet(try #require(IPAddress("10.0.0.1")), port: 80)
        let ipv6 = ClientAddress.internet(try #require(IPAddress("::1")), port: 8000)
        #expect("\(ipv4)" == "10.0.0.1:80")
        #expect("\(ipv6)" == "[::1]:8000")
        #expect("\(ClientAddress.unix)" == "unix")
        #expect("\(ClientAddress.none)" == "")
    }
}
