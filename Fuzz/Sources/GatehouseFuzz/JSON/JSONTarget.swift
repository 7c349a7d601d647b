// SPDX-License-Identifier: MIT
//
// JSON texts. The property: what is parsed, written and parsed again is the same value, both
// writers write the same bytes, and skipping a value accepts what reading it accepts.

import GatehouseJSON

enum JSONTarget {
    static func check(_ input: [UInt8]) {
        let read = Result { () throws(JSONError) in try JSONValue.parse(input) }
        let skipped = Result { () throws(JSONError) in try skip(input) }
        switch (read, skipped) {
        case (.failure(let left), .failure(let right)):
            require(left == right, "skipping finds \(left), not \(right)")
        case (.success(let value), .success): checkRoundTrip(value)
        default: require(false, "skipping accepts what reading accepts")
        }
    }

    private static func skip(_ input: [UInt8]) throws(JSONError) {
        var scanner = JSONScanner()
        try scanner.skipValue(input.span)
        try scanner.expectEnd(input.span)
    }

    private static func checkRoundTrip(_ value: JSONValue) {
        let written = value.encoded()
        require((try? JSONValue.parse(written)) == value, "what is written is read as the same")
        require((try? JSON.encode(value)) == written, "both writers write the same")
        checkNumbers(value)
    }

    private static func checkNumbers(_ value: JSONValue) {
        switch value {
        case .number(let number):
            guard let whole = number.int64 else { return }
            require(number.double == Double(whole), "an integer is near its double")
        case .array(let elements): elements.forEach(checkNumbers)
        case .object(let object): object.members.map(\.value).forEach(checkNumbers)
        default: break
        }
    }
}
