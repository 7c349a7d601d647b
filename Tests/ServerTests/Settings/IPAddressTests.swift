// SPDX-License-Identifier: MIT
//
// Which texts are addresses. Touches: memory only.

import Testing
import gatehouse_server

@Suite("IP addresses")
struct IPAddressTests {
    @Test("reads both families")
    func bytes() {
        #expect(IPAddress("10.1.2.255")?.bytes == [10, 1, 2, 255])
        #expect(IPAddress("::1")?.bytes == Array(repeating: 0, count: 15) + [1])
        #expect(IPAddress("::FFFF:1.2.3.4")?.bytes.suffix(6) == [0xFF, 0xFF, 1, 2, 3, 4])
    }

    @Test(
        "refuses what only resembles an address",
        arguments: [
            "", "1.2.3", "127.1", "1.2.3.256", "1.2.3.4 ", " 1.2.3.4", "1.2.3.4\0", "::1%lo",
            "[::1]", "localhost", "1:2", "::1::", "٠.0.0.0", "1.2.3.4:80", "0x7f.0.0.1",
        ]
    )
    func refused(text: String) {
        #expect(IPAddress(text) == nil)
    }
}
