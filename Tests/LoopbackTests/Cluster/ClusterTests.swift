// SPDX-License-Identifier: MIT
//
// Three instances on one database, which are killed, stopped and cut off while clients work, and so is
// the database. `make cluster-test` runs this; GATEHOUSE_CLUSTER_SECONDS says for how long.
// Touches: processes, signals, loopback sockets, a PostgreSQL server of its own, the clock.

import Foundation
import GatehouseAccounts
import GatehousePostgres
import Glibc
import Synchronization
import TestSupport
import Testing

/// How the cluster is tried.
private enum ClusterRun {
    private static let environment = ProcessInfo.processInfo.environment

    static let duration = environment["GATEHOUSE_CLUSTER_SECONDS"].flatMap(Double.init)
        .map { Duration.seconds($0) }
    static let seed =
        environment["GATEHOUSE_CLUSTER_SEED"].flatMap(UInt64.init)
        ?? UInt64.random(in: 0..<1_000_000)

    static var isWanted: Bool { duration != nil && PostgresServer.isInstalled }
}

extension ResilienceSuites {
    @Suite("A cluster", .enabled(if: ClusterRun.isWanted))
    struct ClusterTests {
        @Test("Three instances keep every promise while they and their database fail")
        func cluster() throws {
            let server = try PostgresServer()
            let name = try server.makeDatabase()
            let url = server.url(name)
            let store = try PostgresAccountStore(url: #require(PostgresURL(url)))
            let instances = try (0..<3).map { _ in try Instance(server, name) }
            for instance in instances { try instance.start() }
            defer { instances.forEach { $0.relay.close() } }

            var clients = (0..<6).map { number in
                ClusterClient(
                    number: number,
                    instances: instances,
                    store: store,
                    database: url,
                    seed: ClusterRun.seed
                )
            }
            for index in clients.indices { try clients[index].begin() }
            var faults = ClusterFaults(instances, server, seed: ClusterRun.seed)
            let duration = try #require(ClusterRun.duration)
            clients = try Self.work(clients) {
                try faults.make(for: duration)
            }
            var isHealed = false
            _ = eventually {
                isHealed = true
                for index in clients.indices where isHealed { isHealed = clients[index].finish() }
                return isHealed
            }
            #expect(isHealed, "the instances do not work again although nothing fails any more")

            let report = try ClusterReport(clients, store)
            print("seed \(ClusterRun.seed)")
            print(faults.summary)
            print(report.summary)
            #expect(report.problems.isEmpty, "\(report.problems.prefix(10))")
            // A run that tried nothing proves nothing.
            #expect(report.lateUseCount > 0 && report.endCount > 0 && report.honouredCount > 0)
        }

        /// Has each client work on a thread of its own while something goes on.
        private static func work(
            _ clients: [ClusterClient],
            beside body: () throws -> Void
        ) throws -> [ClusterClient] {
            let crew = Crew()
            for (index, client) in clients.enumerated() {
                Thread.detachNewThread {
                    var client = client
                    while !crew.isOver { client.step() }
                    crew.finish(client, index)
                }
            }
            defer { crew.end() }
            try body()
            return try crew.results(count: clients.count)
        }
    }
}

/// The threads of the clients.
private final class Crew: Sendable {
    private let over = Atomic<Bool>(false)
    private let finished = Mutex<[Int: ClusterClient]>([:])

    var isOver: Bool { over.load(ordering: .relaxed) }

    func end() { over.store(true, ordering: .relaxed) }

    func finish(_ client: ClusterClient, _ index: Int) {
        finished.withLock { $0[index] = client }
    }

    /// Lets all come to an end, and returns them in their order.
    func results(count: Int) throws -> [ClusterClient] {
        end()
        guard eventually({ finished.withLock { $0.count == count } }) else {
            throw Child.Failure(problem: "a client does not come to an end", errors: "")
        }
        return finished.withLock { finished in finished.sorted { $0.key < $1.key }.map(\.value) }
    }
}

/// What fails, and when.
private struct ClusterFaults {
    private enum Fault: String, CaseIterable {
        case kill = "instance killed"
        case suspend = "instance stopped with SIGSTOP"
        case cut = "connections cut"
        case block = "connections blocked without a word"
        case terminate = "sessions ended by the database"
        case restart = "database restarted"
        case crash = "database crashed"
        case freeze = "database frozen"
    }

    private let instances: [Instance]
    private let server: PostgresServer
    private var random: SeededGenerator
    private var counts: [Fault: Int] = [:]

    init(_ instances: [Instance], _ server: PostgresServer, seed: UInt64) {
        self.instances = instances
        self.server = server
        random = SeededGenerator(seed: seed)
    }

