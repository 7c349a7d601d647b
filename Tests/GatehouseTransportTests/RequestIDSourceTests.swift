// SPDX-License-Identifier: MIT

import GatehouseTransport
import Testing

@Suite("Request identifiers")
struct RequestIDSourceTests {
    @Test("Request identifiers differ within a source and between sources")
    func uniqueness() {
        var first = RequestIDSource(key: (low: 1, high: 2))
        var second = RequestIDSource(key: (low: 3, high: 4))
        let identifiers = (0..<1000).flatMap { _ in [first.next(), second.next()] }
        #expect(Set(identifiers).count == 2000)
    }

    @Test("The step from one request identifier to the next is never the same")
    func unpredictability() {
        var source = RequestIDSource(key: (low: 1, high: 2))
        let words = (0..<100).map { _ in
            UInt64("\(source.next())".prefix(16), radix: 16) ?? 0
        }
        let steps = zip(words, words.dropFirst()).map { $1 &- $0 }
        #expect(Set(steps).count == 99)
    }

    /// As `openssl mac -macopt hexkey:… -macopt size:16 SIPHASH` gives it, bytes in order.
    @Test(
        "SipHash gives the known answers",
        arguments: [
            (
                message: 0x0706_0504_0302_0100, low: 0x0706_0504_0302_0100,
                high: 0x0F0E_0D0C_0B0A_0908, first: 0x61F5_5862_BAA9_623B,
                second: 0xB497_14F3_64E2_830F
            ),
            (
                message: .max, low: .max, high: 0, first: 0x4D24_323F_0CAC_0E49,
                second: 0x6EE3_25EE_D1E9_2F6E
            ),
        ] as [(message: UInt64, low: UInt64, high: UInt64, first: UInt64, second: UInt64)]
    )
    func knownAnswers(message: UInt64, low: UInt64, high: UInt64, first: UInt64, second: UInt64) {
        let hash = SipHash.hash(message, key: (low: low, high: high))
        #expect(hash.first == first)
        #expect(hash.second == second)
    }
}
