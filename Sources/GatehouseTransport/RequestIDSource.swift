// SPDX-License-Identifier: MIT
//
// Where request identifiers come from: a generator for each loop, seeded once by the kernel. They
// differ from each other; they are no secrets, and nothing may rely on their being hard to guess.
// Specification: SplitMix64 (Steele, Lea, Flood 2014). Touches: the kernel's random numbers, once.
// Unsafe: lends memory to getentropy(3).

package import GatehouseHTTP
import Glibc

/// Makes request identifiers.
package struct RequestIDSource {
    private var high: UInt64
    private var low: UInt64

    /// Makes a source with a seed.
    package init(seed: (high: UInt64, low: UInt64)) {
        high = seed.high
        low = seed.low
    }

    /// Makes a source with a seed from the kernel.
    init() throws(SystemError) {
        var seed: [2 of UInt64] = [0, 0]
        _ = try retrying {
            unsafe withUnsafeMutableBytes(of: &seed) {
                unsafe getentropy($0.baseAddress, $0.count)
            }
        }
        self.init(seed: (seed[0], seed[1]))
    }

    /// Returns an identifier that this source has not given before.
    package mutating func next() -> Request.ID {
        high &+= Self.increment
        low &+= Self.increment
        return Request.ID(high: Self.mixed(high), low: Self.mixed(low))
    }

    private static var increment: UInt64 { 0x9E37_79B9_7F4A_7C15 }

    /// Spreads the bits of a counter; different counters stay different.
    private static func mixed(_ counter: UInt64) -> UInt64 {
        var bits = counter
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
