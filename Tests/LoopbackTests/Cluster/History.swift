// SPDX-License-Identifier: MIT
//
// What the clients of a cluster were told about one account, and whether all of it can be true.

/// The history of one account, of which one client at a time does something.
struct History {
    typealias Instant = ContinuousClock.Instant

    /// What came of something that a client wanted.
    enum Outcome: Equatable {
        /// It was done.
        case done
        /// It was refused.
        case refused
        /// 503: neither yes nor no.
        case unavailable
        /// The connection died, or nothing is known: it may have been done, or be done yet.
        case unknown
        /// An answer with a status that must not be.
        case wrong(Int)
    }

    /// A login, and the token that came of it.
    struct Login {
        let sent: Instant
        let answered: Instant
        let outcome: Outcome
    }

    /// A change that ends the tokens of before.
    struct End {
        let sent: Instant
        let answered: Instant
        let outcome: Outcome
    }

    /// A request with a token.
    struct Use {
        /// The number of the login that the token came of.
        let login: Int
        let sent: Instant
        let answered: Instant
        let outcome: Outcome
    }

    /// How long a token may be honoured after its end was acknowledged.
    static let grace = Duration.seconds(1)

    private(set) var logins: [Login] = []
    private(set) var ends: [End] = []
    private(set) var uses: [Use] = []

    mutating func add(_ login: Login) { logins.append(login) }
    mutating func add(_ end: End) { ends.append(end) }
    mutating func add(_ use: Use) { uses.append(use) }

    /// What was found in a history.
    struct Verdict {
        /// Sentences about what cannot be, none if all is well.
        var violations: [String] = []
        /// For each acknowledged end: how long afterwards a token of before was last honoured.
        var delays: [Duration] = []
        /// How often a token was used after its end and the grace, and so had to be refused.
        var lateUses = 0
    }

    /// Judges the history.
    func verdict() -> Verdict {
        var verdict = Verdict()
        for login in logins where login.outcome == .refused {
            verdict.violations.append("a login with the right password was refused: \(login)")
        }
        let outcomes = logins.map(\.outcome) + ends.map(\.outcome) + uses.map(\.outcome)
        for case .wrong(let status) in outcomes {
            verdict.violations.append("an answer with status \(status)")
        }
        for end in ends where end.outcome == .refused {
            verdict.violations.append("a change of an account that exists was refused: \(end)")
        }
        for use in uses {
            switch use.outcome {
            case .done:
                if isLate(use) { verdict.violations.append("honoured after its end: \(use)") }
            case .refused:
                if !mayBeRefused(use) {
                    verdict.violations.append("refused without reason: \(use)")
                }
            case .unavailable, .unknown, .wrong: break
            }
            if isLate(use) { verdict.lateUses += 1 }
        }
        verdict.delays = ends.filter { $0.outcome == .done }.map(delay)
        return verdict
    }

    /// Whether a token was used when it certainly had to be refused: it had been received before an end
    /// was asked for, and was sent later than the grace after that was acknowledged.
    private func isLate(_ use: Use) -> Bool {
        ends.contains { end in
            end.outcome == .done && logins[use.login].answered < end.sent
                && use.sent > end.answered + Self.grace
        }
    }

    /// Whether some end, acknowledged or not, may have come between the login and the use.
    private func mayBeRefused(_ use: Use) -> Bool {
        ends.contains { end in
            switch end.outcome {
            case .done: end.answered > logins[use.login].sent && end.sent < use.answered
            // It may still come.
            case .unknown: end.sent < use.answered
            case .refused, .unavailable, .wrong: false
            }
        }
    }

    private func delay(of end: End) -> Duration {
        let honoured = uses.filter { use in
            use.outcome == .done && logins[use.login].answered < end.sent && use.sent > end.answered
        }
        return honoured.map { end.answered.duration(to: $0.sent) }.max() ?? .zero
    }
}
