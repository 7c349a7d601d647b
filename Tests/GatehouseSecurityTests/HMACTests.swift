// SPDX-License-Identifier: MIT
//
// HMAC against the RFC's vectors, on reused and on overlapping contexts.

import GatehouseSecurity
import Testing

private func tag(_ mac: HMAC, _ message: [UInt8]) throws -> [UInt8]? {
    let text = try mac.tag(of: message.span).base64URL
    return Base64URL.decode(text.span)
}

private func isValid(_ mac: HMAC, _ tag: [UInt8], _ message: [UInt8]) throws -> Bool {
    try mac.isValid(tag.span, for: message.span)
}

@Suite("HMAC (RFC 4231)")
struct HMACTests {
    struct Vector: Sendable {
        let key: [UInt8]
        let message: [UInt8]
        /// With SHA-256, SHA-384 and SHA-512.
        let tags: [String]
    }

    static let vectors = [
        Vector(
            key: [UInt8](repeating: 0x0B, count: 20),
            message: Array("Hi There".utf8),
            tags: [
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
                    + "faea9ea9076ede7f4af152e8b2fa9cb6",
                "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                    + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
            ]
        ),
        Vector(
            key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            tags: [
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
                    + "8e2240ca5e69e2c78b3239ecfab21649",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                    + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            ]
        ),
        Vector(
            key: [UInt8](repeating: 0xAA, count: 20),
            message: [UInt8](repeating: 0xDD, count: 50),
            tags: [
                "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
                "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b"
                    + "2a5ab39dc13814b94e3ab6e101a34f27",
                "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
                    + "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
            ]
        ),
        Vector(
            key: Array(1...25),
            message: [UInt8](repeating: 0xCD, count: 50),
            tags: [
                "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
                "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e"
                    + "6801dd23c4a7d679ccf8a386c674cffb",
                "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3db"
                    + "a91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
            ]
        ),
        Vector(
            key: [UInt8](repeating: 0xAA, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            tags: [
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
                "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c6"
                    + "0c2ef6ab4030fe8296248df163f44952",
                "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                    + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
            ]
        ),
        Vector(
            key: [UInt8](repeating: 0xAA, count: 131),
            message: Array(
                """
                This is a test using a larger than block-size key and a larger than block-size \
                data. The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8
            ),
            tags: [
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
                "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5"
                    + "a678cc31e799176d3860e6110c46523e",
                "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944"
                    + "b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
            ]
        ),
        Vector(  // Not of the RFC: no key, no message (as `openssl dgst` computes it).
            key: [],
            message: [],
            tags: [
                "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad",
                "6c1f2ee938fad2e24bd91298474382ca218c75db3d83e114b3d4367776d14d35"
                    + "51289e75e8209cd4b792302840234adc",
                "b936cee86c9f87aa5d3c6f2e84cb5a4239a5fe50480a6ec66b70ab5b1f4ac673"
                    + "0c6c515421b327ec1d69402e53dfb49ad7381eb067b338fd7b0cb22247225d47",
            ]
        ),
    ]

    @Test(
        "HMAC gives the RFC's tags for each hash function, each time anew",
        arguments: vectors
    )
    func givesTags(vector: Vector) throws {
        #expect(vector.tags.count == TokenAlgorithm.allCases.count)
        for (algorithm, expected) in zip(TokenAlgorithm.allCases, vector.tags) {
            let mac = try HMAC(key: vector.key.span, algorithm)
            let tagBytes = TokenSupport.bytes(hex: expected)
            for _ in 0..<3 { #expect(try tag(mac, vector.message) == tagBytes) }
        }
    }

    @Test("The right tag is taken, and every changed one refused", arguments: 0..<3)
    func validates(index: Int) throws {
        let vector = Self.vectors[0]
        let mac = try HMAC(key: vector.key.span, TokenAlgorithm.allCases[index])
        let right = TokenSupport.bytes(hex: vector.tags[index])
        #expect(try isValid(mac, right, vector.message))
        for bit in 0..<(right.count * 8) {
            var wrong = right
            wrong[bit / 8] ^= 1 << (bit % 8)
            #expect(try !isValid(mac, wrong, vector.message))
        }
        for wrong in [[], Array(right.dropLast()), right + [0]] as [[UInt8]] {
            #expect(try !isValid(mac, wrong, vector.message))
        }
    }

    @Test("Each caller gets its own tag when calls overlap")
    func isThreadSafe() async throws {
        let key = Self.vectors[1].key
        let mac = try HMAC(key: key.span, .hs256)
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
