// SPDX-License-Identifier: MIT
//
// deploy/nginx.conf in front of three instances: what clients see while one of them ends, and while the
// database is away.
// Touches: processes, signals, loopback sockets, a PostgreSQL server of its own.

import Foundation
import Glibc
import TestSupport
import Testing

extension ResilienceSuites {
    @Suite(
        "nginx in front of a cluster",
        .enabled(if: PostgresServer.isInstalled && Proxy.isInstalled)
    )
    struct ProxyTests {
        private static let login = Requests.login("username=johndoe&password=secret")

        @Test("Clients notice neither an instance that is killed nor one that drains")
        func instances() throws {
            let server = try PostgresServer.shared.get()
            try serve(server) { proxy, instances in
                let token = try proxy.ask(Self.login).json(TokenAnswer.self).access_token
                let use = Requests.get("/users/me", token: token)
                for _ in 0..<20 { #expect(try proxy.ask(use).status == 200) }
                instances[0].process.send(SIGTERM)
                for _ in 0..<50 { #expect(try proxy.ask(use).status == 200) }
                instances[1].process.send(SIGKILL)
                for _ in 0..<50 { #expect(try proxy.ask(use).status == 200) }
                for _ in 0..<9 { #expect(try proxy.ask(Self.login).status == 200) }
            }
        }

        @Test("While the database is away clients get 503 with Retry-After, and no other error")
        func database() throws {
            let server = try PostgresServer()
            try serve(server) { proxy, _ in
                let token = try proxy.ask(Self.login).json(TokenAnswer.self).access_token
                let use = Requests.get("/users/me", token: token)
                try server.run(.stop)
                var statuses: Set<Int> = []
                let isAway = try eventually {
                    let answer = try proxy.ask(use)
                    statuses.insert(answer.status)
                    return answer.status == 503 && answer["retry-after"] == "1"
                }
                #expect(isAway)
                for _ in 0..<20 { statuses.insert(try proxy.ask(Self.login).status) }
                try server.run(.start)
                #expect(
                    try eventually {
                        let status = try proxy.ask(use).status
                        statuses.insert(status)
                        return status == 200
                    }
                )
                #expect(statuses == [200, 503])
            }
        }

        private func serve(
            _ server: PostgresServer,
            _ body: (Proxy, [RunningServer]) throws -> Void
        ) throws {
            let accounts = try Accounts(url: server.url(server.makeDatabase()))
            try accounts.add("johndoe")
            let flags = ["--database", accounts.path]
            try Gatehouse.serve(flags: flags) { one in
                try Gatehouse.serve(flags: flags) { two in
                    try Gatehouse.serve(flags: flags) { three in
                        let instances = [one, two, three]
                        try body(Proxy(before: instances.map(\.port)), instances)
                    }
                }
            }
        }
    }
}

/// nginx with deploy/nginx.conf.
final class Proxy {
    private static let program = "/usr/sbin/nginx"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    private let port: UInt16
    private let process: Child

    init(before ports: [UInt16]) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let file = root.appending(path: "deploy/nginx.conf")
        var site = try String(contentsOf: file, encoding: .utf8)
        for (number, port) in zip(8001..., ports) {
            site = site.replacing("127.0.0.1:\(number)", with: "127.0.0.1:\(port)")
        }
        port = try Relay.freePort()
        site = site.replacing("listen 8080", with: "listen 127.0.0.1:\(port)")
        let workplace = try Workplace()
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(workplace.path)/\($0);" }.joined(separator: " ")
        let main = """
            daemon off; master_process off; pid \(workplace.path)/pid; error_log stderr notice;
            events {}
            http { access_log off; \(temporary)
            \(site)
            }
            """
        let configuration = workplace.path + "/nginx.conf"
        try Data(main.utf8).write(to: URL(filePath: configuration))
        process = try Child([Self.program, "-c", configuration], [:], in: workplace)
        guard eventually({ (try? ClientSocket(port: port)) != nil }) else {
            throw Child.Failure(problem: "nginx does not listen", errors: process.errors)
        }
    }

    /// Sends a request on a connection of its own, and receives the response.
    func ask(_ request: String) throws -> ReceivedResponse {
        try ClientSocket(port: port).ask(request)
    }
}
