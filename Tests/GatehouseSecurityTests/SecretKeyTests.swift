// SPDX-License-Identifier: MIT
//
// Keys: the bytes of the text, and long enough.

import GatehouseSecurity
import Testing

@Suite("Secret key (RFC 7518 §3.2)")
struct SecretKeyTests {
    @Test("A key has at least 32 bytes")
    func minimum() {
        let shortest = String(repeating: "k", count: 32)
        #expect(throws: Never.self) { try SecretKey(shortest) }
        #expect(throws: SecretKeyError.tooShort) { try SecretKey(String(shortest.dropLast())) }
        #expect(throws: SecretKeyError.tooShort) { try SecretKey("") }
    }

    @Test("The length of a key is counted in bytes, not characters")
    func countsBytes() {
        #expect(throws: Never.self) { try SecretKey(String(repeating: "é", count: 16)) }
    }

    @Test("A key is the bytes of its text, not what hexadecimal digits stand for")
    func takesBytesOfText() throws {
        let text = String(repeating: "a1", count: 32)
        #expect(try SecretKey(text).secret.withBytes { $0.array() } == Array(text.utf8))
    }
}
