// SPDX-License-Identifier: MIT

import GatehouseAccounts
import Synchronization
import Testing

@Suite("Accounts")
struct AccountTests {
    private static let hash = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"

    private static func account(_ name: String, scopes: [String] = []) -> Account {
        Account(username: name, passwordHash: hash, scopes: scopes)
    }

    @Test(
        "A token may do what its account may and what it was not narrowed from",
        arguments: [
            ([], nil, true), (["me"], nil, true), (["me", "items"], nil, true),
            (["admin"], nil, false), (["me", "admin"], nil, false), (["me"], [], false),
            (["me"], ["me"], true), (["me"], ["items"], false), (["admin"], ["admin"], false),
            (["me"], ["items", "me"], true), ([], [], true), (["ME"], nil, false),
            // The KELVIN SIGN, which Swift's == takes for a K.
            (["\u{212A}"], nil, false), (["K"], ["\u{212A}"], false), (["K"], ["K"], true),
        ] as [([String], [String]?, Bool)]
    )
    func scopes(required: [String], narrowed: [String]?, isAllowed: Bool) {
        let account = Self.account("a", scopes: ["me", "items", "K"])
        #expect(account.allows(required, narrowedTo: narrowed) == isAllowed)
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
    func names() {
        let store = MemoryAccountStore([Self.account("caf\u{E9}"), Self.account("K")])
        #expect(store.account(named: "caf\u{E9}") != nil)
        #expect(store.account(named: "cafe\u{301}") == nil)
        #expect(store.account(named: "\u{212A}") == nil)
        #expect(store.account(named: "") == nil)
    }

    @Test("The later of two accounts with one name replaces the earlier one")
    func duplicates() {
        let store = MemoryAccountStore([
            Self.account("a", scopes: ["old"]), Self.account("a", scopes: ["new"]),
        ])
        #expect(store.account(named: "a")?.scopes == ["new"])
    }

    @Test("The account store in memory is always available")
    func availability() {
        #expect(MemoryAccountStore([]).isAvailable)
    }

    @Test("The account store in memory reports the hashes in use, and those that join them later")
    func hashes() throws {
        let store = MemoryAccountStore([Self.account("a"), Self.account("b")])
        let seen = Mutex<[String]>([])
        store.reportPasswordHashes { hash in seen.withLock { $0.append(hash) } }
        #expect(seen.withLock { $0 } == [Self.hash])
        let dearer = Self.hash.replacing("$12$", with: "$13$")
        try store.add(Account(username: "c", passwordHash: dearer))
        #expect(seen.withLock { $0 } == [Self.hash, dearer])
    }

    @Test("The demo accounts include the tutorial's user")
    func demo() throws {
        let account = try #require(MemoryAccountStore.demo.account(named: "johndoe"))
        #expect(account.email == "johndoe@example.com")
        #expect(account.fullName == "John Doe")
        #expect(!account.isDisabled)
        #expect(account.scopes == ["me", "items"])
    }
}
