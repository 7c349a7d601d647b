// SPDX-License-Identifier: MIT
//
// Specification: RFC 9110 §5.6.7 (IMF-fixdate).

/// A date in the format of header fields (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
public struct HTTPDate: Sendable {
    /// The 29 characters of the date.
    public let text: String

    /// Formats a time.
    ///
    /// - Parameter seconds: Seconds since 1970-01-01T00:00:00Z. A time before 1970 or after the
    ///   year 9999 is clamped.
    public init(unixSeconds seconds: Int) {
        let seconds = min(max(seconds, 0), 253_402_300_799)
        let (days, secondOfDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let date = CivilDate(daysSince1970: days)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let hour = Self.padded(secondOfDay / 3600)
        let minute = Self.padded(secondOfDay / 60 % 60)
        let second = Self.padded(secondOfDay % 60)
        let year = Self.padded(date.year / 100) + Self.padded(date.year % 100)
        text =
            "\(weekdays[days % 7]), \(Self.padded(date.day)) \(months[date.month - 1]) \(year) "
            + "\(hour):\(minute):\(second) GMT"
    }

    private static func padded(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
