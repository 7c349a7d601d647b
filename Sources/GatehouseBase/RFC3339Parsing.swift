// SPDX-License-Identifier: MIT
//
// Specification: RFC 3339 §5.6.

extension RFC3339 {
    /// Parses a time with its offset from UTC, such as `2026-11-28T06:33:00.5+01:00`, or a date, which
    /// stands for its beginning in UTC.
    ///
    /// - Returns: Milliseconds since 1970-01-01T00:00:00Z, further digits cut off; nil for anything
    ///   else.
    package static func parseMilliseconds(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        guard bytes.count <= 64 else { return nil }
        guard bytes.count > 10 else {
            return parse(text + "T00:00:00Z").map { $0 * 1000 }
        }
        // Everything but the offset is as in UTC; letters of either case are allowed.
        guard let end = bytes[10...].firstIndex(where: { "Zz+-".utf8.contains($0) }),
            let offset = minutes(ofOffset: bytes[end...]),
            "Tt ".utf8.contains(bytes[10])
        else { return nil }
        let date = String(decoding: bytes[..<10], as: UTF8.self)
        let time = String(decoding: bytes[11..<end], as: UTF8.self)
        let isWhole = !time.contains(".")
        guard let seconds = parse("\(date)T\(time.prefix(8))Z"), isWhole == (time.utf8.count == 8),
            let fraction = isWhole ? 0 : milliseconds(ofFraction: bytes[19..<end])
        else { return nil }
        return (seconds - Int64(offset * 60)) * 1000 + Int64(fraction)
    }

    /// The minutes that a place is ahead of UTC.
    private static func minutes(ofOffset text: ArraySlice<UInt8>) -> Int? {
        if text.count == 1 { return "Zz".utf8.contains(text[text.startIndex]) ? 0 : nil }
        let bytes = Array(text)
        guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"),
            let hours = number(bytes[1..<3]), let minutes = number(bytes[4..<6]),
            hours < 24, minutes < 60
        else { return nil }
        switch bytes[0] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case UInt8(ascii: "-"): return -(hours * 60 + minutes)
        default: return nil
        }
    }

    /// The milliseconds of a point with digits after it.
    private static func milliseconds(ofFraction text: ArraySlice<UInt8>) -> Int? {
        let digits = text.dropFirst()
        guard text.first == UInt8(ascii: "."), !digits.isEmpty, digits.allSatisfy(\.isDigit) else {
            return nil
        }
        return number((digits.prefix(3) + [ASCII.zero, ASCII.zero]).prefix(3))
    }
}
