// SPDX-License-Identifier: MIT

import GatehouseTransport
import Testing

@Suite("Clock")
struct ClockTests {
    @Test(
        "The milliseconds until a time are rounded up, so that a wait never ends early",
        arguments: [
            (due: 0, now: 5, milliseconds: 0), (due: 5, now: 5, milliseconds: 0),
            (due: 6, now: 5, milliseconds: 1), (due: 1_000_005, now: 5, milliseconds: 1),
            (due: 1_000_006, now: 5, milliseconds: 2), (due: .max, now: 0, milliseconds: .max),
        ] as [(due: UInt64, now: UInt64, milliseconds: Int32)]
    )
    func rounding(due: UInt64, now: UInt64, milliseconds: Int32) {
        #expect(Nanoseconds.milliseconds(until: due, from: now) == milliseconds)
    }

    @Test(
        "A duration of any length becomes nanoseconds that can be added to a time",
        arguments: [
            (Duration.seconds(3), UInt64(3_000_000_000)), (.milliseconds(1500), 1_500_000_000),
            (.nanoseconds(7), 7), (.zero, 0), (.seconds(-1), 0),
            (.seconds(Int64.max), UInt64.max / 2),
        ]
    )
    func nanoseconds(duration: Duration, expected: UInt64) {
        #expect(Nanoseconds.of(duration) == expected)
    }
}
