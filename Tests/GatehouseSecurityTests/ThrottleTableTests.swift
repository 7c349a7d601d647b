// SPDX-License-Identifier: MIT
//
// Events with their times and the verdict that each has to get.

import GatehouseSecurity
import Testing

/// What happens, or what is expected.
enum ThrottleStep: Sendable {
    case fails(Int = 1)
    case succeeds
    case admitted
    /// By which limit, with which `Retry-After`.
    case refused(LoginThrottle.Limit, Int)
}

/// One line of a scenario: the milliseconds since its start, the account, the source, the step.
struct ThrottleLine: Sendable {
    let time: Int64
    let account: Int
    let source: String?
    let step: ThrottleStep

    init(_ time: Int64, _ account: Int, _ source: String?, _ step: ThrottleStep) {
        self.time = time
        self.account = account
        self.source = source
        self.step = step
    }
}

struct ThrottleScenario: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let lines: [ThrottleLine]

    init(_ name: String, _ lines: [ThrottleLine]) {
        testDescription = name
        self.lines = lines
    }
}

private func line(
    _ time: Int64,
    _ account: Int,
    _ source: String?,
    _ step: ThrottleStep
) -> ThrottleLine {
    ThrottleLine(time, account, source, step)
}

/// Failures of 20 sources, five of each.
private func hundredFailures(at time: Int64, account: Int) -> [ThrottleLine] {
    (0..<20).map { line(time, account, "203.0.113.\($0)", .fails(5)) }
}

