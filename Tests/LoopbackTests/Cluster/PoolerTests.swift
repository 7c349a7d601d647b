// SPDX-License-Identifier: MIT
//
// PgBouncer in transaction mode between the program and its database.
// Touches: processes, a PostgreSQL server of the tests' own.

import Foundation
import Glibc
import TestSupport
import Testing

extension ResilienceSuites {
    @Suite(
        "PgBouncer before the database",
        .enabled(if: PostgresServer.isInstalled && Pooler.isInstalled)
    )
    struct PoolerTests {

        @Test("All works behind a pooler in transaction mode, and the log says what does not")
        func transactions() throws {
            let server = try PostgresServer.shared.get()
            let database = try server.makeDatabase()
            let pooler = try Pooler(before: server)
            let accounts = try Accounts(url: pooler.url(database))
            try accounts.add("johndoe")
            let flags = ["--database", accounts.path]
            try Gatehouse.serve(flags: flags) { one in
                try one.process.line(containing: "the database is behind a connection pooler")
                try Gatehouse.serve(flags: flags) { other in
                    let login = Requests.login("username=johndoe&password=secret")
                    let token = try one.connect().ask(login).json(TokenAnswer.self).access_token
                    let use = Requests.get("/users/me", token: token)
                    #expect(try other.connect().ask(use).status == 200)
                    #expect(try accounts.user(["logout", "johndoe"]).status == 0)
                    for server in [one, other] {
                        #expect(try eventually { try server.connect().ask(use).status == 401 })
                    }
                }
            }
            // No setting of a session was left for the next client of the pooler.
            let timeout = try server.sql(
                "SHOW statement_timeout",
                in: database,
                port: pooler.port
            )
            #expect(timeout == "0")
        }
    }
}

/// PgBouncer in transaction mode.
private final class Pooler {
    private static let program = "/usr/sbin/pgbouncer"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    let port: UInt16
    private let process: Child

    init(before server: PostgresServer) throws {
        port = try Relay.freePort()
        let workplace = try Workplace()
        let settings = """
            [databases]
            * = host=\(server.folder) port=\(server.port) user=gatehouse
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = \(port)
            auth_type = any
            pool_mode = transaction
            default_pool_size = 5
            unix_socket_dir =
            """
        let file = workplace.path + "/pgbouncer.ini"
        try Data(settings.utf8).write(to: URL(filePath: file))
        // It refuses to run as root.
        let launcher = geteuid() == 0 ? try Self.asOwner(of: server.folder, workplace.path) : []
        process = try Child(launcher + [Self.program, file], [:], in: workplace)
        try process.line(containing: "process up")
    }

    func url(_ database: String) -> String { "postgresql://127.0.0.1:\(port)/\(database)" }

    private static func asOwner(of folder: String, _ workplace: String) throws -> [String] {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        let user = attributes[.ownerAccountID] as? Int ?? 0
        let group = attributes[.groupOwnerAccountID] as? Int ?? 0
        try FileManager.default.setAttributes(
            [.ownerAccountID: user, .groupOwnerAccountID: group],
            ofItemAtPath: workplace
        )
        return ["/usr/bin/setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups"]
    }
}
