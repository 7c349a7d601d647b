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
    /// Years are counted from March, so that the leap day is the last of its year and months
    /// follow a rhythm of 153 days in five. 400 years have exactly 146,097 days.
    package static func civilDate(
        daysSince1970 days: Int64
    ) -> (year: Int64, month: Int64, day: Int64) {
        let sinceMarch0000 = days + 719_468
        let era = floorDivide(sinceMarch0000, by: 146_097)
        let dayOfEra = sinceMarch0000 - era * 146_097
        let leapDays = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leapDays) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

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
