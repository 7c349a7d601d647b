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

    @Test(
        "A time is read with its offset from UTC and its fraction, and a date as its midnight",
        arguments: [
            ("1970-01-01", 0), ("2000-02-29", 951_782_400_000), ("0000-01-01", -62_167_219_200_000),
            ("2000-02-29T00:00:00Z", 951_782_400_000), ("2000-02-29 00:00:00z", 951_782_400_000),
            ("2000-02-29t01:30:00.1239+01:30", 951_782_400_123),
            ("2000-02-28T23:59:59.9-00:01", 951_782_459_900),
            ("1970-01-01T00:00:00.001-00:00", 1), ("1970-01-01T00:00:00+23:59", -86_340_000),
            ("9999-12-31T23:59:59.999999999999Z", 253_402_300_799_999),
        ] as [(String, Int64)]
    )
    func parsing(text: String, milliseconds: Int64) {
        #expect(RFC3339.parseMilliseconds(text) == milliseconds)
    }

    @Test(
        "What is no time of RFC 3339 is refused",
        arguments: [
            "", "now", "2026", "2026-11", "2026-11-2", "2026-11-31", "2026-02-29", "2026-13-01",
            "10000-01-01", "2026-11-28T", "2026-11-28T06:33Z", "2026-11-28T06:33:00",
            "2026-11-28T24:00:00Z", "2026-11-28T06:60:00Z", "2026-11-28T06:33:61Z",
            "2026-11-28T06:33:00.Z", "2026-11-28T06:33:00,5Z", "2026-11-28T06:33:00.5.5Z",
            "2026-11-28T06:33:00+1:00", "2026-11-28T06:33:00+0100", "2026-11-28T06:33:00+24:00",
            "2026-11-28T06:33:00+01:60", "2026-11-28T06:33:00+01:00Z", "2026-11-28T06:33:00ZZ",
            "2026-11-28T06:33:00Z ", " 2026-11-28", "2026-11-28x06:33:00Z", "2026-11-28T+06:33:00Z",
            "2026-11-28T06:33:00.\u{661}Z", "\u{FF12}026-11-28", "2026-11-28T06:33:00Zabcde",
            "2026-11-28Z", "2026-11-28+01:00", "2026-11-28T06:33:000Z",
            "2026-11-28T06:33:00." + String(repeating: "0", count: 64) + "Z",
        ]
    )
    func noTime(text: String) {
        #expect(RFC3339.parseMilliseconds(text) == nil)
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
