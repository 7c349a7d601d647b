// SPDX-License-Identifier: MIT
//
// Days of the Gregorian calendar, computed without Foundation, and RFC 3339 timestamps.

/// A day of the proleptic Gregorian calendar.
package struct CivilDate: Equatable, Sendable {
    package let year: Int
    /// The month, 1 to 12.
    package let month: Int
    /// The day of the month, 1 to 31.
    package let day: Int

    /// Finds the day that is a number of days after 1970-01-01, or before it if negative.
    ///
    /// Years are counted from March, so that a leap day is the last day of its year. Days more than
    /// about 25 million years away from 1970 are clamped.
    package init(daysSince1970 days: Int) {
        let shifted = min(max(days, -9_000_000_000), 9_000_000_000) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// Returns the number of days from 1970-01-01 to a date from the year 0 to 9999; nil if there is no
    /// such date.
    package static func days(year: Int, month: Int, day: Int) -> Int? {
        guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else {
            return nil
        }
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        let days = era * 146_097 + dayOfEra - 719_468
        // A day that the month does not have belongs to the next month.
        return CivilDate(daysSince1970: days).day == day ? days : nil
    }
}

/// Timestamps in the format of RFC 3339 §5.6.
package enum RFC3339 {
    /// Appends a UTC timestamp with milliseconds: `2026-11-25T02:34:56.123Z`.
    ///
    /// - Parameters:
    ///   - milliseconds: Milliseconds since 1970-01-01T00:00:00Z; a time before the year 0 or after
    ///     the year 9999, for which the format has no digits, is clamped.
    ///   - text: What the timestamp is appended to.
    package static func append(milliseconds: Int64, to text: inout [UInt8]) {
        let held = Int(min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999))
        let days = (held >= 0 ? held : held - 86_399_999) / 86_400_000
        let time = held - days * 86_400_000
        let date = CivilDate(daysSince1970: days)
        append(date.year, digits: 4, then: "-", to: &text)
        append(date.month, digits: 2, then: "-", to: &text)
        append(date.day, digits: 2, then: "T", to: &text)
        append(time / 3_600_000, digits: 2, then: ":", to: &text)
        append(time / 60_000 % 60, digits: 2, then: ":", to: &text)
        append(time / 1000 % 60, digits: 2, then: ".", to: &text)
        append(time % 1000, digits: 3, then: "Z", to: &text)
    }

    /// Parses a time in UTC such as `2026-11-25T02:34:56Z`, with or without a fraction, which is
    /// dropped.
    ///
    /// - Returns: Seconds since 1970-01-01T00:00:00Z; nil for anything else.
    package static func parse(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40, bytes.last == UInt8(ascii: "Z"),
            [4, 7, 10, 13, 16].map({ bytes[$0] }) == Array("--T::".utf8)
        else { return nil }
        let fraction = bytes[19...].dropLast()
        guard fraction.isEmpty || (fraction.count > 1 && fraction.first == UInt8(ascii: ".")),
            fraction.dropFirst().allSatisfy(\.isDigit)
        else { return nil }
        let numbers = [0..<4, 5..<7, 8..<10, 11..<13, 14..<16, 17..<19].map { number(bytes[$0]) }
        guard let year = numbers[0], let month = numbers[1], let day = numbers[2],
            let hour = numbers[3], let minute = numbers[4], let second = numbers[5],
            (1...12).contains(month), hour < 24, minute < 60, second < 60,
            let days = CivilDate.days(year: year, month: month, day: day)
        else { return nil }
        return Int64(days * 86_400 + hour * 3600 + minute * 60 + second)
    }

    static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy(\.isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - ASCII.zero) }
    }

    private static func append(
        _ number: Int,
        digits: Int,
        then separator: Unicode.Scalar,
        to text: inout [UInt8]
    ) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            text.append(ASCII.zero + UInt8(truncatingIfNeeded: number / divisor % 10))
            divisor /= 10
        }
        text.append(UInt8(truncatingIfNeeded: separator.value))
    }
}
