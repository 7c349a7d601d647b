// SPDX-License-Identifier: MIT
//
// What is told for the audit log, events of other instances, clocks that fall back.

@testable import GatehouseSecurity
import TestSupport
import Testing

@Suite("Login throttle, its beginnings and endings")
struct ThrottleEndingTests {
    private let account = Account.numbered(1)
    private let source = IPAddress.ipv4(1)

    @Test("The failure that reaches a limit tells it once, until the throttling is over")
    func begins() {
        var throttle = LoginThrottle()
        for _ in 0..<9 { #expect(throttle.failed(account, from: source, now: start).isEmpty) }
        #expect(throttle.failed(account, from: source, now: start) == [.accountAndSource])
        #expect(throttle.failed(account, from: source, now: start).isEmpty)
        // A guesser who goes on at the pace that is allowed begins nothing anew.
        for step in Int64(2)...20 {
            let now = start + step * 30 * second
            #expect(throttle.isAdmitted(account, from: source, now: now))
            #expect(throttle.failed(account, from: source, now: now).isEmpty)
            #expect(throttle.ended(now: now).isEmpty)
        }
    }

    @Test("A throttling goes on over a failure for which there was room, and its end is told")
    func goesOn() {
        var throttle = LoginThrottle()
        throttle.fail(10, account, from: source, now: start)
        // Three have been forgotten by then, so this one reaches nothing.
        throttle.failed(account, from: source, now: start + 100 * second)
        for _ in 0..<5 {
            #expect(throttle.failed(account, from: source, now: start + 100 * second).isEmpty)
        }
        let end = start + (300 + 6 * 30) * second
        #expect(throttle.ended(now: end).map(\.instant) == [end])
    }

    @Test("A failure may reach several limits at once")
    func beginsTogether() {
        var throttle = LoginThrottle()
        throttle.fail(20, .numbered(2), from: source, now: start)
        throttle.fail(9, account, from: source, now: start)
        let begun = throttle.failed(account, from: source, now: start)
        #expect(begun == [.accountAndSource, .source])
    }

    @Test("The limit of an account is told at its hundredth failure")
    func beginsForAccount() {
        var throttle = LoginThrottle()
        for number in 1...99 {
            #expect(throttle.failed(account, from: .ipv4(number), now: start).isEmpty)
        }
        #expect(throttle.failed(account, from: .ipv4(100), now: start) == [.account])
    }

    @Test("A throttling ends when its failures are forgotten, is told once, and may begin anew")
    func ends() {
        var throttle = LoginThrottle()
        throttle.fail(11, account, from: source, now: start)
        let end = start + 330 * second
        #expect(throttle.ended(now: end - 1).isEmpty)
        #expect(
            throttle.ended(now: end + 5) == [
                .init(key: .accountAndSource(account, source), instant: end)
            ]
        )
        #expect(throttle.ended(now: end + 6).isEmpty)
        throttle.fail(9, account, from: source, now: end + 6)
        #expect(throttle.failed(account, from: source, now: end + 6) == [.accountAndSource])
    }

