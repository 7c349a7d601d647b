// SPDX-License-Identifier: MIT
//
// Specification: RFC 791, RFC 4291 §2.2, RFC 5952 §4.

/// An IPv4 or IPv6 address.
///
/// An IPv4 address mapped into IPv6 (`::ffff:192.0.2.1`) equals the IPv4 address, since it is the
/// same host.
public struct IPAddress: Hashable, Sendable {
    /// The last 64 bits of an IPv6 address, or the 32 bits of an IPv4 address.
    private let low: UInt64
    /// The first 64 bits of an IPv6 address; 0 for IPv4.
    private let high: UInt64
    /// Whether this is an IPv4 address.
    public let isIPv4: Bool

    private init(ipv4 address: UInt32) {
        self.init(high: 0, low: UInt64(address), isIPv4: true)
    }

    private init(high: UInt64, low: UInt64) {
        if high == 0, low >> 32 == 0xFFFF {
            self.init(ipv4: UInt32(truncatingIfNeeded: low))
        } else {
            self.init(high: high, low: low, isIPv4: false)
        }
    }

    private init(high: UInt64, low: UInt64, isIPv4: Bool) {
        self.high = high
        self.low = low
        self.isIPv4 = isIPv4
    }

    /// Creates an address from 4 or 16 bytes in network order; nil for any other number.
    public init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self.init(ipv4: bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16:
            self.init(
                high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
                low: bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
            )
        default: return nil
        }
    }

    /// The 4 or 16 bytes in network order.
    public var bytes: [UInt8] {
        if isIPv4 { return Self.bytes(of: UInt32(truncatingIfNeeded: low)) }
        return Self.bytes(of: high) + Self.bytes(of: low)
    }

    /// Whether only this machine can reach the address: 127.0.0.0/8 or ::1.
    public var isLoopback: Bool { isIPv4 ? low >> 24 == 127 : high == 0 && low == 1 }

    /// The network that counts as one source: the IPv4 address itself, the /64 of an IPv6 address.
    ///
    /// Whoever has one address of a /64 has all of them (RFC 6177).
    package var source: IPAddress { isIPv4 ? self : IPAddress(high: high, low: 0) }

    /// The source as a number: the IPv4 address, or the first half of the IPv6 address.
    package var sourceNumber: UInt64 { isIPv4 ? low : high }

    private static func bytes(of word: some FixedWidthInteger) -> [UInt8] {
        stride(from: type(of: word).bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: word >> $0)
        }
    }
}

// MARK: - Text

extension IPAddress {
    /// Parses the usual notation: four decimal numbers, or IPv6 without brackets or zone.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= 45 else { return nil }
        if bytes.contains(ASCII.colon) {
            guard let groups = Self.groups(bytes[...]) else { return nil }
            self.init(bytes: groups.flatMap { Self.bytes(of: $0) })
        } else {
            guard let address = Self.ipv4(bytes[...]) else { return nil }
            self.init(ipv4: address)
        }
    }

    /// Parses four numbers from 0 to 255, without leading zeros, separated by dots.
    private static func ipv4(_ text: ArraySlice<UInt8>) -> UInt32? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.allSatisfy(\.isDigit),
                part.count == 1 || part.first != ASCII.zero,
                let number = UInt8(String(decoding: part, as: UTF8.self))
            else { return nil }
            address = address << 8 | UInt32(number)
        }
        return address
    }

    /// Parses eight groups, or fewer with one `::` that stands for at least one zero group.
    private static func groups(_ text: ArraySlice<UInt8>) -> [UInt16]? {
        let gap = text.indices.dropLast().first {
            text[$0] == ASCII.colon && text[$0 + 1] == ASCII.colon
        }
        guard let gap else { return run(text, isLast: true).flatMap { $0.count == 8 ? $0 : nil } }
        guard let before = run(text[..<gap], isLast: false),
            let after = run(text[(gap + 2)...], isLast: true), before.count + after.count < 8
        else { return nil }
        return before + [UInt16](repeating: 0, count: 8 - before.count - after.count) + after
    }

    /// Parses groups separated by single colons; the last may be an IPv4 address, which is two.
    private static func run(_ text: ArraySlice<UInt8>, isLast: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ASCII.colon, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if (1...4).contains(part.count), part.allSatisfy({ $0.hexDigitValue != nil }) {
                groups.append(part.reduce(0) { $0 << 4 | UInt16($1.hexDigitValue ?? 0) })
            } else if isLast, index == parts.count - 1, let address = ipv4(part) {
                groups.append(UInt16(truncatingIfNeeded: address >> 16))
                groups.append(UInt16(truncatingIfNeeded: address))
            } else {
                return nil
            }
        }
        return groups
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as text, IPv6 in its shortest form (RFC 5952 §4).
    public var description: String {
        if isIPv4 { return bytes.map { String($0) }.joined(separator: ".") }
        let bytes = bytes
        let groups = (0..<8).map { UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1]) }
        let gap = Self.longestRunOfZeros(groups)
        func text(_ range: Range<Int>) -> String {
            groups[range].map { String($0, radix: 16) }.joined(separator: ":")
        }
        return gap.count < 2
            ? text(0..<8) : text(0..<gap.lowerBound) + "::" + text(gap.upperBound..<8)
    }

    /// The first of the longest runs of zeros (RFC 5952 §4.2.3).
    private static func longestRunOfZeros(_ groups: [UInt16]) -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || groups[index] != 0 {
            if index - start > longest.count { longest = start..<index }
            start = index + 1
        }
        return longest
    }
}

// MARK: - Clients

/// Where a request came from.
public enum ClientAddress: Hashable, Sendable {
    /// An IP address and a port.
    case internet(IPAddress, port: UInt16)
    /// A Unix domain socket, which has no address.
    case unix
    /// No socket at all, as in a test.
    case none

    /// The IP address, if there is one.
    public var ip: IPAddress? {
        if case .internet(let address, _) = self { address } else { nil }
    }
}

extension ClientAddress: CustomStringConvertible {
    /// Address and port (`127.0.0.1:8000`, `[::1]:8000`), `unix`, or an empty string.
    public var description: String {
        switch self {
        case .internet(let address, let port):
            address.isIPv4 ? "\(address):\(port)" : "[\(address)]:\(port)"
        case .unix: "unix"
        case .none: ""
        }
    }
}
