// SPDX-License-Identifier: MIT
//
// The parts of the throttle on their own: its table, its clock, its sources and accounts.

@testable import GatehouseSecurity
import TestSupport
import Testing

@Suite("Table of entries that end")
struct ExpiryTableTests {
    private typealias Table = ExpiryTable<Int, String>

    /// The keys that are still in the table.
    private func keys(_ table: Table, among keys: Range<Int>) -> [Int] {
        keys.filter { table[$0] != nil }
    }

    private func filled(capacity: Int, ends: [Int64]) -> Table {
        var table = Table(capacity: capacity)
        for (key, end) in ends.enumerated() {
            _ = table.set(.init(key: key, end: end, value: "\(key)"), now: 0)
        }
        return table
    }

    @Test("In a full table the entry that would end first makes room, and is told")
    func full() {
        var table = filled(capacity: 3, ends: [30, 10, 20])
        let removed = table.set(.init(key: 3, end: 5, value: ""), now: 0)
        #expect(removed.map(\.key) == [1])
        #expect(keys(table, among: 0..<4) == [0, 2, 3])
    }

    @Test("An insertion frees two entries that have ended, and those of a moment ago count")
    func frees() {
        var table = filled(capacity: 9, ends: [30, 10, 20, 15])
        let removed = table.set(.init(key: 9, end: 40, value: ""), now: 20)
        #expect(removed.map(\.key) == [1, 3])
        #expect(keys(table, among: 0..<10) == [0, 2, 9])
    }

    @Test("An entry is replaced in its place, and nothing makes room for that")
    func replaces() {
        var table = filled(capacity: 2, ends: [10, 20])
        #expect(table.set(.init(key: 0, end: 30, value: "new"), now: 15).isEmpty)
        #expect(table[0]?.value == "new")
        #expect(table.count == 2)
        #expect(table.removeEnded(now: 20, atMost: 9).map(\.key) == [1])
    }

    @Test("A capacity below one is taken for one", arguments: [Int.min, -1, 0, 1])
    func leastCapacity(_ capacity: Int) {
        let table = filled(capacity: capacity, ends: [10, 20])
        #expect(keys(table, among: 0..<2) == [1])
    }

    @Test(
        "After any insertions and removals the table holds what a plain list would",
        arguments: 1...20
    )
    func agreesWithList(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var table = Table(capacity: 16)
        var model: [Int: Int64] = [:]
        for now in Int64(0)..<2000 {
            let key = Int.random(in: 0..<40, using: &random)
            let end = now + Int64.random(in: -5...60, using: &random)
            let isNew = model[key] == nil
            let removed =
                isNew || Bool.random(using: &random)
                ? table.set(.init(key: key, end: end, value: ""), now: now)
                : table.removeEnded(now: now, atMost: 3)
            for entry in removed {
                // What was removed came earliest, and had ended unless the table was full.
                #expect(model[entry.key] == entry.end)
                #expect(model.values.allSatisfy { $0 >= entry.end })
                #expect(entry.end <= now || model.count == 16)
                model[entry.key] = nil
            }
            if table[key]?.end == end { model[key] = end }
            #expect(table.count == model.count && table.slotCount <= 16)
            #expect(model.allSatisfy { table[$0.key]?.end == $0.value })
        }
    }
}

@Suite("The throttle's clock")
struct ThrottleClockTests {
    @Test("The throttle's time goes with the caller's clock, forth and a little back")
    func follows() {
        var clock = ThrottleClock()
        #expect(clock.time(at: 100_000) == 100_000)
        #expect(clock.time(at: 40_000) == 40_000)
        #expect(clock.time(at: 100_001) == 100_001)
    }

    @Test("When the caller's clock falls back by more than a minute, the time goes on")
    func jumpsBack() {
        var clock = ThrottleClock()
        #expect(clock.time(at: start) == start)
        #expect(clock.time(at: start - 60_001) == start)
        #expect(clock.time(at: start - 60_001 + 500) == start + 500)
        #expect(clock.time(at: 0) == start + 500)
        #expect(clock.time(at: 7) == start + 507)
        #expect(clock.reading(at: start + 507) == 7)
    }

    @Test("An event counts at its own time, but not after now")
    func events() {
        var clock = ThrottleClock()
        let now = clock.time(at: start)
        #expect(clock.time(ofEventAt: start - 5, now: now) == start - 5)
        #expect(clock.time(ofEventAt: start + 5, now: now) == start)
        #expect(clock.time(ofEventAt: .max, now: now) == start)
    }

    @Test("No reading of a clock overflows, whatever came before")
    func extremes() {
        var random = SeededGenerator(seed: 1)
        let readings: [Int64] = [.min, .min + 1, -1, 0, 1, start, .max - 1, .max]
        for _ in 0..<200 {
            var clock = ThrottleClock()
            var last = Int64.min / 2
            for _ in 0..<20 {
                let time = clock.time(at: readings.randomElement(using: &random) ?? 0)
                #expect(time >= last - ThrottleClock.tolerance)
                last = time
                _ = clock.time(ofEventAt: readings.randomElement(using: &random) ?? 0, now: time)
            }
        }
    }
}

@Suite("The throttle's sources and accounts")
struct ThrottleKeyTests {
    @Test(
        "A source gives back the address that stands for it",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"),
            ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"), ("::1", "::"),
            ("ffff:ffff:ffff:ffff::", "ffff:ffff:ffff:ffff::"),
        ]
    )
    func address(_ text: String, _ expected: String) {
        #expect(ThrottleSource(IPAddress(text)).address?.description == expected)
    }

    @Test("The source of clients without an address has none")
    func noAddress() {
        #expect(ThrottleSource(nil).address == nil)
    }

    private func naming(_ byte: UInt8) throws -> LoginThrottle.AccountNaming {
        try LoginThrottle.AccountNaming(key: SecretKey(bytes: [UInt8](repeating: byte, count: 32)))
    }

    @Test("The same name and key make the same account, at every instance")
    func sameAccount() throws {
        #expect(try naming(1).account("johndoe") == naming(1).account("johndoe"))
        #expect(try naming(1).account("johndoe") != naming(2).account("johndoe"))
    }

    @Test("Names that differ in a byte are different accounts, as they are in the store")
    func differentAccounts() throws {
        let long = String(repeating: "a", count: 70_000)
        let names = ["", "a", "A", "a ", "a\0", "é", "e\u{301}", long]
        let naming = try naming(1)
        #expect(Set(try names.map { try naming.account($0) }).count == names.count)
    }

    /// Computed with Python's hmac module.
    @Test("An account is half an HMAC under a key of its own, never half a token's signature")
    func derivation() throws {
        let account = try naming(7).account("johndoe")
        #expect(Hexadecimal.encode(account.bytes) == "7047447ae36748f5c3a64294f1f76996")
    }

    @Test("An account comes back from its bytes, and from no other number of bytes")
    func accountBytes() throws {
        let account = try naming(1).account("johndoe")
        #expect(account.bytes.count == 16)
        #expect(Account(bytes: account.bytes) == account)
        #expect(Account(bytes: [1, 2, 3]) == nil)
        #expect(Account(bytes: account.bytes + [0]) == nil)
    }
}