    @Test("A throttling that ended unasked is told beside the one that began after it")
    func endsUnasked() {
        var throttle = LoginThrottle()
        throttle.fail(10, account, from: source, now: start)
        let later = start + hour
        throttle.fail(9, account, from: source, now: later)
        #expect(throttle.failed(account, from: source, now: later) == [.accountAndSource])
        #expect(
            throttle.ended(now: later) == [
                .init(key: .accountAndSource(account, source), instant: start + 300 * second)
            ]
        )
    }

    @Test("All three limits tell their endings, and keys that were never throttled none")
    func endsOfAllLimits() {
        var throttle = LoginThrottle()
        throttle.fail(100, account, from: source, now: start)
        throttle.fail(5, .numbered(2), from: .ipv6(1), now: start)
        throttle.fail(30, .numbered(3), from: .ipv6(2), now: start)
        let keys = throttle.ended(now: start + 3 * hour).map(\.key)
        #expect(
            Set(keys) == [
                .account(account), .source(source), .accountAndSource(account, source),
                .source(.ipv6(2)?.source), .accountAndSource(.numbered(3), .ipv6(2)?.source),
            ]
        )
        #expect(keys.count == 5)
    }

    @Test("A throttling whose entry makes room for another is told as ended at that time")
    func endsForRoom() {
        var capacities = LoginThrottle.Capacities()
        capacities.accountsAndSources = 1
        var throttle = LoginThrottle(capacities: capacities)
        throttle.fail(10, account, from: source, now: start)
        throttle.failed(.numbered(2), from: source, now: start + 7)
        #expect(
            throttle.ended(now: start + 9) == [
                .init(key: .accountAndSource(account, source), instant: start + 7)
            ]
        )
    }

    @Test("Endings that nobody asks for are bounded, and one question takes as many as fit")
    func endingsBounded() {
        var limit = FailureLimit<Int>(.accountAndSource, capacity: 5000)
        for key in 0..<3000 {
            for _ in 0..<10 { _ = limit.charge(key, at: start, now: start) }
        }
        #expect(limit.takeEndings(now: start + hour).count == 1024)
        #expect(limit.takeEndings(now: start + hour).count == 1024)
        #expect(limit.takeEndings(now: start + hour).count == 952)
        #expect(limit.takeEndings(now: start + hour).isEmpty)
        // Two thousand that each newcomer drops in passing: what nobody fetches does not pile up.
        for key in 0..<2000 {
            for _ in 0..<10 { _ = limit.charge(key, at: start + hour, now: start + hour) }
        }
        for key in 2000..<4000 { _ = limit.charge(key, at: start + day, now: start + day) }
        #expect(limit.takeEndings(now: start + day).count == 1024)
        #expect(limit.takeEndings(now: start + day).isEmpty)
    }
}

@Suite("Login throttle, with events of other instances")
struct ThrottleReplayTests {
    private let account = Account.numbered(1)
    private let source = IPAddress.ipv4(1)

    @Test("Ten failures that other instances tell late refuse here from when they happened")
    func late() {
        var throttle = LoginThrottle()
        for _ in 0..<10 {
            throttle.failed(account, from: source, at: start - 4 * second, now: start)
        }
        let refusal = throttle.refusal(account, from: source, now: start)
        #expect(refusal?.until == start + 26 * second)
        #expect(refusal?.retryAfter == 26)
    }

    @Test("An event of a clock that is ahead counts as one of now")
    func ahead() {
        var throttle = LoginThrottle()
        for _ in 0..<10 { throttle.failed(account, from: source, at: .max, now: start) }
        #expect(throttle.refusal(account, from: source, now: start)?.retryAfter == 30)
        throttle.succeeded(account, from: source, at: .max, now: start)
        throttle.fail(100, account, from: .ipv4(2), now: start + 30 * day)
        let limit = throttle.refusal(account, from: source, now: start + 30 * day)?.limit
        #expect(limit == .account)
    }

    @Test("A failure that is told late never shortens a debt")
    func lateBesideDebt() {
        var throttle = LoginThrottle()
        throttle.succeeded(account, from: source, now: start)
        throttle.fail(200, account, from: source, now: start)
        let until = throttle.refusal(account, from: source, now: start)?.until
        throttle.failed(account, from: source, at: start - hour, now: start)
        #expect(throttle.refusal(account, from: source, now: start)?.until == until)
    }

    @Test("Events so old that they are forgotten leave nothing")
    func old() {
        var throttle = LoginThrottle()
        for _ in 0..<1000 {
            throttle.failed(account, from: source, at: start - 5 * hour, now: start)
        }
        throttle.succeeded(account, from: source, at: start - 30 * day, now: start)
        #expect(throttle.refusal(account, from: source, now: start) == nil)
        #expect(throttle.counts.knownAccounts == 0)
        #expect(throttle.counts.accounts == 0)
    }

    @Test("A login of 29 days ago, told now, is known for one more day")
    func oldLogin() {
        var throttle = LoginThrottle()
        throttle.succeeded(account, from: source, at: start - 29 * day, now: start)
        throttle.fail(100, account, from: .ipv4(2), now: start + day - 1)
        #expect(throttle.isAdmitted(account, from: source, now: start + day - 1))
        #expect(!throttle.isAdmitted(account, from: source, now: start + day))
    }

