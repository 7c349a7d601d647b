// SPDX-License-Identifier: MIT
//
// How many connections are open, over all loops of a server: in all, and from each address.
// Touches: memory only.

import Synchronization

/// Whose connection it is, as far as the limit on one address goes.
struct ClientNetwork: Hashable, Sendable {
    private let bytes: [UInt8]

    /// Takes an IPv4 address by itself, and of an IPv6 address the first 64 bits.
    ///
    /// Who has one address of a /64 has them all (RFC 6177).
    init(_ address: SocketAddress) {
        let host = address.hostBytes
        bytes = host.count == 4 ? host : Array(host.prefix(8))
    }
}

/// The number of connections over all loops of a server.
final class ConnectionCount: Sendable {
    private let total = Atomic<Int>(0)
    private let limit: Int
    private let perAddress: Mutex<[ClientNetwork: Int]>
    private let addressLimit: Int

    init(limit: Int, addressLimit: Int) {
        self.limit = limit
        self.addressLimit = addressLimit
        perAddress = Mutex([:])
    }

    /// Counts one more, unless the limit is reached.
    func enter() -> Bool {
        guard total.add(1, ordering: .relaxed).newValue > limit else { return true }
        leave()
        return false
    }

    /// Counts one less.
    func leave() {
        total.subtract(1, ordering: .relaxed)
    }

    /// Counts one more from an address, unless its limit is reached.
    func enter(from network: ClientNetwork) -> Bool {
        perAddress.withLock { counts in
            let count = counts[network, default: 0]
            guard count < addressLimit else { return false }
            counts[network] = count + 1
            return true
        }
    }

    /// Counts one less from an address, and in all.
    func leave(from network: ClientNetwork) {
        perAddress.withLock { counts in
            let count = counts[network, default: 0]
            counts[network] = count > 1 ? count - 1 : nil
        }
        leave()
    }
}
