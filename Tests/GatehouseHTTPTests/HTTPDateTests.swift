// SPDX-License-Identifier: MIT
//
// Dates as header fields carry them, against a calendar that counts day by day.

import GatehouseHTTP
import Testing

@Suite("HTTP dates (RFC 9110 §5.6.7)")
struct HTTPDateTests {
    @Test(
        "A time is written as the date that a header field carries",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
            (1_709_251_200, "Fri, 01 Mar 2024 00:00:00 GMT"),
            (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ]
    )
    func examples(seconds: Int, text: String) {
        #expect(HTTPDate(unixSeconds: seconds).text == text)
    }

    @Test("A time before 1970 or after 9999 is written as the nearest date in between")
    func bounds() {
        let first = "Thu, 01 Jan 1970 00:00:00 GMT"
        let last = "Fri, 31 Dec 9999 23:59:59 GMT"
        #expect(HTTPDate(unixSeconds: -1).text == first)
        #expect(HTTPDate(unixSeconds: .min).text == first)
        #expect(HTTPDate(unixSeconds: 253_402_300_800).text == last)
        #expect(HTTPDate(unixSeconds: .max).text == last)
    }

    @Test("Each day of 450 years is written as a calendar counts it")
    func eachDay() {
        var calendar = SlowCalendar()
        for day in 0..<(450 * 365) {
            guard HTTPDate(unixSeconds: day * 86_400).text == calendar.text else {
                Issue.record("day \(day) is not \(calendar.text)")
                return
            }
            calendar.advance()
        }
    }
}

/// A calendar that knows only how to go on to the next day.
private struct SlowCalendar {
    private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private var weekday = 0
    private var day = 1
    private var month = 0
    private var year = 1970

    var text: String {
        let padded = (day < 10 ? "0" : "") + String(day)
        return "\(Self.weekdays[weekday]), \(padded) \(Self.months[month]) \(year) 00:00:00 GMT"
    }

    private var daysInMonth: Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
    }

    mutating func advance() {
        weekday = (weekday + 1) % 7
        day += 1
        guard day > daysInMonth else { return }
        day = 1
        month = (month + 1) % 12
        if month == 0 { year += 1 }
    }
}
