// SPDX-License-Identifier: MIT
//
// Writes any `Encodable` as compact JSON, members in the order of their declaration.
// Specification: RFC 8259. Touches: memory only.

/// Writes models as JSON.
public enum JSON {
    /// Writes a value as compact UTF-8.
    ///
    /// Members stand in the order in which the value encodes them, which for a synthesised
    /// `encode(to:)` is the order of declaration; a member that is `nil` is written as `null`.
    /// A dictionary has no order: use `JSONValue` where order counts. Doubles are written in the
    /// shortest form that reads back the same, always with a fraction or an exponent (`1.0`).
    /// Only what must be escaped is (RFC 8259 §7). An encoder's `codingPath` is always empty.
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
