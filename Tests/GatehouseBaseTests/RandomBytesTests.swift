// SPDX-License-Identifier: MIT
//
// Touches: the kernel.

import GatehouseBase
import Testing

@Suite("Random bytes")
struct RandomBytesTests {
    @Test(
        "The kernel gives as many random bytes as were asked for",
        arguments: [0, 1, 16, 32, 256]
    )
    func count(count: Int) {
        #expect(RandomBytes.system(count: count).count == count)
    }

    @Test("A thousand draws of 16 random bytes are all different")
    func differ() {
        let values = (0..<1000).map { _ in RandomBytes.system(count: 16) }
        #expect(Set(values).count == values.count)
    }
}