    /// Makes faults for a time; in the end all is as it should be.
    mutating func make(for duration: Duration) throws {
        let end = ContinuousClock.now + duration
        // Each once at least, in some order, then whatever comes.
        var faults = Fault.allCases.shuffled(using: &random)
        while ContinuousClock.now < end {
            let fault = faults.popLast() ?? Fault.allCases.randomElement(using: &random) ?? .kill
            counts[fault, default: 0] += 1
            try make(fault, at: instances[Int.random(in: instances.indices, using: &random)])
            pause(milliseconds: 200...1500)
        }
    }

    private mutating func make(_ fault: Fault, at instance: Instance) throws {
        switch fault {
        case .kill:
            try instance.kill()
            try instance.start()
        case .suspend:
            instance.suspend()
            pause(milliseconds: 200...3000)
            instance.resume()
        case .cut: instance.relay.cut()
        case .block:
            instance.relay.block(true)
            pause(milliseconds: 200...3000)
            // What was held back is lost.
            instance.relay.cut()
            instance.relay.block(false)
        case .terminate:
            try server.sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    + "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()",
                in: "postgres"
            )
        case .restart, .crash:
            try server.run(fault == .restart ? .stop : .crash)
            pause(milliseconds: 0...2000)
            try server.run(.start)
        case .freeze:
            try server.run(.freeze)
            pause(milliseconds: 200...2000)
            try server.run(.thaw)
        }
    }

    private mutating func pause(milliseconds range: ClosedRange<Int>) {
        // The time that a fault takes is the fault itself; nothing is waited for.
        let end = ContinuousClock.now + .milliseconds(Int.random(in: range, using: &random))
        while ContinuousClock.now < end { _ = poll(nil, 0, 5) }
    }

    /// A line for each kind of fault.
    var summary: String {
        Fault.allCases.map { fault in "\(fault.rawValue): \(counts[fault] ?? 0)" }
            .joined(separator: "\n")
    }
}

/// What came of a run.
private struct ClusterReport {
    private(set) var problems: [String] = []
    private(set) var lateUseCount = 0
    private(set) var endCount = 0
    private(set) var honouredCount = 0
    private let lines: [String]

    init(_ clients: [ClusterClient], _ store: any AccountStore) throws {
        var stored: [String: Account] = [:]
        while case let page = try store.accounts(after: stored.keys.max(), limit: 1000),
            !page.isEmpty
        {
            for account in page { stored[account.username] = account }
        }
        let added = clients.reduce(into: Set()) { $0.formUnion($1.added) }
        let perhaps = clients.reduce(into: Set()) { $0.formUnion($1.perhapsAdded) }
        let lost = added.subtracting(stored.keys)
        let unexpected = Set(stored.keys).subtracting(added).subtracting(perhaps)
        let lostChanges = clients.flatMap { $0.lostChanges(stored) }
        problems += lost.map { "lost account: \($0)" }
        problems += unexpected.map { "account that nobody added: \($0)" }
        problems += lostChanges.map { "lost change: \($0)" }

        let histories = clients.flatMap(\.histories)
        let verdicts = histories.map { $0.verdict() }
        problems += verdicts.flatMap(\.violations)
        lateUseCount = verdicts.reduce(0) { $0 + $1.lateUses }
        let delays = verdicts.flatMap(\.delays).sorted()
        endCount = delays.count
        let uses = histories.flatMap(\.uses).map(\.outcome)
        honouredCount = uses.count { $0 == .done }
        lines = [
            "accounts added: \(added.count); lost: \(lost.count); "
                + "not known and there: \(perhaps.intersection(stored.keys).count) "
                + "of \(perhaps.count); changes lost: \(lostChanges.count)",
            "logins: " + Self.counts(histories.flatMap(\.logins).map(\.outcome)),
            "uses of tokens: " + Self.counts(uses),
            "ends of tokens: " + Self.counts(histories.flatMap(\.ends).map(\.outcome)),
            "a token was last honoured after its end: median \(Self.quantile(delays, 0.5)), "
                + "99 per cent \(Self.quantile(delays, 0.99)), at most \(Self.quantile(delays, 1))",
            "uses of tokens more than a second after their end: \(lateUseCount)",
        ]
    }

    private static func counts(_ outcomes: [History.Outcome]) -> String {
        "\(outcomes.count { $0 == .done }) done, \(outcomes.count { $0 == .refused }) refused, "
            + "\(outcomes.count { $0 == .unavailable }) unavailable, "
            + "\(outcomes.count { $0 == .unknown }) unknown"
    }

    private static func quantile(_ delays: [Duration], _ part: Double) -> String {
        guard !delays.isEmpty else { return "-" }
        let index = Int((Double(delays.count - 1) * part).rounded())
        return "\(Int((delays[index] / .milliseconds(1)).rounded())) ms"
    }

    /// The figures, a line for each.
    var summary: String { lines.joined(separator: "\n") }
}
