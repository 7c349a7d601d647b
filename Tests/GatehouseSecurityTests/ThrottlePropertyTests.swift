// SPDX-License-Identifier: MIT
//
// What holds after any history of logins.

import GatehouseSecurity
import TestSupport
import Testing

@Suite("Login throttle, its properties")
struct ThrottlePropertyTests {
    private static let accounts = (0..<4).map { Account.numbered($0) }
    private static let sources: [IPAddress?] =
        (0..<3).map { .ipv4($0) } + (0..<3).map { .ipv6($0) } + [nil]

    /// Does something for each account and source.
    private func everybody(_ body: (Account, IPAddress?) -> Void) {
        for account in Self.accounts {
            for source in Self.sources { body(account, source) }
        }
    }

    /// A throttle after random failures and logins, and the time of the last.
    private func history(
        _ random: inout SeededGenerator,
        length: Int
    ) -> (throttle: LoginThrottle, now: Int64) {
        var throttle = LoginThrottle()
        var now = start
        // Short or long times between the events, in milliseconds.
        let pauses: [Int64] = [0, 10, 4000, 40_000, hour]
        let pause = pauses.randomElement(using: &random) ?? 0
        for _ in 0..<length {
            now += Int64.random(in: 0...pause, using: &random)
            let account = Self.accounts.randomElement(using: &random) ?? .numbered(0)
            let source = Self.sources.randomElement(using: &random) ?? nil
            if Int.random(in: 0..<20, using: &random) == 0 {
                throttle.succeeded(account, from: source, now: now)
            } else {
                let count = Int.random(in: 1...20, using: &random)
                throttle.fail(count, account, from: source, now: now)
            }
        }
        return (throttle, now)
    }

    @Test(
        "A refused login is admitted at the instant that it was told, and at none before",
        arguments: 1...60
    )
    func toldInstant(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (throttle, now) = history(&random, length: Int.random(in: 1...80, using: &random))
        // Beside now, instants around which known sources are forgotten.
        for now in [now, now + 30 * day - hour, now + 30 * day - 10] {
            if now > start + 20 * day {
                everybody { throttle.fail(25, $0, from: $1, now: now) }
            }
            everybody { check($0, $1, now, throttle, &random) }
        }
    }

    private func check(
        _ account: Account,
        _ source: IPAddress?,
        _ now: Int64,
        _ throttle: LoginThrottle,
        _ random: inout SeededGenerator
    ) {
        func refusal(at instant: Int64) -> LoginThrottle.Refusal? {
            throttle.refusal(account, from: source, now: instant)
        }
        guard let first = refusal(at: now) else { return }
        #expect(first.until > now)
        #expect(refusal(at: first.until) == nil)
        #expect(refusal(at: first.until - 1)?.until == first.until)
        let between = Int64.random(in: now..<first.until, using: &random)
        #expect(refusal(at: between)?.until == first.until)
        // In whole seconds, rounded up.
        let told = Int64(first.retryAfter) * second
        #expect(now + told >= first.until && now + told < first.until + second)
        #expect(refusal(at: now + told) == nil)
    }

    @Test("A question changes no answer", arguments: 1...10)
    func asking(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let (throttle, now) = history(&random, length: 60)
        var asked = throttle
        for _ in 0..<200 {
            let account = Self.accounts.randomElement(using: &random) ?? .numbered(0)
            let source = Self.sources.randomElement(using: &random) ?? nil
            var fresh = throttle
            #expect(
                asked.admit(account, from: source, now: now)
                    == fresh.admit(account, from: source, now: now)
            )
        }
    }

    @Test("Four hours after any failures all is forgotten, and nothing is kept", arguments: 1...20)
    func forgotten(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (throttle, now) = history(&random, length: 100)
        now += 4 * hour
        everybody { #expect(throttle.isAdmitted($0, from: $1, now: now)) }
        _ = throttle.ended(now: now)
        #expect(throttle.counts.sources == 0)
        #expect(throttle.counts.accountsAndSources == 0)
        #expect(throttle.counts.accounts == 0)
    }

    @Test("One more failure never makes a login admitted that was refused", arguments: 1...20)
    func monotone(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let (throttle, now) = history(&random, length: 60)
        everybody { account, source in
            var after = throttle
            after.failed(account, from: source, now: now)
            let first = throttle.refusal(account, from: source, now: now)?.until ?? now
            let second = after.refusal(account, from: source, now: now)?.until ?? now
            #expect(second >= first)
        }
    }

    @Test("Failures elsewhere never refuse a source that has logged in rightly", arguments: 1...10)
    func ownerSource(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var throttle = LoginThrottle()
        let owner = IPAddress.ipv4(99)
        throttle.succeeded(.numbered(0), from: owner, now: start)
        for index in Int64(0)..<3000 {
            let now = start + index * Int64.random(in: 0...1000, using: &random)
            let account = Self.accounts.randomElement(using: &random) ?? .numbered(0)
            let source = Self.sources.randomElement(using: &random) ?? nil
            throttle.failed(account, from: source, now: now)
            #expect(throttle.isAdmitted(.numbered(0), from: owner, now: now))
        }
    }
}
