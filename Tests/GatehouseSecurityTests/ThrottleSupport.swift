// SPDX-License-Identifier: MIT

@testable import GatehouseSecurity

typealias Account = LoginThrottle.Account

/// Some instant, so that no test depends on the clock's start.
let start: Int64 = 1_700_000_000_000

/// Milliseconds.
let second: Int64 = 1000
let hour: Int64 = 3_600_000
let day: Int64 = 86_400_000

extension LoginThrottle.Account {
    /// An account with a number instead of a name.
    static func numbered(_ number: Int) -> Account {
        let word = UInt64(truncatingIfNeeded: number)
        return Account(high: word, low: ~word)
    }
}

extension IPAddress {
    /// An IPv4 address for each number.
    static func ipv4(_ number: Int) -> IPAddress? { IPAddress(bytes: bytes(of: number)) }

    /// An IPv6 /64 for each number.
    static func ipv6(_ number: Int) -> IPAddress? {
        IPAddress(bytes: [0x20, 1, 0xD, 0xB8] + bytes(of: number) + [0, 0, 0, 0, 0, 0, 0, 1])
    }

    /// The last four bytes.
    private static func bytes(of number: Int) -> [UInt8] {
        [
            UInt8(truncatingIfNeeded: number >> 24), UInt8(truncatingIfNeeded: number >> 16),
            UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number),
        ]
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
