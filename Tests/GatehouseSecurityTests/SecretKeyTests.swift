// SPDX-License-Identifier: MIT
//
// Keys: the bytes of the text, and long enough.

import GatehouseSecurity
import Testing

@Suite("Secret key (RFC 7518 §3.2)")
struct SecretKeyTests {
    @Test(
        "A key has at least as many bytes as the hash function of its algorithm puts out",
        arguments: [(.hs256, 32), (.hs384, 48), (.hs512, 64)] as [(TokenAlgorithm, Int)]
    )
    func minimum(algorithm: TokenAlgorithm, count: Int) {
        let shortest = String(repeating: "k", count: count)
        #expect(throws: Never.self) { try SecretKey(shortest, algorithm: algorithm) }
        for text in [String(shortest.dropLast()), ""] {
            #expect(throws: SecretKeyError.tooShort) { try SecretKey(text, algorithm: algorithm) }
            #expect(throws: SecretKeyError.tooShort) {
                try SecretKey(bytes: Array(text.utf8), algorithm: algorithm)
            }
        }
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

    @Test(
        "A key can be named with 1 to 32 letters, digits, dots, underscores and hyphens",
        arguments: [
            ("1", true), ("2026-11.a_B", true), (String(repeating: "x", count: 32), true),
            ("", false), (String(repeating: "x", count: 33), false), ("a b", false), ("a,b", false),
            ("é", false), ("a/b", false), ("a\"", false), ("a\0", false), ("\u{212A}", false),
        ]
    )
    func names(id: String, isTaken: Bool) throws {
        let key = try SecretKey(TokenSupport.keyText)
        #expect(key.id == nil)
        #expect((try? key.named(id))?.id == (isTaken ? id : nil))
    }
}
