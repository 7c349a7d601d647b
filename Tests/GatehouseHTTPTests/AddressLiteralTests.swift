// SPDX-License-Identifier: MIT
//
// Addresses between brackets, seen through the Host field.

import GatehouseHTTP
import Testing

@Suite("Address literals (RFC 3986 §3.2.2)")
struct AddressLiteralTests {
    @Test(
        "An address literal that follows the grammar is accepted",
        arguments: [
            "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8",
            "1::8", "1:2::7:8", "1:2:3:4::6:7:8", "FE80::abcd", "2001:0db8::0001",
            "::ffff:192.0.2.1", "1:2:3:4:5:6:192.0.2.1", "::0.0.0.0", "64:ff9b::255.255.255.255",
            "1::3:4:5:6:192.0.2.1", "v1.a", "vF0.fe80::1", "V1.a:b",
        ]
    )
    func accepted(address: String) {
        #expect(Authorities.isAccepted("[\(address)]"))
        #expect(Authorities.isAccepted("[\(address)]:8000"))
    }

    @Test(
        "Brackets around anything that is not an address are refused",
        arguments: [
            "", ":", ":::", "1", "1:2", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7:8:", ":1:2:3:4:5:6:7:8", "1::2::3", "::1::", "1:::2", "12345::", "g::",
            "1:2:3:4::5:6:7:8", "::1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8::", "192.0.2.1",
            "192.0.2.1::", "::192.0.2.1:1", "::192.0.2", "::192.0.2.256", "::192.0.2.01",
            "::192.0.2.1.1", "::192.0..1", "::1.2.3.+4", "1:2:3:4:5:6:7:192.0.2.1",
            "fe80::1%25eth0", "fe80::1%eth0", "::1 ", "::1/64", "::-1", "::\u{FF11}", "v", "v.",
            "v1", "v1.", "v.a",
            "vg.a", "v1.a/", "v1.[", "localhost",
        ]
    )
    func refused(address: String) {
        #expect(!Authorities.isAccepted("[\(address)]"))
    }

    @Test(
        "An address literal needs exactly one pair of brackets",
        arguments: ["[::1", "::1]", "[::1]]", "[[::1]]"]
    )
    func brackets(host: String) {
        #expect(!Authorities.isAccepted(host))
    }
}