    @Test("An older login that is told after a newer one does not shorten its 30 days")
    func loginsOutOfOrder() {
        var throttle = LoginThrottle()
        throttle.succeeded(account, from: source, at: start, now: start)
        throttle.succeeded(account, from: source, at: start - 20 * day, now: start)
        throttle.fail(100, account, from: .ipv4(2), now: start + 29 * day)
        #expect(throttle.isAdmitted(account, from: source, now: start + 29 * day))
    }

    @Test(
        "Events that come in another order differ by no more than the time between them",
        arguments: 1...30
    )
    func order(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let window = 5 * second
        var events = (0..<Int.random(in: 5...40, using: &random)).map { _ in
            start - Int64.random(in: 0...window, using: &random)
        }
        var untils: [Int64] = []
        for _ in 0..<6 {
            var throttle = LoginThrottle()
            for when in events { throttle.failed(account, from: source, at: when, now: start) }
            // Ten more, so that it refuses however few there were.
            throttle.fail(10, account, from: source, now: start)
            untils.append(throttle.refusal(account, from: source, now: start)?.until ?? 0)
            events.shuffle(using: &random)
        }
        #expect((untils.max() ?? 0) - (untils.min() ?? 0) <= window)
        #expect(untils.min() ?? 0 > start)
    }

    @Test("Right logins that come in another order leave the same sources known", arguments: 1...10)
    func orderOfLogins(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var logins = (0..<30).map { (source: IPAddress.ipv4($0), when: start + Int64($0) * second) }
        for _ in 0..<5 {
            logins.shuffle(using: &random)
            var throttle = LoginThrottle()
            let now = start + 60 * second
            for login in logins {
                throttle.succeeded(account, from: login.source, at: login.when, now: now)
            }
            for number in 1000..<1010 { throttle.fail(10, account, from: .ipv4(number), now: now) }
            let known = (0..<30).filter { throttle.isAdmitted(account, from: .ipv4($0), now: now) }
            #expect(known == Array(10..<30), "the newest twenty")
        }
    }
}

@Suite("Login throttle, with a clock that jumps")
struct ThrottleClockJumpTests {
    private let account = Account.numbered(1)
    private let source = IPAddress.ipv4(1)

    @Test(
        "A clock that falls back by years makes nobody wait longer",
        arguments: [day, 3650 * day, start * 2]
    )
    func back(_ jump: Int64) {
        var throttle = LoginThrottle()
        throttle.fail(10, account, from: source, now: start)
        #expect(throttle.ask(account, from: source, now: start)?.retryAfter == 30)
        let now = start - jump
        let refusal = throttle.ask(account, from: source, now: now)
        #expect(refusal?.retryAfter == 30)
        #expect(refusal?.until == now + 30 * second)
        #expect(throttle.isAdmitted(account, from: source, now: now + 30 * second))
    }

    @Test("After the clock has fallen back, failures count and decay as before")
    func countsOn() {
        var throttle = LoginThrottle()
        throttle.fail(5, account, from: source, now: start)
        let now = start - day
        throttle.fail(5, account, from: source, now: now)
        #expect(throttle.refusal(account, from: source, now: now)?.retryAfter == 30)
        #expect(throttle.isAdmitted(account, from: source, now: now + 30 * second))
        #expect(throttle.ended(now: now + 300 * second).map(\.instant) == [now + 300 * second])
    }

    @Test("A known source stays known when the clock falls back")
    func known() {
        var throttle = LoginThrottle()
        throttle.succeeded(account, from: source, now: start)
        throttle.fail(100, account, from: .ipv4(2), now: start - 365 * day)
        #expect(throttle.isAdmitted(account, from: source, now: start - 365 * day))
    }

    @Test("No clock makes the throttle trap", arguments: 1...20)
    func extremes(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var throttle = LoginThrottle()
        let times: [Int64] = [.min, .min + 1, -1, 0, 1, start, start + 1, .max - 1, .max]
        for _ in 0..<500 {
            let now = times.randomElement(using: &random) ?? 0
            let when = times.randomElement(using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: throttle.failed(account, from: source, at: when, now: now)
            case 1: throttle.succeeded(account, from: source, at: when, now: now)
            case 2: _ = throttle.ended(now: now)
            default:
                let refusal = throttle.ask(account, from: source, now: now)
                #expect((1...7272).contains(refusal?.retryAfter ?? 1))
            }
        }
    }
}
