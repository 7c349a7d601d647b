// SPDX-License-Identifier: MIT
//
// The identifier of a request: in its response, and in its line of the log.
// Touches: memory only.

/// The identifier of one request: 128 bits, written as 32 hexadecimal digits.
///
/// Where the bits come from is the server's choice; they only have to differ.
public struct RequestID: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Makes an identifier from its two halves.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}

extension RequestID: CustomStringConvertible {
    /// The 32 lower-case hexadecimal digits.
    public var description: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(32)
        for word in [high, low] {
            for shift in stride(from: UInt64(60), through: 0, by: -4) {
                let nibble = UInt8(truncatingIfNeeded: word >> shift) & 0xF
                digits.append(nibble < 10 ? ASCII.zero + nibble : UInt8(ascii: "a") + nibble - 10)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
