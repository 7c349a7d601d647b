// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing

@Suite("Request identifiers")
struct RequestIDTests {
    @Test("A request identifier is written as 32 digits, the high half first")
    func text() {
        #expect("\(Request.ID(high: 0, low: 0))" == String(repeating: "0", count: 32))
        #expect("\(Request.ID(high: .max, low: .max))" == String(repeating: "f", count: 32))
        let id = Request.ID(high: 0x0123_4567_89AB_CDEF, low: 1)
        #expect("\(id)" == "0123456789abcdef0000000000000001")
    }

    @Test("Request identifiers are equal where both halves are equal")
    func equality() {
        #expect(Request.ID(high: 1, low: 2) == Request.ID(high: 1, low: 2))
        #expect(Request.ID(high: 1, low: 2) != Request.ID(high: 2, low: 1))
    }
}
