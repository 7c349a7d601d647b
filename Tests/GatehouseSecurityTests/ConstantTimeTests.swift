// SPDX-License-Identifier: MIT
//
// Comparison in constant time: its answers (its time is OpenSSL's promise).

import GatehouseSecurity
import Testing

private func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    ConstantTime.areEqual(left.span, right.span)
}

@Suite("Comparison in constant time")
struct ConstantTimeTests {
    @Test("Equal bytes are equal in constant time")
    func equal() {
        #expect(areEqual([], []))
        #expect(areEqual([0], [0]))
        #expect(areEqual([1, 2, 3], [1, 2, 3]))
    }

    @Test("A difference at any place, or in length, is found in constant time")
    func unequal() {
        let bytes = [UInt8](repeating: 7, count: 32)
        for position in bytes.indices {
            var other = bytes
            other[position] ^= 0x80
            #expect(!areEqual(bytes, other))
        }
        #expect(!areEqual([], [0]))
        #expect(!areEqual(bytes, bytes + [7]))
    }
}
