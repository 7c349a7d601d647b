// SPDX-License-Identifier: MIT
//
// Accounts that are known from the start and do not change: for the demo and for tests.

/// A store of a fixed list of accounts.
public struct MemoryAccountStore: AccountStore {
    /// Keyed by the bytes of the name, since Swift takes "é" in one character and in two for equal.
    private let accounts: [[UInt8]: Account]

    /// Makes a store; of two accounts with one name the later one counts.
    public init(_ accounts: [Account]) {
        self.accounts = Dictionary(
            accounts.map { (Array($0.username.utf8), $0) },
            uniquingKeysWith: { $1 }
        )
    }

    /// Returns the account with exactly this name.
    public func account(named name: String) async -> Account? {
        accounts[Array(name.utf8)]
    }

    /// Memory is always there.
    public var isAvailable: Bool { true }

    /// The hashes of all accounts.
    public var passwordHashSamples: [String] { accounts.values.map(\.passwordHash) }
}

extension MemoryAccountStore {
    /// The tutorial's user: `johndoe` with the password `secret`, as everybody knows.
    public static var demo: MemoryAccountStore {
        MemoryAccountStore([
            Account(
                username: "johndoe",
                email: "johndoe@example.com",
                fullName: "John Doe",
                passwordHash: "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW",
                scopes: ["me", "items"]
            )
        ])
    }
}
