// SPDX-License-Identifier: MIT

import GatehouseSecurity

typealias Account = LoginThrottle.Account

/// Some instant, so that no test depends on the clock's start.
let start: Int64 = 1_700_000_000_000

/// Milliseconds.
let second: Int64 = 1000
let hour: Int64 = 3_600_000
let day: Int64 = 86_400_000

extension LoginThrottle.Account {
    /// An account with a number instead of a name.
    static func numbered(_ number: some BinaryInteger) -> Account {
        let word = UInt64(truncatingIfNeeded: number)
        let bytes = (0..<16).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * ($0 % 8))) }
        guard let account = Account(bytes: bytes) else { preconditionFailure("16 bytes") }
        return account
    }
}

extension IPAddress {
    /// An IPv4 address for each number.
    static func ipv4(_ number: some BinaryInteger) -> IPAddress? {
        let word = UInt32(truncatingIfNeeded: number)
        return IPAddress(bytes: (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) })
    }

    /// An IPv6 /64 for each number.
    static func ipv6(_ number: some BinaryInteger) -> IPAddress? {
        let word = 0x2001_0DB8_0000_0000 + UInt64(truncatingIfNeeded: number)
        let half = (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        return IPAddress(bytes: half + [0, 0, 0, 0, 0, 0, 0, 1])
    }
}

extension LoginThrottle {
    /// Asks, and returns the refusal; nil if the attempt is admitted.
    mutating func ask(_ account: Account, from source: IPAddress?, now: Int64) -> Refusal? {
        switch admit(account, from: source, now: now) {
        case .admitted: nil
        case .refused(let refusal): refusal
        }
    }

    /// What the answer would be, with the time left where it is.
    func refusal(_ account: Account, from source: IPAddress?, now: Int64) -> Refusal? {
        var copy = self
        return copy.ask(account, from: source, now: now)
    }

    /// Whether the attempt would be admitted.
    func isAdmitted(_ account: Account, from source: IPAddress?, now: Int64) -> Bool {
        refusal(account, from: source, now: now) == nil
    }

    mutating func fail(_ count: Int, _ account: Account, from source: IPAddress?, now: Int64) {
        for _ in 0..<count { failed(account, from: source, now: now) }
    }
}
