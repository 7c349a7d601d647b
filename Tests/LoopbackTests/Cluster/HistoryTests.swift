// SPDX-License-Identifier: MIT
//
// The checker of histories finds what it is there for, and reports no false violations.

import Testing

@Suite("Histories of a cluster")
struct HistoryTests {
    private static let start = ContinuousClock.now

    private func time(_ milliseconds: Int) -> ContinuousClock.Instant {
        Self.start + .milliseconds(milliseconds)
    }

    /// A login from 0 to 10, an end from 20 to 30, and a use of the token at a time.
    private func history(
        end: History.Outcome,
        use outcome: History.Outcome,
        at sent: Int
    ) -> History {
        var history = History()
        history.add(History.Login(sent: time(0), answered: time(10), outcome: .done))
        history.add(History.End(sent: time(20), answered: time(30), outcome: end))
        history.add(.init(login: 0, sent: time(sent), answered: time(sent + 5), outcome: outcome))
        return history
    }

    @Test("A token that is honoured more than a second after its end is a violation")
    func honoured() {
        #expect(history(end: .done, use: .done, at: 1031).verdict().violations.count == 1)
        #expect(history(end: .done, use: .done, at: 1029).verdict().violations.isEmpty)
        #expect(history(end: .unknown, use: .done, at: 5000).verdict().violations.isEmpty)
        #expect(history(end: .unavailable, use: .done, at: 5000).verdict().violations.isEmpty)
        #expect(history(end: .done, use: .unavailable, at: 5000).verdict().violations.isEmpty)
    }

    @Test("A token that is refused without an end is a violation")
    func refused() {
        #expect(history(end: .done, use: .refused, at: 40).verdict().violations.isEmpty)
        #expect(history(end: .done, use: .refused, at: 12).verdict().violations.count == 1)
        // It was still under way when the end began.
        #expect(history(end: .done, use: .refused, at: 18).verdict().violations.isEmpty)
        #expect(history(end: .unknown, use: .refused, at: 9000).verdict().violations.isEmpty)
        #expect(history(end: .unavailable, use: .refused, at: 40).verdict().violations.count == 1)
    }

    @Test("A token of after an end must be good, unless the end is not known to be over")
    func laterToken() {
        for (end, isViolation) in [(History.Outcome.done, true), (.unknown, false)] {
            var history = History()
            history.add(History.End(sent: time(0), answered: time(10), outcome: end))
            history.add(History.Login(sent: time(20), answered: time(30), outcome: .done))
            history.add(.init(login: 0, sent: time(40), answered: time(50), outcome: .refused))
            #expect(history.verdict().violations.isEmpty == !isViolation)
        }
    }

    @Test("A login with the right password that is refused is a violation")
    func login() {
        for outcome in [History.Outcome.done, .unavailable, .unknown, .refused] {
            var history = History()
            history.add(History.Login(sent: time(0), answered: time(10), outcome: outcome))
            #expect(history.verdict().violations.isEmpty == (outcome != .refused))
        }
    }

    @Test("An answer that is neither yes nor no nor 503 is a violation")
    func wrong() {
        #expect(history(end: .done, use: .wrong(500), at: 100).verdict().violations.count == 1)
    }

    @Test("The delay of an end is the time until its token was last honoured")
    func delay() {
        var history = history(end: .done, use: .done, at: 100)
        history.add(.init(login: 0, sent: time(250), answered: time(260), outcome: .done))
        history.add(.init(login: 0, sent: time(300), answered: time(310), outcome: .refused))
        #expect(history.verdict().delays == [.milliseconds(220)])
        #expect(history.verdict().lateUses == 0)
    }
}
