// SPDX-License-Identifier: MIT
//
// The kinds of value that a setting can have: how the text is read, what the rule is called in a
// fault, and how a default is shown in help. Touches: memory only.

import Logging

struct ValueRule<Value: Sendable>: Sendable {
    /// The rule as the end of a sentence: "must be ...".
    let text: String
    /// Reads a value; nil when the text breaks the rule.
    let parse: @Sendable (String) -> Value?
    /// Shows a value as one would write it.
    let show: @Sendable (Value) -> String
}

extension ValueRule where Value: FixedWidthInteger {
    /// ASCII digits alone: no sign, no space, no separator.
    static func wholeNumber(_ range: ClosedRange<Value>) -> Self {
        Self(
            text: "must be a whole number from \(range.lowerBound) to \(range.upperBound)",
            parse: { text in
                guard text.utf8.allSatisfy(isDigit), let number = Value(text) else { return nil }
                return range.contains(number) ? number : nil
            },
            show: { number in "\(number)" }
        )
    }
}

private func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
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
    /// One of the names, as they stand.
    static var choice: Self { choice { text in text } }

    /// One of the names, in any letter case.
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

extension ValueRule where Value == [IPAddress] {
    static var addresses: Self {
        Self(
            text: "must be none, or IPv4 or IPv6 addresses separated by commas without spaces",
            parse: { text in text == "none" ? [] : list(text, IPAddress.init) },
            show: { addresses in addresses.isEmpty ? "none" : "\(addresses.count) addresses" }
        )
    }
}

extension ValueRule where Value == [SigningSecret] {
    static var keys: Self {
        Self(
            text:
                "must be UTF-8 text of at least \(SigningSecret.shortestInBytes) bytes, or several "
                + "such keys separated by commas without spaces; gatehouse secret makes one",
            parse: { text in list(text) { item in SigningSecret(item) } },
            show: { _ in "none" }
        )
    }
}

/// Reads a list; one wrong or empty item spoils it.
private func list<Item>(_ text: String, _ parse: (String) -> Item?) -> [Item]? {
    var items: [Item] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        guard let item = parse(String(part)) else { return nil }
        items.append(item)
    }
    return items
}
