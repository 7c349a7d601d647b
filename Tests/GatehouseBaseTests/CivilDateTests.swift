// SPDX-License-Identifier: MIT

import GatehouseBase
import Testing

@Suite("Dates")
struct CivilDateTests {
    @Test(
        "A time is written in the format of RFC 3339, even around leap days and at the extremes",
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
            (Int64.max, "9999-12-31T23:59:59.999Z"), (Int64.min, "0000-01-01T00:00:00.000Z"),
        ]
    )
    func time(milliseconds: Int64, expected: String) {
        var text: [UInt8] = []
        RFC3339.append(milliseconds: milliseconds, to: &text)
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    @Test("Each day of four hundred years is the date that the calendar says")
    func calendar() {
        var days = 0
        for year in 1970..<2370 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (month, length) in zip(1..., lengths) {
                for day in 1...length {
                    let date = CivilDate(daysSince1970: days)
                    if (date.year, date.month, date.day) != (year, month, day) {
                        Issue.record("day \(days) is not \(year)-\(month)-\(day)")
                    }
                    days += 1
                }
            }
        }
    }

    @Test("Any number of days since 1970 gives a valid date", arguments: [Int.min, Int.max])
    func extremes(days: Int) {
        let date = CivilDate(daysSince1970: days)
        #expect((1...12).contains(date.month) && (1...31).contains(date.day))
    }
}
