// SPDX-License-Identifier: MIT

import GatehouseAccounts
import Testing

@Suite("Accounts")
struct AccountTests {
    private static let hash = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"

    private static func account(_ name: String, scopes: [String] = []) -> Account {
        Account(username: name, passwordHash: hash, scopes: scopes)
    }

    @Test(
        "An account grants the requested scopes that it has, each once, in their order",
        arguments: [
            ([], []), (["me"], ["me"]), (["items", "me"], ["items", "me"]),
            (["me", "me"], ["me"]), (["admin", "me"], ["me"]), (["ME"], []), ([""], []),
            // The KELVIN SIGN, which Swift's == takes for a K.
            (["\u{212A}"], []), (["K"], ["K"]),
        ]
    )
    func scopes(requested: [String], granted: [String]) {
        let account = Self.account("a", scopes: ["me", "items", "K"])
        #expect(account.grantedScopes(of: requested) == granted)
    }

    @Test("An account that is printed or dumped shows no hash")
    func redaction() {
        let account = Self.account("johndoe")
        var dumped = ""
        dump(account, to: &dumped)
        for text in ["\(account)", String(reflecting: account), dumped] {
            #expect(text.contains("johndoe"))
            #expect(!text.contains("$2b$"))
        }
    }

    @Test("The account store in memory compares names byte by byte")
    func names() async {
        let store = MemoryAccountStore([Self.account("caf\u{E9}"), Self.account("K")])
        #expect(await store.account(named: "caf\u{E9}") != nil)
        #expect(await store.account(named: "cafe\u{301}") == nil)
        #expect(await store.account(named: "\u{212A}") == nil)
        #expect(await store.account(named: "") == nil)
    }

    @Test("The later of two accounts with one name replaces the earlier one")
    func duplicates() async {
        let store = MemoryAccountStore([
            Self.account("a", scopes: ["old"]), Self.account("a", scopes: ["new"]),
        ])
        #expect(await store.account(named: "a")?.scopes == ["new"])
    }

    @Test("The account store in memory is always available and gives its hashes as samples")
    func availability() {
        let store = MemoryAccountStore([Self.account("a")])
        #expect(store.isAvailable)
        #expect(store.passwordHashSamples == [Self.hash])
    }

    @Test("The demo accounts include the tutorial's user")
    func demo() async throws {
        let account = try #require(await MemoryAccountStore.demo.account(named: "johndoe"))
        #expect(account.email == "johndoe@example.com")
        #expect(account.fullName == "John Doe")
        #expect(!account.isDisabled)
        #expect(account.scopes == ["me", "items"])
    }
}
