// SPDX-License-Identifier: MIT
//
// The thread that tells other instances what came of logins, and hears it from them.
// Touches: the database, a thread, the clock.

import AuthAPI
import GatehouseAccounts
import GatehouseBase
import GatehousePostgres
import GatehouseSecurity
import GatehouseTransport
import Synchronization

/// What came of logins, shared by the instances on one PostgreSQL database.
final class LoginSharing: Sendable {
    /// How often instances exchange, in milliseconds.
    private static let interval: Int32 = 200
    /// How often what no longer counts is removed, in exchanges: every ten minutes.
    private static let exchangesBetweenRemovals = 3000
    /// Logins that wait to be told; more are lost to the others, as those of a database that is away.
    private static let maxWaiting = 10_000

    private struct Outcome {
        let outcome: LoginOutcome
        let time: Int64
    }

    private let store: PostgresAccountStore
    private let waiting = Mutex<[Outcome]>([])

    init(_ store: PostgresAccountStore) {
        self.store = store
    }

    /// Notes what came of a login, to be told.
    func add(_ outcome: LoginOutcome) {
        let now = LoginGuard.systemMilliseconds()
        waiting.withLock { waiting in
            guard waiting.count < Self.maxWaiting else { return }
            waiting.append(Outcome(outcome: outcome, time: now))
        }
    }

    /// Starts the thread, which runs as long as the process.
    func start(_ loginGuard: LoginGuard) throws(ServerError) {
        try SystemThread.start(name: "gatehouse-share") { [self] in run(loginGuard) }.detach()
    }

    private func run(_ loginGuard: LoginGuard) -> Never {
        var position = LoginOutcomePosition()
        var count = 0
        while true {
            // An outage has its line in the log already, and what is not told now is told later.
            try? exchange(&position, loginGuard)
            if count.isMultiple(of: Self.exchangesBetweenRemovals) {
                try? store.forgetOldOutcomes()
            }
            count += 1
            Process.pause(milliseconds: Self.interval)
        }
    }

    private func exchange(
        _ position: inout LoginOutcomePosition,
        _ loginGuard: LoginGuard
    ) throws(AccountStoreError) {
        let now = LoginGuard.systemMilliseconds()
        let own = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        do throws(AccountStoreError) {
            let told = own.map { (outcome: $0.outcome, ago: max(0, now - $0.time)) }
            for foreign in try store.exchange(told, &position, now: now) {
                loginGuard.apply(foreign.outcome, ago: foreign.ago)
            }
        } catch {
            waiting.withLock { waiting in
                waiting = Array((own + waiting).prefix(Self.maxWaiting))
            }
            throw error
        }
    }
}
