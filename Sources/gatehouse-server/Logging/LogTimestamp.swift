// SPDX-License-Identifier: MIT
//
// Writes a moment as `2026-11-25T02:34:56.123Z`, without Foundation.
// Specification: RFC 3339 §5.6, always UTC. Touches: memory only.

package enum LogTimestamp {
    private static let millisecondsPerDay: Int64 = 86_400_000

    /// Appends a moment, given in milliseconds since 1970-01-01T00:00:00Z.
    static func append(_ milliseconds: Int64, to bytes: inout [UInt8]) {
        let days = floorDivide(milliseconds, by: millisecondsPerDay)
        let time = milliseconds - days * millisecondsPerDay
        let date = civilDate(daysSince1970: days)
        appendNumber(date.year, digits: 4, separator: "-", to: &bytes)
        appendNumber(date.month, digits: 2, separator: "-", to: &bytes)
        appendNumber(date.day, digits: 2, separator: "T", to: &bytes)
        appendNumber(time / 3_600_000, digits: 2, separator: ":", to: &bytes)
        appendNumber(time / 60_000 % 60, digits: 2, separator: ":", to: &bytes)
        appendNumber(time / 1000 % 60, digits: 2, separator: ".", to: &bytes)
        appendNumber(time % 1000, digits: 3, separator: "Z", to: &bytes)
    }

    /// Returns a day of the Gregorian calendar.
    ///
    /// Years are counted from March, so that a leap day is the last day of its year, its four
    /// years, its century and its 400 years: each division below leaves whole units, and `min`
    /// keeps that last day in the unit that it closes.
    package static func civilDate(
        daysSince1970 days: Int64
    ) -> (year: Int64, month: Int64, day: Int64) {
        let sinceMarch0000 = days + 719_468
        let eras = floorDivide(sinceMarch0000, by: 146_097)
        var rest = sinceMarch0000 - eras * 146_097
        let centuries = min(rest / 36_524, 3)
        rest -= centuries * 36_524
        let leapCycles = rest / 1461
        rest -= leapCycles * 1461
        let years = min(rest / 365, 3)
        rest -= years * 365
        var month: Int64 = 3
        for length in daysFromMarchToJanuary {
            if rest < length { break }
            rest -= length
            month += 1
        }
        let year = eras * 400 + centuries * 100 + leapCycles * 4 + years
        return month <= 12 ? (year, month, rest + 1) : (year + 1, month - 12, rest + 1)
    }

    private static let daysFromMarchToJanuary: [Int64] = [
        31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31,
    ]

    private static func floorDivide(_ number: Int64, by divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number + 1) / divisor - 1
    }

    private static func appendNumber(
        _ number: Int64,
        digits: Int,
        separator: Unicode.Scalar,
        to bytes: inout [UInt8]
    ) {
        let end = bytes.count + digits
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits + 1))
        var rest = number
        for index in (end - digits..<end).reversed() {
            bytes[index] += UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        bytes[end] = UInt8(truncatingIfNeeded: separator.value)
    }
}
