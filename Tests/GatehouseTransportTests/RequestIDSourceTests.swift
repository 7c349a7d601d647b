// SPDX-License-Identifier: MIT
//
// Identifiers that differ.
// Touches: memory only.

import GatehouseTransport
import Testing

@Suite("Request identifiers")
struct RequestIDSourceTests {
    @Test("differ within a source and between sources")
    func uniqueness() {
        var first = RequestIDSource(seed: (high: 1, low: 2))
        var second = RequestIDSource(seed: (high: 3, low: 4))
        let identifiers = (0..<1000).flatMap { _ in [first.next(), second.next()] }
        #expect(Set(identifiers).count == 2000)
    }
}
