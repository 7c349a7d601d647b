// SPDX-License-Identifier: MIT
//
// The JSON of headers and claims, read strictly and with strict types.

internal import GatehouseJSON

/// A position in a token's JSON object; the bytes are a parameter of every step.
struct TokenObject {
    private var scanner = JSONScanner()
    private var names: JSONNames
    private let malformed: TokenRefusal

    /// Enters the object.
    ///
    /// - Throws: `malformed`, as does every step for anything but strict JSON.
    init(_ bytes: Span<UInt8>, malformed: TokenRefusal) throws(TokenRefusal) {
        self.malformed = malformed
        do { names = try scanner.beginObject(bytes) } catch { throw malformed }
    }

    /// Reads the next name; after the last one, checks that nothing follows the object.
    mutating func nextName(_ bytes: Span<UInt8>) throws(TokenRefusal) -> JSONString? {
        do {
            if let name = try scanner.nextName(bytes, unlike: &names) { return name }
            try scanner.expectEnd(bytes)
            return nil
        } catch { throw malformed }
    }

    /// Reads a string, or throws `error` for a value of another type.
    mutating func string(
        _ bytes: Span<UInt8>,
        else error: TokenRefusal
    ) throws(TokenRefusal) -> String {
        guard try type(bytes) == .string else { throw error }
        do { return try scanner.readString(bytes) } catch { throw malformed }
    }

    /// Reads an array of strings, or a string as an array of one; throws `error` for a value of
    /// another type, and for an element of another type.
    mutating func strings(
        _ bytes: Span<UInt8>,
        else error: TokenRefusal
    ) throws(TokenRefusal) -> [String] {
        guard try type(bytes) == .array else { return [try string(bytes, else: error)] }
        var strings: [String] = []
        do { try scanner.beginArray(bytes) } catch { throw malformed }
        while try nextElement(bytes) { strings.append(try string(bytes, else: error)) }
        return strings
    }

    private mutating func nextElement(_ bytes: Span<UInt8>) throws(TokenRefusal) -> Bool {
        do { return try scanner.nextElement(bytes) } catch { throw malformed }
    }

    /// Reads a time, or throws `.dateInvalid` for anything but a number that fits a double.
    mutating func date(_ bytes: Span<UInt8>) throws(TokenRefusal) -> UnixTime {
        let date = try anyDate(bytes)
        guard date.seconds.isFinite else { throw .dateInvalid }
        return date
    }

    /// Reads a time, or throws `.dateInvalid` for anything but a number.
    ///
    /// A number beyond what a double can hold is a time beyond all others, and infinite.
    mutating func anyDate(_ bytes: Span<UInt8>) throws(TokenRefusal) -> UnixTime {
        guard try type(bytes) == .number else { throw .dateInvalid }
        let number: JSONNumber
        do { number = try scanner.readNumber(bytes) } catch { throw malformed }
        if let whole = number.int64 { return UnixTime(seconds: Double(whole)) }
        if let seconds = number.double { return UnixTime(seconds: seconds) }
        let isNegative = number.text.utf8.first == UInt8(ascii: "-")
        return UnixTime(seconds: isNegative ? -.infinity : .infinity)
    }

    /// Reads a whole number in any spelling, such as `7`, `7.0` or `7e0`; throws `error` for anything
    /// else, and for a number beyond 64 bits.
    mutating func wholeNumber(
        _ bytes: Span<UInt8>,
        else error: TokenRefusal
    ) throws(TokenRefusal) -> Int64 {
        guard try type(bytes) == .number else { throw error }
        let number: JSONNumber
        do { number = try scanner.readNumber(bytes) } catch { throw malformed }
        if let whole = number.int64 { return whole }
        guard let whole = number.double.flatMap(Int64.init(exactly:)) else { throw error }
        return whole
    }

    /// Reads past a value that does not matter to us.
    mutating func skip(_ bytes: Span<UInt8>) throws(TokenRefusal) {
        do { try scanner.skipValue(bytes) } catch { throw malformed }
    }

    private mutating func type(_ bytes: Span<UInt8>) throws(TokenRefusal) -> JSONType {
        do { return try scanner.peekType(bytes) } catch { throw malformed }
    }
}
