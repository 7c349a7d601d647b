// SPDX-License-Identifier: MIT
//
// An IPv4 or IPv6 address as its bytes.
// Specification: RFC 791, RFC 4291. Touches: memory only (`inet_pton` reads text, nothing else).

import Glibc

package struct IPAddress: Hashable, Sendable {
    /// The address in network order: 4 bytes for IPv4, 16 for IPv6.
    package let bytes: [UInt8]

    /// Reads the usual text form: four decimal numbers, or IPv6 without brackets and zone.
    package init?(_ text: String) {
        // `inet_pton` stops at a NUL, so what lies behind it would be accepted unseen.
        guard text.utf8.allSatisfy(Self.canStandInAddress) else { return nil }
        let family = text.utf8.contains(UInt8(ascii: ":")) ? AF_INET6 : AF_INET
        guard let bytes = System.addressBytes(text, family: family) else { return nil }
        self.bytes = bytes
    }

    /// Whether only this machine can reach the address: 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes == Array(repeating: 0, count: 15) + [1]
    }

    private static func canStandInAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "."): true
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): true
        default: false
        }
    }
}
