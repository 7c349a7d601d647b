// SPDX-License-Identifier: MIT
//
// The time in log lines, also where calendars are hard. Touches: memory only.

import Logging
import Testing
import gatehouse_server

@Suite("Log timestamps (RFC 3339 §5.6)")
struct LogTimestampTests {
    @Test(
        "tell the time",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_799_999, "2000-02-29T23:59:59.999Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (2_147_483_648_007, "2038-01-19T03:14:08.007Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
        ]
    )
    func time(milliseconds: Int64, expected: String) {
        let recorder = LogRecorder()
        let output = recorder.makeOutput(.text, milliseconds: milliseconds)
        output.makeLogger(label: "x").info("m")
        #expect(recorder.text == "\(expected) info x: m\n")
    }

    @Test("count every day of four hundred years as the calendar does")
    func calendar() {
        var days: Int64 = 0
        for year in Int64(1970)..<2370 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (month, length) in zip(Int64(1)..., lengths) {
                for day in 1...length {
                    let isRight =
                        LogTimestamp.civilDate(daysSince1970: days) == (year, month, day)
                    if !isRight { Issue.record("day \(days) is not \(year)-\(month)-\(day)") }
                    days += 1
                }
            }
        }
    }
}
