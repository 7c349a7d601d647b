// SPDX-License-Identifier: MIT

import GatehouseBase
import Testing

private func encode(_ bytes: [UInt8]) -> String {
    String(decoding: Base64URL.encode(bytes.span), as: UTF8.self)
}

private func decode(_ text: String) -> [UInt8]? {
    Base64URL.decode(Array(text.utf8).span)
}

@Suite("base64url (RFC 4648)")
struct Base64URLTests {
    static let pairs: [(bytes: [UInt8], text: String)] = [
        ([], ""),
        (Array("f".utf8), "Zg"),
        (Array("fo".utf8), "Zm8"),
        (Array("foo".utf8), "Zm9v"),
        (Array("foob".utf8), "Zm9vYg"),
        (Array("fooba".utf8), "Zm9vYmE"),
        (Array("foobar".utf8), "Zm9vYmFy"),
        ([3, 236, 255, 224, 193], "A-z_4ME"),  // RFC 7515 appendix C
        ([0xFB, 0xFF, 0xBF], "-_-_"),
    ]

    @Test("Encoding and decoding base64url agree with the vectors of the RFCs", arguments: pairs)
    func agrees(bytes: [UInt8], text: String) {
        #expect(encode(bytes) == text)
        #expect(decode(text) == bytes)
    }

    @Test("Byte strings of every length up to 100 survive base64url unchanged")
    func roundTrips() {
        var state: UInt8 = 17
        for count in 0...100 {
            let bytes = (0..<count).map { _ -> UInt8 in
                state = state &* 29 &+ 71
                return state
            }
            #expect(decode(encode(bytes)) == bytes)
        }
    }

    @Test(
        "Padding, white space, the other alphabet and impossible lengths are not base64url",
        arguments: [
            "Zg==", "Zg=", "Zm8=", "=", "Zm9v=", "Z", "Zm9vY", "Zm9v\n", " Zm9v", "Zm 9", "Zm+v",
            "Zm/v", "Zm9v\0", "Zmé", "Zm.v", "Zm9v.", "Zg%3D",
        ]
    )
    func refuses(text: String) {
        #expect(decode(text) == nil)
    }

    @Test("The last character of base64url must leave its unused bits zero")
    func refusesUnusedBits() {
        let accepted = { (head: String) in
            (UInt8.min...UInt8.max).count { byte in
                Base64URL.decode((Array(head.utf8) + [byte]).span) != nil
            }
        }
        #expect(accepted("Z") == 4)
        #expect(accepted("Zm") == 16)
        #expect(accepted("Zm9") == 64)
    }
}
