// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §3, §6, §7.

/// A value that the encoder writes in one piece.
protocol JSONScalar {
    /// Appends the value; only a NaN or an infinity is refused.
    func appendJSON(to bytes: inout [UInt8]) throws(JSONError)
}

/// The literal `null`.
struct JSONNull: JSONScalar {
    func appendJSON(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "null".utf8)
    }
}

extension Bool: JSONScalar {
    func appendJSON(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: (self ? "true" : "false").utf8)
    }
}

extension String: JSONScalar {
    func appendJSON(to bytes: inout [UInt8]) {
        bytes.appendJSONString(self)
    }
}

extension JSONScalar where Self: FixedWidthInteger {
    func appendJSON(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(self).utf8)
    }
}

extension JSONScalar where Self: BinaryFloatingPoint & CustomStringConvertible {
    func appendJSON(to bytes: inout [UInt8]) throws(JSONError) {
        guard isFinite else { throw .nonFiniteNumber }
        bytes.append(contentsOf: description.utf8)
    }
}

extension Int: JSONScalar {}
extension Int8: JSONScalar {}
extension Int16: JSONScalar {}
extension Int32: JSONScalar {}
extension Int64: JSONScalar {}
extension Int128: JSONScalar {}
extension UInt: JSONScalar {}
extension UInt8: JSONScalar {}
extension UInt16: JSONScalar {}
extension UInt32: JSONScalar {}
extension UInt64: JSONScalar {}
extension UInt128: JSONScalar {}
extension Double: JSONScalar {}
extension Float: JSONScalar {}
