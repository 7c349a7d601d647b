// SPDX-License-Identifier: MIT
//
// Walks the one JSON object that a token's header or payload must be: strict JSON, no duplicate
// name, nothing around it (RFC 7515 section 4, RFC 7519 section 4). Touches: memory only.

internal import GatehouseJSON

/// A position in a token's JSON object; the bytes are a parameter of every step.
struct TokenObject {
    private var scanner = JSONScanner()
    private var names: JSONNames
    private let malformed: TokenError

    /// Enters the object.
    ///
    /// - Throws: `malformed`, as does every step at what is not strict JSON.
    init(_ bytes: Span<UInt8>, malformed: TokenError) throws(TokenError) {
        self.malformed = malformed
        do { names = try scanner.beginObject(bytes) } catch { throw malformed }
    }

    /// Reads the next name; after the last one, makes sure that nothing follows the object.
    mutating func nextName(_ bytes: Span<UInt8>) throws(TokenError) -> JSONString? {
        do {
            if let name = try scanner.nextName(bytes, unlike: &names) { return name }
            try scanner.expectEnd(bytes)
            return nil
        } catch { throw malformed }
    }

    /// Reads a string, or throws `error` for a value of another type.
    mutating func string(
        _ bytes: Span<UInt8>,
        else error: TokenError
    ) throws(TokenError) -> String {
        guard try type(bytes) == .string else { throw error }
        do { return try scanner.readString(bytes) } catch { throw malformed }
    }

    /// Reads a moment, or throws `.dateInvalid` for what is no number.
    ///
    /// A number that no double holds lies in the infinite future or past.
    mutating func date(_ bytes: Span<UInt8>) throws(TokenError) -> UnixTime {
        guard try type(bytes) == .number else { throw .dateInvalid }
        let number: JSONNumber
        do { number = try scanner.readNumber(bytes) } catch { throw malformed }
        if let whole = number.int64 { return UnixTime(seconds: Double(whole)) }
        let isNegative = number.text.utf8.first == UInt8(ascii: "-")
        return UnixTime(seconds: number.double ?? (isNegative ? -.infinity : .infinity))
    }

    /// Reads past a value that means nothing to us.
    mutating func skip(_ bytes: Span<UInt8>) throws(TokenError) {
        do { try scanner.skipValue(bytes) } catch { throw malformed }
    }

    private mutating func type(_ bytes: Span<UInt8>) throws(TokenError) -> JSONType {
        do { return try scanner.peekType(bytes) } catch { throw malformed }
    }
}
