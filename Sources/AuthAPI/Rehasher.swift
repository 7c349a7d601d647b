// SPDX-License-Identifier: MIT

internal import Gatehouse
internal import GatehouseAccounts
internal import GatehouseSecurity
internal import Synchronization

/// Replaces hashes that are weaker than new ones, after a login has proved the password right.
///
/// It works after the answer, one account at a time, and only if the hash in the store is still the one
/// that was verified: it never wins against a change of the password. What fails is left for the next
/// login.
final class Rehasher: Sendable {
    private struct Job {
        let username: String
        let password: Secret
        let verifiedHash: String
        let client: ClientAddress
    }

    private struct State {
        var waiting: [Job] = []
        var isRunning = false
    }

    /// More passwords are not kept in memory: others come again.
    private static let maxWaiting = 100

    private let accounts: any AccountDirectory
    private let passwords: PasswordContext
    private let workers: any Workers
    private let onEvent: @Sendable (AuthEvent) -> Void
    private let state = Mutex(State())

    init(
        accounts: any AccountDirectory,
        passwords: PasswordContext,
        workers: any Workers,
        onEvent: @escaping @Sendable (AuthEvent) -> Void
    ) {
        self.accounts = accounts
        self.passwords = passwords
        self.workers = workers
        self.onEvent = onEvent
    }

    /// Hashes a password anew, soon.
    func schedule(_ account: Account, _ password: Secret, from client: ClientAddress) {
        let job = Job(
            username: account.username,
            password: password,
            verifiedHash: account.passwordHash,
            client: client
        )
        let isFirst = state.withLock { state in
            let isKnown = state.waiting.contains { $0.username == job.username }
            if !isKnown, state.waiting.count < Self.maxWaiting { state.waiting.append(job) }
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if isFirst { Task { await run() } }
    }

    private func run() async {
        while let job = next() {
            // Nobody waits for it, so nobody is told that the database is away or the password new.
            try? await rehash(job)
        }
    }

    private func next() -> Job? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }

    private func rehash(_ job: Job) async throws {
        let hash = try await workers.run { [passwords] in
            Result { () throws(PasswordHashError) in try passwords.hash(job.password) }
        }
        let change = AccountChange.rehash(hash: try hash.get(), expected: job.verifiedHash)
        _ = try await accounts.change(job.username, change, by: .program)
        onEvent(.passwordRehashed(username: job.username, client: job.client))
    }
}
