// SPDX-License-Identifier: MIT
//
// Hours of attacks in virtual time. An attacker tries as fast as the throttle lets him, with
// several attempts under way at once, and the owner logs in beside him.

import GatehouseSecurity
import TestSupport
import Testing

/// An attacker whose attempts all fail, one second after they were admitted.
private struct Attack {
    var throttle = LoginThrottle()
    var now = start
    /// How many attempts are under way at most, over all sources.
    let width: Int
    private var underWay: [(account: Account, source: IPAddress?)] = []
    private(set) var guesses = 0
    /// By how many guesses a bound was exceeded at most, over all seconds that were checked.
    private(set) var excess = Int.min
    private(set) var guessesOfAccount: [Account: Int] = [:]
    private(set) var guessesOfSource: [IPAddress?: Int] = [:]

    init(width: Int) {
        self.width = width
    }

    /// Seconds since the attack began.
    var elapsed: Int { Int((now - start) / second) }

    /// Compares the guesses until now with a bound.
    mutating func check(atMost bound: Int) { excess = max(excess, guesses - bound) }

    /// One second: what was under way fails, and as much is tried anew as there is room for.
    ///
    /// After some refusals the attacker waits for the next second.
    mutating func tick(
        refusals: Int = 1,
        _ next: () -> (account: Account, source: IPAddress?)
    ) {
        now += second
        for (account, source) in underWay { throttle.failed(account, from: source, now: now) }
        underWay = []
        var refused = 0
        while underWay.count < width, refused < refusals {
            let (account, source) = next()
            guard throttle.admit(account, from: source, now: now) == .admitted else {
                refused += 1
                continue
            }
            underWay.append((account, source))
            guesses += 1
            guessesOfAccount[account, default: 0] += 1
            guessesOfSource[source, default: 0] += 1
        }
    }
}

@Suite("Login throttle, under attack")
struct ThrottleSimulationTests {
    private let account = Account.numbered(1)
    private let owner = IPAddress.ipv4(0x0A00_0001)

    @Test(
        "One source has ten guesses of a password and two more a minute, however wide it attacks",
        arguments: [1, 8, 64, 100]
    )
    func oneSource(_ width: Int) {
        var attack = Attack(width: width)
        for _ in 0..<(6 * 3600) {
            attack.tick { (account, .ipv4(1)) }
            attack.check(atMost: 10 + attack.elapsed / 30 + width - 1)
        }
        #expect(attack.excess <= 0)
        // In the end the limit of the account holds it to a hundred an hour, and not to less.
        #expect(attack.guesses >= 100 + 6 * 100 - 2)
    }

    @Test("One source has thirty guesses over all names and six more a minute", arguments: [1, 64])
    func manyNames(_ width: Int) {
        var attack = Attack(width: width)
        var random = SeededGenerator(seed: 1)
        for _ in 0..<(2 * 3600) {
            attack.tick {
                (.numbered(Int.random(in: 0..<100_000, using: &random)), .ipv6(1))
            }
            attack.check(atMost: 30 + attack.elapsed / 10 + width - 1)
        }
        #expect(attack.excess <= 0)
        #expect(attack.guesses >= 2 * 360)
    }

    @Test(
        "A thousand sources have a hundred guesses of a password and a hundred more an hour",
        arguments: [1, 64]
    )
    func thousandSources(_ width: Int) {
        var attack = Attack(width: width)
        var random = SeededGenerator(seed: 2)
        for _ in 0..<(4 * 3600) {
            attack.tick(refusals: 4) {
                (account, .ipv4(Int.random(in: 1...1000, using: &random)))
            }
            attack.check(atMost: 100 + attack.elapsed / 36 + width - 1)
        }
        #expect(attack.excess <= 0)
        #expect(attack.guesses >= 4 * 100)
    }

