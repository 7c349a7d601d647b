// SPDX-License-Identifier: MIT
//
// Touches: the kernel.

import GatehouseBase
import Testing

@Suite("Random bytes")
struct RandomBytesTests {
    @Test("gives as many bytes as asked for", arguments: [0, 1, 16, 32, 256])
    func count(count: Int) {
        #expect(RandomBytes.system(count: count).count == count)
    }

    @Test("never gives the same 16 bytes again")
    func differ() {
        let values = (0..<1000).map { _ in RandomBytes.system(count: 16) }
        #expect(Set(values).count == values.count)
    }
}
