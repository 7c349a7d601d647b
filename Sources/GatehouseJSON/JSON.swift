// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259.

/// Writes models as JSON.
public enum JSON {
    /// Writes a value as compact UTF-8.
    ///
    /// Members appear in the order in which the value encodes them, which for a synthesised
    /// `encode(to:)` is the order of declaration; a member that is `nil` is written as `null`.
    /// A dictionary has no order: use `JSONValue` where order matters. Doubles are written in the
    /// shortest form that reads back the same, always with a fraction or an exponent (`1.0`).
    /// Only what must be escaped is escaped (RFC 8259 §7). The encoder's `codingPath` is always
    /// empty.
    ///
    /// - Throws: `JSONError.nonFiniteNumber` for a NaN or an infinity,
    ///   `JSONError.conflictingContainers` for an `encode(to:)` that asks one encoder for
    ///   containers of two kinds, `JSONError.incompleteValue` for one that goes on after an error,
    ///   and whatever an `encode(to:)` throws itself.
    public static func encode(_ value: some Encodable) throws -> [UInt8] {
        let sink = JSONSink()
        try sink.write(value)
        return try sink.text.finish()
    }
}
