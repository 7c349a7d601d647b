// SPDX-License-Identifier: MIT
//
// A client of a cluster: logs in, uses its tokens, ends them, and writes down what it was told.
// Touches: loopback sockets, processes, the database.

import GatehouseAccounts
import GatehousePostgres
import TestSupport

/// A client with accounts of its own, which nobody else changes.
struct ClusterClient {
    private static let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS"

    /// What a client knows of one of its accounts.
    private struct Known {
        let name: String
        var history = History()
        /// The tokens that it holds, with the number of their login.
        var tokens: [(login: Int, token: String)] = []
        /// The values of the last change that was acknowledged, and of those since that may have been
        /// made.
        var scopes: Set<String> = ["me"]
    }

    private let name: String
    private let instances: [Instance]
    private let store: PostgresAccountStore
    private let database: String
    private var random: SeededGenerator
    private var accounts: [Known] = []
    /// Accounts that were added on the way: for certain, or perhaps.
    private(set) var added: Set<String> = []
    private(set) var perhapsAdded: Set<String> = []

    init(
        number: Int,
        instances: [Instance],
        store: PostgresAccountStore,
        database: String,
        seed: UInt64
    ) {
        name = "client\(number)"
        self.instances = instances
        self.store = store
        self.database = database
        random = SeededGenerator(seed: seed &+ UInt64(number))
    }

    /// Adds the accounts; the database is in order at this time.
    mutating func begin() throws {
        for number in 0..<3 {
            let name = "\(name)-\(number)"
            try store.add(Account(username: name, passwordHash: Self.hash, scopes: ["me"]))
            accounts.append(Known(name: name))
            added.insert(name)
        }
    }

    /// Does one thing.
    mutating func step() {
        let index = Int.random(in: accounts.indices, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case ..<70: use(index)
        case ..<85: logIn(index)
        case ..<93: end(index)
        case ..<97: changeScopes(index)
        default: addAccount()
        }
    }

    /// Whether each account can log in, and its token is good, everywhere.
    mutating func finish() -> Bool {
        for index in accounts.indices {
            for instance in instances {
                logIn(index, at: instance)
                guard accounts[index].history.logins.last?.outcome == .done else { return false }
            }
            let count = accounts[index].tokens.count
            for token in accounts[index].tokens.suffix(instances.count) {
                for instance in instances { use(index, token, at: instance) }
            }
            accounts[index].tokens.removeFirst(max(0, count - 8))
            let uses = accounts[index].history.uses.suffix(instances.count * instances.count)
            guard uses.allSatisfy({ $0.outcome == .done }) else { return false }
        }
        return true
    }

    /// What has become of each account.
    var histories: [History] { accounts.map(\.history) }

    /// The accounts whose scopes are not those of the last change, with what they should be.
    func lostChanges(_ stored: [String: Account]) -> [String] {
        accounts.filter { known in
            let scopes = stored[known.name]?.scopes.joined(separator: " ") ?? "no account"
            return !known.scopes.contains(scopes)
        }.map { "\($0.name): \($0.scopes)" }
    }
}

// MARK: - Steps

extension ClusterClient {
    private mutating func anyInstance() -> Instance {
        instances[Int.random(in: instances.indices, using: &random)]
    }

    private mutating func logIn(_ index: Int) { logIn(index, at: anyInstance()) }

    private mutating func logIn(_ index: Int, at instance: Instance) {
        let sent = ContinuousClock.now
        let request = Requests.login("username=\(accounts[index].name)&password=secret")
        let answer = try? ClientSocket(port: instance.port).ask(request)
        let token = try? answer?.json(TokenAnswer.self).access_token
        accounts[index].history.add(
            History.Login(
                sent: sent,
                answered: .now,
                outcome: Self.outcome(answer?.status)
            )
        )
        guard let token else { return }
        let number = accounts[index].history.logins.count - 1
        accounts[index].tokens.append((number, token))
        if accounts[index].tokens.count > 8 { accounts[index].tokens.removeFirst() }
    }

    private mutating func use(_ index: Int) {
        let instance = anyInstance()
        guard let token = accounts[index].tokens.randomElement(using: &random) else { return }
        use(index, token, at: instance)
    }

    private mutating func use(
        _ index: Int,
        _ token: (login: Int, token: String),
        at instance: Instance
    ) {
        let sent = ContinuousClock.now
        let request = Requests.get("/users/me", token: token.token)
        let status = try? ClientSocket(port: instance.port).ask(request).status
        accounts[index].history.add(
            .init(
                login: token.login,
                sent: sent,
                answered: .now,
                outcome: Self.outcome(status)
            )
        )
    }

    /// Ends the tokens, by the command line or by the library, and goes on using them.
    private mutating func end(_ index: Int) {
        let name = accounts[index].name
        let sent = ContinuousClock.now
        let outcome: History.Outcome
        if Bool.random(using: &random) {
            let words = ["user", "logout", "--database", database, name]
            let status = try? Gatehouse.run(words).status
            outcome = status == 0 ? .done : status == 1 ? .refused : .unknown
        } else {
            outcome = change(name, .logout)
        }
        accounts[index].history.add(History.End(sent: sent, answered: .now, outcome: outcome))
        // A token of after the end is good at once, also where nobody has heard of the end yet.
        if Bool.random(using: &random) { logIn(index) }
        let end = ContinuousClock.now + .milliseconds(1500)
        while ContinuousClock.now < end { use(index) }
    }

    private mutating func changeScopes(_ index: Int) {
        let scopes = "me number\(Int.random(in: 0..<1_000_000, using: &random))"
        let change = AccountChange.scopes(scopes.split(separator: " ").map(String.init))
        switch self.change(accounts[index].name, change) {
        case .done: accounts[index].scopes = [scopes]
        default: accounts[index].scopes.insert(scopes)
        }
    }

    private func change(_ name: String, _ change: AccountChange) -> History.Outcome {
        do throws(AccountStoreError) {
            _ = try store.change(name, change)
            return .done
        } catch {
            guard case .unavailable(let words) = error else { return .refused }
            return words.hasSuffix("is not known") ? .unknown : .unavailable
        }
    }

    private mutating func addAccount() {
        let name = "\(name)-added\(added.count + perhapsAdded.count)"
        let account = Account(username: name, passwordHash: Self.hash)
        if (try? store.add(account)) != nil {
            added.insert(name)
        } else {
            perhapsAdded.insert(name)
        }
    }

    private static func outcome(_ status: Int?) -> History.Outcome {
        switch status {
        case 200: .done
        case 401: .refused
        case 503: .unavailable
        case nil: .unknown
        case let status?: .wrong(status)
        }
    }
}
