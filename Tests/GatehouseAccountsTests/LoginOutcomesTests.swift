// SPDX-License-Identifier: MIT
//
// What instances on one PostgreSQL database tell each other of logins.
// Touches: a PostgreSQL server of the tests' own.

import GatehouseBase
import GatehousePostgres
import GatehouseSecurity
import TestSupport
import Testing

@Suite("Logins told to other instances", .enabled(if: PostgresServer.isInstalled))
struct LoginOutcomesTests {
    /// An instance: its store and what it has heard.
    private struct Instance {
        let store: PostgresAccountStore
        var position = LoginOutcomePosition()

        mutating func exchange(
            _ own: [LoginOutcome] = [],
            ago: Int64 = 0,
            now: Int64 = 0
        ) throws -> [LoginOutcome] {
            try store.exchange(own.map { ($0, ago) }, &position, now: now).map(\.outcome)
        }
    }

    private let server: PostgresServer
    private let database: String

    init() throws {
        server = try PostgresServer.shared.get()
        database = try server.makeDatabase()
    }

    private func instance() throws -> Instance {
        let url = try #require(PostgresURL(server.url(database)))
        return Instance(store: try PostgresAccountStore(url: url, connections: 2))
    }

    private func outcome(_ number: UInt8, _ source: String?, isRight: Bool = false) -> LoginOutcome
    {
        LoginOutcome(
            account: [UInt8](repeating: number, count: 16),
            source: source.flatMap { IPAddress($0) },
            isRight: isRight
        )
    }

    @Test("What one instance has counted is told to each other once, and not to itself")
    func exchange() throws {
        var (one, other) = (try instance(), try instance())
        let outcomes = [
            outcome(1, "192.0.2.1"), outcome(255, "2001:db8::1"), outcome(3, nil),
            outcome(1, "192.0.2.1"), outcome(4, "192.0.2.1", isRight: true),
        ]
        #expect(try one.exchange(outcomes) == [])
        #expect(try other.exchange() == outcomes)
        #expect(try other.exchange() == [])
        #expect(try one.exchange() == [])
        #expect(try other.exchange([outcome(9, nil)]) == [])
        #expect(try one.exchange() == [outcome(9, nil)])
    }

    @Test("An instance that starts hears what still counts, and how long ago it was")
    func start() throws {
        var one = try instance()
        _ = try one.exchange([outcome(1, nil)], ago: 60_000)
        var late = LoginOutcomePosition()
        let heard = try one.store.exchange([], &late, now: 0)
        #expect(heard.map(\.outcome) == [outcome(1, nil)])
        #expect(heard.allSatisfy { (60_000..<120_000).contains($0.ago) })
    }

    @Test("A row that becomes visible after one with a higher number is heard all the same")
    func lateRows() throws {
        var (one, other) = (try instance(), try instance())
        _ = try one.exchange([outcome(1, nil), outcome(2, nil)])
        // As if the first of the two were still under way.
        try server.sql(
            """
            CREATE TABLE late AS SELECT * FROM gatehouse.login_outcome WHERE id = 1;
            DELETE FROM gatehouse.login_outcome WHERE id = 1
            """,
            in: database
        )
        #expect(try other.exchange(now: 0) == [outcome(2, nil)])
        try server.sql(
            "INSERT INTO gatehouse.login_outcome OVERRIDING SYSTEM VALUE SELECT * FROM late",
            in: database
        )
        #expect(try other.exchange(now: 5000) == [outcome(1, nil)])
        #expect(try other.exchange(now: 30_000) == [])
        #expect(try other.exchange(now: 60_000) == [])
    }

    @Test(
        "What was heard is read again for ten seconds, however often it is asked for, and then no more"
    )
    func settles() throws {
        var (one, other) = (try instance(), try instance())
        _ = try one.exchange((0..<100).map { outcome($0, nil) })
        for now in stride(from: Int64(0), to: 10_000, by: 200) {
            #expect(try other.exchange(now: now).count == (now == 0 ? 100 : 0))
            #expect(other.position.unsettledCount == 100)
        }
        #expect(try other.exchange(now: 10_000) == [])
        #expect(other.position.unsettledCount == 0)
        _ = try one.exchange([outcome(200, nil)])
        #expect(try other.exchange(now: 10_200) == [outcome(200, nil)])
        #expect(other.position.unsettledCount == 1)
    }

    @Test("A right login from a known source is told once a day")
    func rightLogins() throws {
        var (one, other) = (try instance(), try instance())
        let right = outcome(1, "192.0.2.1", isRight: true)
        for _ in 0..<3 { _ = try one.exchange([right]) }
        _ = try one.exchange([outcome(1, "192.0.2.2", isRight: true)])
        #expect(try other.exchange().count == 2)
        try server.sql(
            "UPDATE gatehouse.login_outcome SET at = at - interval '25 hours'",
            in: database
        )
        _ = try one.exchange([right])
        #expect(try other.exchange() == [right])
    }

    @Test("What no longer counts is removed, and what counts is kept")
    func removal() throws {
        var one = try instance()
        _ = try one.exchange([outcome(1, nil)], ago: 2 * 3_600_000)
        _ = try one.exchange([outcome(2, nil)], ago: 4 * 3_600_000)
        _ = try one.exchange([outcome(3, nil, isRight: true)], ago: 29 * 86_400_000)
        _ = try one.exchange([outcome(4, nil, isRight: true)], ago: 31 * 86_400_000)
        try one.store.forgetOldOutcomes()
        let left = try server.sql(
            "SELECT string_agg(encode(account, 'hex'), ',' ORDER BY id) FROM gatehouse.login_outcome",
            in: database
        )
        let digits = { (number: Int) in String(repeating: "0\(number)", count: 16) }
        #expect(left == digits(1) + "," + digits(3))
    }

    @Test("The names that are told are no names: 16 bytes made with a key")
    func names() throws {
        let naming = try LoginThrottle.AccountNaming(
            key: SecretKey("a key for tests that is long enough for HS256")
        )
        let account = try naming.account("johndoe")
        var one = try instance()
        _ = try one.exchange([.init(account: account.bytes, source: nil, isRight: false)])
        let rows = try server.sql("SELECT * FROM gatehouse.login_outcome", in: database)
        #expect(!rows.contains("johndoe"))
    }
}