    @Test(
        "The owner is let in every minute, beside a thousand sources that guess",
        arguments: [1, 64]
    )
    func ownerBeside(_ width: Int) {
        var attack = Attack(width: width)
        var random = SeededGenerator(seed: 3)
        attack.throttle.succeeded(account, from: owner, now: start)
        var shutOut = 0
        for _ in 0..<(3 * 3600) {
            attack.tick(refusals: 4) {
                (account, .ipv4(Int.random(in: 1...1000, using: &random)))
            }
            guard attack.elapsed % 60 == 0 else { continue }
            let now = attack.now
            #expect(attack.throttle.admit(account, from: owner, now: now) == .admitted)
            // The owner mistypes now and then, and is right the next time.
            if attack.elapsed % 600 == 0 {
                attack.throttle.failed(account, from: owner, now: now)
                #expect(attack.throttle.admit(account, from: owner, now: now) == .admitted)
            }
            attack.throttle.succeeded(account, from: owner, now: now)
            // From somewhere new, the owner meets the limit of the account.
            let elsewhere = IPAddress.ipv4(0x0A00_0002)
            if !attack.throttle.isAdmitted(account, from: elsewhere, now: now) { shutOut += 1 }
        }
        #expect(shutOut > 100)
    }

    @Test("The owner is let in beside a thousand sources that guess all names")
    func ownerBesideSpray() {
        var attack = Attack(width: 64)
        var random = SeededGenerator(seed: 4)
        attack.throttle.succeeded(account, from: owner, now: start)
        for _ in 0..<3600 {
            attack.tick(refusals: 8) {
                let name = Int.random(in: 0..<50, using: &random)
                return (.numbered(name), .ipv6(Int.random(in: 1...1000, using: &random)))
            }
            #expect(attack.throttle.admit(account, from: owner, now: attack.now) == .admitted)
        }
        for (account, guesses) in attack.guessesOfAccount {
            #expect(guesses <= 100 + 100 + 63, "\(account)")
        }
        for (source, guesses) in attack.guessesOfSource {
            #expect(guesses <= 30 + 360 + 63, "\(String(describing: source))")
        }
    }

    @Test("An attacker with an account of his own gains no guesses by logging in to it")
    func ownAccount() {
        var attack = Attack(width: 1)
        for _ in 0..<3600 {
            attack.tick { (account, .ipv4(1)) }
            attack.throttle.succeeded(.numbered(2), from: .ipv4(1), now: attack.now)
            attack.check(atMost: 10 + attack.elapsed / 30)
        }
        #expect(attack.excess <= 0)
    }

    @Test("A guesser beside the owner at one address gains nothing by the owner's logins")
    func besideOwnerAtOneAddress() {
        var attack = Attack(width: 1)
        for _ in 0..<3600 {
            attack.tick { (account, owner) }
            attack.throttle.succeeded(account, from: owner, now: attack.now)
            attack.check(atMost: 10 + attack.elapsed / 30)
        }
        #expect(attack.excess <= 0)
    }

    @Test("Of 64 attempts at once all are admitted, and all are paid for")
    func burst() {
        var throttle = LoginThrottle()
        let source = IPAddress.ipv4(1)
        for _ in 0..<64 {
            #expect(throttle.admit(account, from: source, now: start) == .admitted)
        }
        throttle.fail(64, account, from: source, now: start)
        // As long as a patient guesser would take for 54 guesses beyond the first ten, and one.
        #expect(throttle.refusal(account, from: source, now: start)?.retryAfter == 55 * 30)
    }

    @Test("A right login is admitted beside any number of others that are under way")
    func rightBesideOthers() {
        var throttle = LoginThrottle()
        throttle.fail(9, account, from: owner, now: start)
        for _ in 0..<1000 { _ = throttle.admit(account, from: owner, now: start) }
        #expect(throttle.admit(account, from: owner, now: start) == .admitted)
    }

    @Test("Names that nobody has are refused as those that somebody has")
    func unknownNames() {
        var throttle = LoginThrottle()
        // Somebody logs in to the first account elsewhere; the second does not exist.
        throttle.succeeded(.numbered(1), from: owner, now: start)
        var random = SeededGenerator(seed: 5)
        for tick in Int64(0)..<2000 {
            let now = start + tick * second
            let source = IPAddress.ipv4(Int.random(in: 0..<30, using: &random))
            let first = throttle.ask(.numbered(1), from: source, now: now)
            #expect(throttle.ask(.numbered(2), from: source, now: now) == first)
            throttle.failed(.numbered(1), from: source, now: now)
            throttle.failed(.numbered(2), from: source, now: now)
        }
    }
}
