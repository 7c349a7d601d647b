// SPDX-License-Identifier: MIT
//
// Processes that are killed while they write accounts: what they have reported as done is there, and
// nothing is there by half.
// Touches: processes, signals, files in the directory for temporary files, the clock.

import Foundation
import GatehouseAccounts
import GatehousePostgres
import GatehouseSQLite
import Glibc
import TestSupport
import Testing

extension ResilienceSuites {
    @Suite("Writers that are killed")
    struct KilledWriterTests {
        private static let hash = "$2b$04$nrrHW/gJKoxCK6YFug1qSORUm2NAhpAZoqwaYjWnb7xbJi/hNJcfS"
        private static let rounds = 200
        private static let accountsPerRound = 40

        @Test("Two hundred imports that are killed at random leave all of their accounts or none")
        func imports() throws {
            let folder = try TemporaryFolder()
            let path = folder.file("accounts.sqlite")
            // The next start needs no hand.
            try killImports(into: path) { try SQLiteAccountStore(path: path) }
        }

        @Test(
            "Two hundred imports into PostgreSQL that are killed leave all of their accounts or none",
            .enabled(if: PostgresServer.isInstalled)
        )
        func postgresImports() throws {
            let server = try PostgresServer.shared.get()
            let text = server.url(try server.makeDatabase())
            let url = try #require(PostgresURL(text))
            try killImports(into: text) { try PostgresAccountStore(url: url) }
        }

        private func killImports(
            into database: String,
            open: () throws -> any AccountStore
        ) throws {
            var random = SeededGenerator(seed: 8)
            var reported: Set<Int> = []
            // How long an import takes on this machine, as busy as it is.
            var whole = Duration.zero
            for round in 0..<Self.rounds {
                let begin = ContinuousClock.now
                let child = try Gatehouse.start(
                    ["user", "import", "-", "--database", database],
                    [:],
                    input: Self.lines(round)
                )
                if round > 0 {
                    // From before the database is opened until after the import is reported.
                    let end = begin + whole * Double.random(in: 0..<1.5, using: &random)
                    while ContinuousClock.now < end { sched_yield() }
                    child.send(SIGKILL)
                }
                if try child.wait() == 0 { reported.insert(round) }
                if round == 0 { whole = begin.duration(to: .now) }
            }
            let store = try open()
            var counts: [Int: Int] = [:]
            var last: String?
            while case let page = try store.accounts(after: last, limit: 1000), !page.isEmpty {
                last = page.last?.username
                for account in page {
                    let round = account.username.split(separator: "-").first.flatMap { Int($0) }
                    counts[try #require(round), default: 0] += 1
                }
            }
            #expect(counts.values.allSatisfy { $0 == Self.accountsPerRound })
            #expect(reported.isSubset(of: counts.keys))
            print(
                "\(reported.count) of \(Self.rounds) imports were done, \(counts.count) are there"
            )
            // A run in which none or all were killed would prove nothing.
            #expect(!reported.isEmpty && reported.count < Self.rounds)
        }

        private static func lines(_ round: Int) -> [UInt8] {
            let lines = (0..<accountsPerRound).map { number in
                #"{"username":"\#(round)-\#(number)","password_hash":"\#(hash)"}"#
            }
            return Array(lines.joined(separator: "\n").utf8)
        }
    }
}
