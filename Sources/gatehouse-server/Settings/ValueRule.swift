// SPDX-License-Identifier: MIT
//
// The kinds of values that settings can have: how a text is parsed, what the rule is called in a
// fault, and how a default is shown in the help.

import GatehouseBase
import GatehouseSecurity
import Logging

struct ValueRule<Value: Sendable>: Sendable {
    /// The rule as the end of a sentence: "must be ...".
    let text: String
    /// Parses a value; nil if the text violates the rule.
    let parse: @Sendable (String) -> Value?
    /// Shows a value as one would write it.
    let show: @Sendable (Value) -> String
}

extension ValueRule where Value: FixedWidthInteger {
    /// Only ASCII digits: no sign, no space, no separator.
    static func wholeNumber(_ range: ClosedRange<Value>) -> Self {
        Self(
            text: "must be a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in
                guard text.utf8.allSatisfy(\.isDigit), let number = Value(text) else { return nil }
                return range.contains(number) ? number : nil
            },
            show: { number in "\(number)" }
        )
    }
}

extension ValueRule where Value == Duration {
    static func seconds(_ range: ClosedRange<Int>) -> Self { whole(range, unit: 1) }

    static func minutes(_ range: ClosedRange<Int>) -> Self { whole(range, unit: 60) }

    static func milliseconds(_ range: ClosedRange<Int>) -> Self {
        let number = ValueRule<Int>.wholeNumber(range)
        return Self(
            text: number.text,
            parse: { text in number.parse(text).map { .milliseconds($0) } },
            show: { duration in
                let (seconds, attoseconds) = duration.components
                return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)"
            }
        )
    }

    /// A whole number of a unit, which is given in seconds.
    private static func whole(_ range: ClosedRange<Int>, unit: Int) -> Self {
        let number = ValueRule<Int>.wholeNumber(range)
        return Self(
            text: number.text,
            parse: { text in number.parse(text).map { .seconds($0 * unit) } },
            show: { duration in "\(duration.components.seconds / Int64(unit))" }
        )
    }
}

extension ValueRule where Value == Bool {
    static var onOrOff: Self {
        Self(
            text: "must be on or off (true or false, yes or no, 1 or 0)",
            parse: { text in
                switch text.lowercased() {
                case "on", "true", "yes", "1": true
                case "off", "false", "no", "0": false
                default: nil
                }
            },
            show: { isOn in isOn ? "on" : "off" }
        )
    }
}

extension ValueRule
where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the names, exactly as written.
    static var choice: Self { choice { text in text } }

    /// One of the names, in upper or lower case.
    static var choiceInAnyCase: Self { choice { text in text.lowercased() } }

    private static func choice(_ fold: @escaping @Sendable (String) -> String) -> Self {
        let names = Value.allCases.map(\.rawValue)
        return Self(
            text: "must be " + (names.count > 1 ? "one of " : "") + names.joined(separator: ", "),
            parse: { text in Value(rawValue: fold(text)) },
            show: { value in value.rawValue }
        )
    }
}

extension ValueRule where Value == String {
    /// An address to listen on.
    ///
    /// Other names are refused: what they resolve to can change.
    static var host: Self {
        Self(
            text: "must be an IPv4 or IPv6 address or localhost",
            parse: { text in text == "localhost" || IPAddress(text) != nil ? text : nil },
            show: { host in host }
        )
    }
}

extension ValueRule where Value == DatabaseLocation {
    /// The path of a file, or the URL of a PostgreSQL database.
    ///
    /// Any other URL is refused, so that it does not become the name of a file.
    static var database: Self {
        Self(
            text: "must be the path of a file, or a URL for libpq: postgresql://USER@HOST/DATABASE",
            parse: { text in DatabaseLocation(text) },
            show: { location in "\(location)" }
        )
    }
}

extension ValueRule where Value == Logger.Level {
    /// One of the names, in upper or lower case; `warn` is accepted for `warning`, since it is
    /// common.
    static var logLevel: Self {
        let rule = choiceInAnyCase
        return Self(
            text: rule.text,
            parse: { text in text.lowercased() == "warn" ? .warning : rule.parse(text) },
            show: rule.show
        )
    }
}

extension ValueRule where Value == [SecretKey] {
    static func keys(for algorithm: TokenAlgorithm) -> Self {
        Self(
            text:
                "must be UTF-8 text of at least \(algorithm.minKeyByteCount) bytes, or several such "
                + "keys separated by commas without spaces; gatehouse secret makes one",
            parse: { text in list(text) { key($0, for: algorithm) } },
            show: { _ in "none" }
        )
    }

    /// Accepts a key of enough bytes; a space at either end is considered a mistake and refused.
    private static func key(_ text: String, for algorithm: TokenAlgorithm) -> SecretKey? {
        let space = UInt8(ascii: " ")
        guard text.utf8.first != space, text.utf8.last != space else { return nil }
        return try? SecretKey(text, algorithm: algorithm)
    }
}

extension ValueRule where Value == [String] {
    /// Names for keys, each of them once.
    static var keyIDs: Self {
        Self(
            text: "must be different names of 1 to 32 letters, digits, dots, underscores and "
                + "hyphens, separated by commas without spaces",
            parse: { text in
                let ids = list(text) { SecretKey.isID($0) ? $0 : nil }
                return ids.flatMap { Set($0).count == $0.count ? $0 : nil }
            },
            show: { ids in ids.joined(separator: ",") }
        )
    }
}

extension ValueRule where Value == String? {
    /// The value of a claim, or a beginning of one; nil, which is not set, shows as nothing.
    static var claim: Self {
        Self(
            text: "must be text of 1 to 255 bytes without control characters",
            parse: { text in
                let hasControls = text.unicodeScalars.contains { scalar in
                    scalar.properties.generalCategory == .control
                }
                return (1...255).contains(text.utf8.count) && !hasControls ? .some(text) : nil
            },
            show: { text in text ?? "" }
        )
    }
}

/// Parses a list; a single wrong or empty item makes it invalid.
private func list<Item>(_ text: String, _ parse: (String) -> Item?) -> [Item]? {
    var items: [Item] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let item = parse(String(part)) else { return nil }
        items.append(item)
    }
    return items
}
