// SPDX-License-Identifier: MIT
//
// Touches: the clock.

import GatehouseBase
import Testing

@Suite("Unix time")
struct UnixTimeTests {
    @Test("Unix times are ordered by their seconds, including the fraction")
    func orders() {
        #expect(UnixTime(seconds: 1.25) < UnixTime(seconds: 1.5))
        #expect(!(UnixTime(seconds: 1.5) < UnixTime(seconds: 1.5)))
        #expect(!(UnixTime(seconds: .nan) < UnixTime(seconds: 1)))
    }

    @Test(
        "The whole seconds of a Unix time stay within the years 1970 to 9999",
        arguments: [
            (1_800_000_000.9, 1_800_000_000),
            (-1, 0),
            (1e300, 253_402_300_799),
            (.infinity, 253_402_300_799),
            (-.infinity, 0),
            (.nan, 0),
        ] as [(Double, Int64)]
    )
    func wholeSeconds(seconds: Double, expected: Int64) {
        #expect(UnixTime(seconds: seconds).wholeSeconds == expected)
    }

    @Test(
        "The milliseconds of a Unix time are those that it was made of, from 1970 to 9999",
        arguments: [
            (1_800_000_000.123, 1_800_000_000_123),
            (253_402_300_799.999, 253_402_300_799_999),
            (-1, 0),
            (1e300, 253_402_300_799_999),
            (.infinity, 253_402_300_799_999),
            (-.infinity, 0),
            (.nan, 0),
        ] as [(Double, Int64)]
    )
    func wholeMilliseconds(seconds: Double, expected: Int64) {
        #expect(UnixTime(seconds: seconds).wholeMilliseconds == expected)
    }

    @Test("The current Unix time is read from the system's clock")
    func now() {
        let first = UnixTime.now()
        #expect(first > UnixTime(seconds: 1_700_000_000))
        #expect(first < UnixTime(seconds: 10_000_000_000))
    }
}
