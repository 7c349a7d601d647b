// SPDX-License-Identifier: MIT
//
// Keys: the bytes of the text, and long enough.

import GatehouseSecurity
import Testing

@Suite("Secret key (RFC 7518 §3.2)")
struct SecretKeyTests {
    @Test("takes 32 bytes and refuses 31")
    func minimum() {
        let shortest = String(repeating: "k", count: 32)
        #expect(throws: Never.self) { try SecretKey(shortest) }
        #expect(throws: SecretKeyError.tooShort) { try SecretKey(String(shortest.dropLast())) }
        #expect(throws: SecretKeyError.tooShort) { try SecretKey("") }
    }

    @Test("counts bytes, not characters")
    func countsBytes() {
        #expect(throws: Never.self) { try SecretKey(String(repeating: "é", count: 16)) }
    }

    @Test("takes the text's bytes, not what hexadecimal digits stand for")
    func takesBytesOfText() throws {
        let text = String(repeating: "a1", count: 32)
        #expect(try SecretKey(text).secret.withBytes { $0.array() } == Array(text.utf8))
    }
}
