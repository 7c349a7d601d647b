// SPDX-License-Identifier: MIT
//
// HMAC-SHA256 against the RFC's vectors, on reused and on overlapping contexts.

import GatehouseSecurity
import Testing

private func bytes(hex: String) -> [UInt8] {
    let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
}

private func tag(_ mac: HMACSHA256, _ message: [UInt8]) throws -> [UInt8] {
    let tag = try mac.tag(of: message.span)
    return tag.indices.map { tag[$0] }
}

private func isValid(_ mac: HMACSHA256, _ tag: [UInt8], _ message: [UInt8]) throws -> Bool {
    try mac.isValid(tag.span, for: message.span)
}

@Suite("HMAC-SHA256 (RFC 4231)")
struct HMACSHA256Tests {
    struct Vector: Sendable {
        let key: [UInt8]
        let message: [UInt8]
        let tag: String
    }

    static let vectors = [
        Vector(
            key: [UInt8](repeating: 0x0B, count: 20),
            message: Array("Hi There".utf8),
            tag: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        Vector(
            key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            tag: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        Vector(
            key: [UInt8](repeating: 0xAA, count: 20),
            message: [UInt8](repeating: 0xDD, count: 50),
            tag: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        Vector(
            key: Array(1...25),
            message: [UInt8](repeating: 0xCD, count: 50),
            tag: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        Vector(
            key: [UInt8](repeating: 0xAA, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            tag: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        Vector(
            key: [UInt8](repeating: 0xAA, count: 131),
            message: Array(
                """
                This is a test using a larger than block-size key and a larger than block-size \
                data. The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8
            ),
            tag: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
        Vector(  // Not of the RFC: no key, no message (as `openssl dgst` computes it).
            key: [],
            message: [],
            tag: "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        ),
    ]

    @Test("HMAC-SHA256 gives the RFC's tags, each time anew", arguments: vectors)
    func givesTags(vector: Vector) throws {
        let mac = try HMACSHA256(key: vector.key.span)
        for _ in 0..<3 { #expect(try tag(mac, vector.message) == bytes(hex: vector.tag)) }
    }

    @Test("The right tag is taken, and every changed one refused")
    func validates() throws {
        let key = Self.vectors[0].key
        let message = Self.vectors[0].message
        let mac = try HMACSHA256(key: key.span)
        let right = bytes(hex: Self.vectors[0].tag)
        #expect(try isValid(mac, right, message))
        for bit in 0..<256 {
            var wrong = right
            wrong[bit / 8] ^= 1 << (bit % 8)
            #expect(try !isValid(mac, wrong, message))
        }
        #expect(try !isValid(mac, Array(right.prefix(31)), message))
        #expect(try !isValid(mac, [], message))
    }

    @Test("Each caller gets its own tag when calls overlap")
    func isThreadSafe() async throws {
        let key = Self.vectors[1].key
        let mac = try HMACSHA256(key: key.span)
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<8 as Range<UInt8> {
                group.addTask {
                    // Long enough that calls on other threads fall into this one.
                    let message = [UInt8](repeating: number, count: 200_000)
                    guard let first = try? tag(mac, message) else { return false }
                    return (0..<150).allSatisfy { _ in (try? tag(mac, message)) == first }
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