private let scenarios = [
    ThrottleScenario(
        "Ten failures of a source with an account are free, and then one more every 30 s",
        [
            line(0, 1, "192.0.2.1", .fails(9)),
            line(0, 1, "192.0.2.1", .admitted),
            line(0, 1, "192.0.2.1", .fails()),
            line(0, 1, "192.0.2.1", .refused(.accountAndSource, 30)),
            line(1, 1, "192.0.2.1", .refused(.accountAndSource, 30)),
            line(29_000, 1, "192.0.2.1", .refused(.accountAndSource, 1)),
            line(29_999, 1, "192.0.2.1", .refused(.accountAndSource, 1)),
            line(30_000, 1, "192.0.2.1", .admitted),
            line(30_000, 1, "192.0.2.1", .fails()),
            line(30_000, 1, "192.0.2.1", .refused(.accountAndSource, 30)),
            line(60_000, 1, "192.0.2.1", .admitted),
        ]
    ),
    ThrottleScenario(
        "After 300 s all ten failures are forgotten",
        [
            line(0, 1, "192.0.2.1", .fails(10)),
            line(299_999, 1, "192.0.2.1", .fails(9)),
            line(299_999, 1, "192.0.2.1", .refused(.accountAndSource, 1)),
            line(300_000, 1, "192.0.2.1", .admitted),
            line(900_000, 1, "192.0.2.1", .fails(9)),
            line(900_000, 1, "192.0.2.1", .admitted),
        ]
    ),
    ThrottleScenario(
        "Another account and another source have failures of their own",
        [
            line(0, 1, "192.0.2.1", .fails(10)),
            line(0, 2, "192.0.2.1", .admitted),
            line(0, 1, "192.0.2.2", .admitted),
        ]
    ),
    ThrottleScenario(
        "A source has thirty failures over all accounts, and then one more every 10 s",
        [
            line(0, 1, "192.0.2.1", .fails(9)),
            line(0, 2, "192.0.2.1", .fails(9)),
            line(0, 3, "192.0.2.1", .fails(9)),
            line(0, 4, "192.0.2.1", .fails(2)),
            line(0, 5, "192.0.2.1", .admitted),
            line(0, 4, "192.0.2.1", .fails()),
            line(0, 5, "192.0.2.1", .refused(.source, 10)),
            line(9_999, 5, "192.0.2.1", .refused(.source, 1)),
            line(10_000, 5, "192.0.2.1", .admitted),
            line(10_000, 5, "192.0.2.1", .fails()),
            line(10_000, 6, "192.0.2.1", .refused(.source, 10)),
            line(10_000, 5, "192.0.2.2", .admitted),
        ]
    ),
    ThrottleScenario(
        "An account has a hundred failures over all sources, and then one more every 36 s",
        hundredFailures(at: 0, account: 1).dropLast() + [
            line(0, 1, "203.0.113.19", .fails(4)),
            line(0, 1, "192.0.2.1", .admitted),
            line(0, 1, "203.0.113.19", .fails()),
            line(0, 1, "192.0.2.1", .refused(.account, 36)),
            line(0, 2, "192.0.2.1", .admitted),
            line(35_999, 1, "192.0.2.1", .refused(.account, 1)),
            line(36_000, 1, "192.0.2.1", .admitted),
            line(36_000, 1, "192.0.2.1", .fails()),
            line(36_000, 1, "192.0.2.9", .refused(.account, 36)),
        ]
    ),
    ThrottleScenario(
        "A source with a right login within 30 days passes the limit of its account",
        [line(0, 1, "192.0.2.1", .succeeds)]
            + hundredFailures(at: 30 * day - 1, account: 1) + [
                line(30 * day - 1, 1, "192.0.2.1", .admitted),
                line(30 * day - 1, 1, "192.0.2.2", .refused(.account, 36)),
                line(30 * day, 1, "192.0.2.1", .refused(.account, 36)),
                line(30 * day - 1 + 36_000, 1, "192.0.2.1", .admitted),
            ]
    ),
    ThrottleScenario(
        "A right login to another account opens nothing",
        [line(0, 2, "192.0.2.1", .succeeds)] + hundredFailures(at: 0, account: 1) + [
            line(0, 1, "192.0.2.1", .refused(.account, 36))
        ]
    ),
    ThrottleScenario(
        "The second right login counts 30 days anew",
        [line(0, 1, "192.0.2.1", .succeeds), line(20 * day, 1, "192.0.2.1", .succeeds)]
            + hundredFailures(at: 49 * day, account: 1) + [
                line(49 * day, 1, "192.0.2.1", .admitted)
            ]
    ),
    ThrottleScenario(
        "A known source is held to its own limits",
        [
            line(0, 1, "192.0.2.1", .succeeds),
            line(0, 1, "192.0.2.1", .fails(10)),
            line(0, 1, "192.0.2.1", .refused(.accountAndSource, 30)),
        ]
    ),
    ThrottleScenario(
        "A right login clears no failures and is not charged",
        [
            line(0, 1, "192.0.2.1", .fails(9)),
            line(0, 1, "192.0.2.1", .succeeds),
            line(0, 1, "192.0.2.1", .admitted),
            line(0, 1, "192.0.2.1", .fails()),
            line(0, 1, "192.0.2.1", .succeeds),
            line(0, 1, "192.0.2.1", .refused(.accountAndSource, 30)),
        ]
    ),
    ThrottleScenario(
        "The limit that lasts longest is told",
        [
            line(0, 1, "192.0.2.1", .fails(10)),
            line(0, 2, "192.0.2.1", .fails(10)),
            line(0, 3, "192.0.2.1", .fails(10)),
            line(0, 3, "192.0.2.1", .refused(.accountAndSource, 30)),
            line(0, 4, "192.0.2.1", .refused(.source, 10)),
            line(0, 4, "192.0.2.1", .fails(5)),
            line(0, 3, "192.0.2.1", .refused(.source, 60)),
        ]
    ),
    ThrottleScenario(
        "Failures beyond the limit are charged as debt",
        [
            line(0, 1, "192.0.2.1", .fails(15)),
            line(0, 1, "192.0.2.1", .refused(.accountAndSource, 180)),
            line(179_999, 1, "192.0.2.1", .refused(.accountAndSource, 1)),
            line(180_000, 1, "192.0.2.1", .admitted),
        ]
    ),
    ThrottleScenario(
        "The debt of an account with a source is a hundred failures at most",
        [
            line(0, 1, "192.0.2.1", .succeeds),  // So its account's own limit stays out of it.
            line(0, 1, "192.0.2.1", .fails(110)),
            line(0, 1, "192.0.2.1", .refused(.accountAndSource, 101 * 30)),
            line(0, 1, "192.0.2.1", .fails(1000)),
            line(0, 1, "192.0.2.1", .refused(.accountAndSource, 101 * 30)),
        ]
    ),
    ThrottleScenario(
        "The debt of a source is a hundred failures at most",
        [
            line(0, 1, "192.0.2.1", .fails(1000)),
            line(0, 2, "192.0.2.1", .refused(.source, 101 * 10)),
        ]
    ),
    ThrottleScenario(
        "The debt of an account is a hundred failures at most",
        (0..<30).map { line(0, 1, "203.0.113.\($0)", .fails(10)) } + [
            line(0, 1, "192.0.2.1", .refused(.account, 101 * 36))
        ]
    ),
    ThrottleScenario(
        "An IPv6 /64 is one source, and the next /64 is another",
        [
            line(0, 1, "2001:db8:0:1::1", .fails(10)),
            line(0, 1, "2001:db8:0:1:ffff::2", .refused(.accountAndSource, 30)),
            line(0, 1, "2001:db8:0:2::1", .admitted),
        ]
    ),
    ThrottleScenario(
        "An IPv4 address written as IPv6 is the same source",
        [
            line(0, 1, "192.0.2.1", .fails(10)),
            line(0, 1, "::ffff:192.0.2.1", .refused(.accountAndSource, 30)),
        ]
    ),
    ThrottleScenario(
        "An IPv6 network with the number of an IPv4 address is another source",
        [
            line(0, 1, "192.0.2.1", .fails(10)),
            line(0, 1, "0:0:c000:201::1", .admitted),
            line(0, 1, "0:0:c000:201::1", .fails(10)),
            line(0, 1, "0:0:c000:201::1", .refused(.accountAndSource, 30)),
        ]
    ),
    ThrottleScenario(
        "Clients without an address are one source, which no address equals",
        [
            line(0, 1, nil, .fails(10)),
            line(0, 1, nil, .refused(.accountAndSource, 30)),
            line(0, 1, "255.255.255.255", .admitted),
            line(0, 1, "ffff:ffff:ffff:ffff::1", .admitted),
            line(0, 1, "::1", .admitted),
            line(0, 1, "0.0.0.0", .admitted),
        ]
    ),
]

@Suite("Login throttle, by table")
struct ThrottleTableTests {
    @Test("Each event gets the verdict that the contract gives it", arguments: scenarios)
    func scenario(_ scenario: ThrottleScenario) {
        var throttle = LoginThrottle()
        for (index, line) in scenario.lines.enumerated() {
            let source = line.source.flatMap { IPAddress($0) }
            #expect((source == nil) == (line.source == nil))
            let account = Account.numbered(line.account)
            let now = start + line.time
            switch line.step {
            case .fails(let count): throttle.fail(count, account, from: source, now: now)
            case .succeeds: throttle.succeeded(account, from: source, now: now)
            case .admitted:
                let refusal = throttle.ask(account, from: source, now: now)
                #expect(refusal == nil, "step \(index)")
            case .refused(let limit, let seconds):
                let refusal = throttle.ask(account, from: source, now: now)
                #expect(refusal?.limit == limit, "step \(index)")
                #expect(refusal?.retryAfter == seconds, "step \(index)")
            }
        }
    }
}
