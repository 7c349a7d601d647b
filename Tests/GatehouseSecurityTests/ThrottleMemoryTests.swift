// SPDX-License-Identifier: MIT
//
// The throttle's memory is bounded, and a flood does not make it forget what matters.

import Foundation
import GatehouseSecurity
import Testing

@Suite("Login throttle, its memory", .serialized)
struct ThrottleMemoryTests {
    private let million = 1_000_000

    /// The memory of the process that is resident, in bytes (proc(5)).
    private func residentBytes() throws -> Int {
        let numbers = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
        let pages = try #require(numbers.split(separator: " ").dropFirst().first)
        return (Int(pages) ?? 0) * 4096
    }

    @Test("A million sources with a million names stay within the capacities")
    func millionFailures() throws {
        let before = try residentBytes()
        var throttle = LoginThrottle()
        let clock = ContinuousClock()
        let duration = clock.measure {
            for number in 0..<million {
                let source = number % 2 == 0 ? IPAddress.ipv4(number) : .ipv6(number)
                throttle.failed(.numbered(number), from: source, now: start)
            }
        }
        let grown = try residentBytes() - before
        #expect(throttle.counts.sources == 2 * 65_536)
        #expect(throttle.counts.accountsAndSources == 2 * 65_536)
        #expect(throttle.counts.accounts == 65_536)
        #expect(grown < 128 << 20)
        print("throttle: \(grown >> 10) KiB after a million failures, \(duration / million) each")
    }

    @Test("Right logins stay within the capacity, 20 sources of each account")
    func logins() throws {
        let before = try residentBytes()
        var capacities = LoginThrottle.Capacities()
        capacities.knownAccounts = 10_000
        var throttle = LoginThrottle(capacities: capacities)
        for number in 0..<300_000 {
            let account = Account.numbered(number / 25)
            throttle.succeeded(account, from: .ipv4(number), now: start + Int64(number))
        }
        let grown = try residentBytes() - before
        #expect(throttle.counts.knownAccounts == 10_000)
        #expect(grown < 64 << 20)
        print("throttle: \(grown >> 10) KiB for 10,000 accounts with 20 sources each")
    }

    @Test("A flood forgets neither a source with more failures nor any of the other family")
    func flood() {
        var capacities = LoginThrottle.Capacities()
        capacities.sources = 1000
        capacities.accountsAndSources = 1000
        capacities.accounts = 1000
        var throttle = LoginThrottle(capacities: capacities)
        let guesser = IPAddress.ipv6(1 << 24)
        throttle.fail(10, .numbered(-1), from: guesser, now: start)
        throttle.failed(.numbered(-2), from: .ipv4(7), now: start)
        for number in 0..<100_000 {
            throttle.failed(.numbered(number), from: .ipv6(number), now: start)
        }
        #expect(throttle.refusal(.numbered(-1), from: guesser, now: start)?.retryAfter == 30)
        throttle.fail(9, .numbered(-2), from: .ipv4(7), now: start)
        #expect(throttle.refusal(.numbered(-2), from: .ipv4(7), now: start)?.retryAfter == 30)
    }

    @Test("Entries that have ended make room before any that have not")
    func spentFirst() {
        var throttle = LoginThrottle()
        for number in 0..<5000 {
            throttle.failed(.numbered(number), from: .ipv4(number), now: start)
        }
        // Each newcomer takes the place of two, until none of the old ones are left.
        for number in 0..<5000 {
            throttle.failed(.numbered(-number - 1), from: .ipv4(9999), now: start + hour)
        }
        #expect(throttle.counts.sources == 1 + 5000 - 2)
        #expect(throttle.counts.accountsAndSources == 5000)
        #expect(throttle.counts.accounts == 5000)
    }

    @Test("When there are too many accounts, the one whose last login is oldest is forgotten")
    func oldestAccount() {
        var capacities = LoginThrottle.Capacities()
        capacities.knownAccounts = 3
        var throttle = LoginThrottle(capacities: capacities)
        let source = IPAddress.ipv4(1)
        for (time, number) in [1, 2, 3, 1, 4].enumerated() {
            throttle.succeeded(.numbered(number), from: source, now: start + Int64(time))
        }
        let now = start + second
        for number in 1...4 {
            for other in 0..<20 {
                throttle.fail(5, .numbered(number), from: .ipv4(100 * number + other), now: now)
            }
        }
        let known = (1...4).filter { throttle.isAdmitted(.numbered($0), from: source, now: now) }
        #expect(known == [1, 3, 4])
    }
}
