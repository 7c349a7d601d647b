// SPDX-License-Identifier: MIT

/// A store of a fixed list of accounts, for the demo and for tests.
public struct MemoryAccountStore: AccountStore {
    /// Keyed by the bytes of the name, since Swift considers "é" as one code point and as two
    /// equal.
    private let accounts: [[UInt8]: Account]

    /// Creates a store; of two accounts with the same name, the last wins.
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

    /// Always true: memory is always available.
    public var isAvailable: Bool { true }

    /// The hashes of all accounts.
    public var passwordHashSamples: [String] { accounts.values.map(\.passwordHash) }
}

extension MemoryAccountStore {
    /// The tutorial's user: `johndoe` with the well-known password `secret`.
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
