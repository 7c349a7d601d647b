// SPDX-License-Identifier: MIT
//
// Request identifiers are a counter for each loop under a keyed hash. So they are unique, and
// reveal nothing about the requests of others: neither how many there were nor their identifiers.
// Specification: SipHash-2-4 with 128 bits (Aumasson, Bernstein 2012).
// Touches: the kernel's random generator, once.

package import GatehouseHTTP

/// Makes request identifiers.
package struct RequestIDSource {
    private let key: (low: UInt64, high: UInt64)
    private var counter: UInt64 = 0

    /// Creates a source with a key.
    package init(key: (low: UInt64, high: UInt64)) {
        self.key = key
    }

    /// Creates a source with a key from the kernel.
    init() {
        var random = SystemRandomNumberGenerator()
        self.init(key: (random.next(), random.next()))
    }

    /// Returns an identifier that this source has not returned before.
    package mutating func next() -> Request.ID {
        counter &+= 1
        let hash = SipHash.hash(counter, key: key)
        return Request.ID(high: hash.first, low: hash.second)
    }
}

/// SipHash-2-4 with a 128-bit result, for messages of eight bytes.
package enum SipHash {
    /// Returns the two words of the hash.
    package static func hash(
        _ message: UInt64,
        key: (low: UInt64, high: UInt64)
    ) -> (first: UInt64, second: UInt64) {
        var state = State(key: key)
        state.mix(in: message)
        // The last block: no bytes are left, and the length is in its highest byte.
        state.mix(in: 8 << 56)
        state.v2 ^= 0xEE
        state.rounds(4)
        let first = state.word
        state.v1 ^= 0xDD
        state.rounds(4)
        return (first, state.word)
    }

    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        init(key: (low: UInt64, high: UInt64)) {
            v0 = key.low ^ 0x736F_6D65_7073_6575
            v1 = key.high ^ 0x646F_7261_6E64_6F6D ^ 0xEE
            v2 = key.low ^ 0x6C79_6765_6E65_7261
            v3 = key.high ^ 0x7465_6462_7974_6573
        }

        var word: UInt64 { v0 ^ v1 ^ v2 ^ v3 }

        mutating func mix(in block: UInt64) {
            v3 ^= block
            rounds(2)
            v0 ^= block
        }

        mutating func rounds(_ count: Int) {
            for _ in 0..<count {
                v0 &+= v1
                v1 = Self.rotated(v1, 13) ^ v0
                v0 = Self.rotated(v0, 32)
                v2 &+= v3
                v3 = Self.rotated(v3, 16) ^ v2
                v0 &+= v3
                v3 = Self.rotated(v3, 21) ^ v0
                v2 &+= v1
                v1 = Self.rotated(v1, 17) ^ v2
                v2 = Self.rotated(v2, 32)
            }
        }

        private static func rotated(_ word: UInt64, _ count: UInt64) -> UInt64 {
            word << count | word >> (64 - count)
        }
    }
}
