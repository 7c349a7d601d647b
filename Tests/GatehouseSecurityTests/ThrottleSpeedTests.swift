// SPDX-License-Identifier: MIT
//
// What a login costs the throttle. Beside a quarter of a second of bcrypt anything below 100 µs is
// nothing; the bound is so generous because this also runs unoptimised, on busy machines.
// Measured by: swift test -c release -Xswiftc -enable-testing --filter ThrottleSpeed

import GatehouseSecurity
import TestSupport
import Testing

@Suite("Login throttle, its speed", .serialized)
struct ThrottleSpeedTests {
    private let rounds = 20_000

    /// Prints and returns the time of one call.
    private func measure(_ what: String, _ body: (Int) throws -> Void) rethrows -> Duration {
        let time = try ContinuousClock().measure {
            for round in 0..<rounds { try body(round) }
        }
        print("throttle: \(what): \(time / rounds)")
        return time / rounds
    }

    @Test("A question, a failure and a right login cost microseconds with many entries")
    func operations() {
        var throttle = LoginThrottle()
        var random = SeededGenerator(seed: 1)
        let accounts = (0..<rounds).map { _ in
            Account.numbered(Int.random(in: 0..<8000, using: &random))
        }
        let sources = (0..<rounds).map { _ in
            IPAddress.ipv4(Int.random(in: 0..<8000, using: &random))
        }
        let failed = measure("failed") {
            throttle.failed(accounts[$0], from: sources[$0], now: start + Int64($0))
        }
        let now = start + Int64(rounds)
        let admit = measure("admit") {
            _ = throttle.admit(accounts[$0], from: sources[$0], now: now)
        }
        let succeeded = measure("succeeded") {
            throttle.succeeded(accounts[$0], from: sources[$0], now: now + Int64($0))
        }
        #expect([failed, admit, succeeded].allSatisfy { $0 < .milliseconds(2) })
    }

    @Test("An account is made from a name in microseconds")
    func naming() throws {
        let key = try SecretKey(bytes: [UInt8](repeating: 1, count: 32))
        let naming = try LoginThrottle.AccountNaming(key: key)
        let time = try measure("account from a name") {
            _ = try naming.account("johndoe\($0 % 10)")
        }
        #expect(time < .milliseconds(2))
    }
}
