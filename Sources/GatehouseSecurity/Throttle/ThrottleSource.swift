// SPDX-License-Identifier: MIT

/// Where a login comes from, as the throttle counts it: an IPv4 address or an IPv6 /64.
///
/// All clients without an address (a Unix socket, a test) are one source.
struct ThrottleSource: Hashable, Sendable {
    enum Family: Sendable, CaseIterable {
        case ipv4
        case ipv6
    }

    /// The address, or the first half of it.
    ///
    /// Clients without one have a number that no IPv4 address has.
    private let number: UInt64
    let family: Family

    init(_ address: IPAddress?) {
        guard let address else {
            number = .max
            family = .ipv4
            return
        }
        number = address.sourceNumber
        family = address.isIPv4 ? .ipv4 : .ipv6
    }

    /// The address that stands for the source.
    var address: IPAddress? {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        switch family {
        case .ipv4: return number == .max ? nil : IPAddress(bytes: bytes.suffix(4))
        case .ipv6: return IPAddress(bytes: bytes + [UInt8](repeating: 0, count: 8))
        }
    }
}

/// Two of a kind, for IPv4 and IPv6: whoever has a /48 has 65,536 sources, and with one table for
/// both, they could crowd out those of IPv4.
struct ByFamily<Element: Sendable>: Sendable {
    private(set) var ipv4: Element
    private(set) var ipv6: Element

    init(repeating element: Element) {
        ipv4 = element
        ipv6 = element
    }

    func of(_ family: ThrottleSource.Family) -> Element { family == .ipv4 ? ipv4 : ipv6 }

    /// Changes one of them in place; a subscript would copy the table.
    mutating func change<Result>(
        _ family: ThrottleSource.Family,
        _ body: (inout Element) -> Result
    ) -> Result {
        switch family {
        case .ipv4: body(&ipv4)
        case .ipv6: body(&ipv6)
        }
    }
}
