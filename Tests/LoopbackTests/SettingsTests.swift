// SPDX-License-Identifier: MIT
//
// Settings from outside: where they come from, what they do, and how a wrong one is reported.
// Touches: processes, loopback sockets.

import TestSupport
import Testing

@Suite("Settings of a running server")
struct SettingsTests {
    private static let withKey = ["SECRET_KEY": Gatehouse.key]

    @Test(
        "The program takes a flag over the environment, and the environment over .env",
        arguments: [
            ("DOCS=off", nil, [], 404),
            ("DOCS=off", "on", [], 200),
            ("DOCS=off", "on", ["--docs", "off"], 404),
            ("DOCS=on", "off", ["--docs", "on"], 200),
            ("", nil, [], 200),
        ] as [(String, String?, [String], Int)]
    )
    func precedence(file: String, environment: String?, flags: [String], status: Int) throws {
        var variables: [String: String] = [:]
        variables["DOCS"] = environment
        try Gatehouse.serve(
            flags: ["--demo"] + flags,
            environment: variables,
            settings: "SECRET_KEY=\(Gatehouse.key)\n\(file)\n"
        ) { server in
            let client = try server.connect()
            for path in ["/docs", "/openapi.json"] {
                #expect(try client.ask(Requests.get(path)).status == status)
            }
            #expect(try client.ask(Requests.get("/")).status == (status == 200 ? 307 : 404))
        }
    }

    @Test("A request at exactly the limit of a setting is accepted, and one beyond it refused")
    func limits() throws {
        let environment = Self.withKey.merging(
            ["MAX_BODY_BYTES": "1024", "MAX_TARGET_BYTES": "256", "MAX_HEADER_FIELDS": "8"],
            uniquingKeysWith: { $1 }
        )
        try Gatehouse.serve(environment: environment) { server in
            for (status, unit, limit, request) in Self.requestsAtLimits {
                let taken = try server.connect().ask(request(limit))
                #expect(taken.status == status)
                let refused = try server.connect().ask(request(limit + 1))
                #expect(refused.body.contains("exceeds the limit of \(limit) \(unit)."))
            }
        }
    }

    private static let requestsAtLimits: [(Int, String, Int, @Sendable (Int) -> String)] = [
        (422, "bytes", 1024, { Requests.login(String(repeating: "a", count: $0)) }),
        (404, "bytes", 256, { Requests.get("/" + String(repeating: "a", count: $0 - 1)) }),
        (
            200, "fields", 8,
            { count in
                let more = String(repeating: "X: y\r\n", count: count - 1)
                return "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\(more)\r\n"
            }
        ),
    ]

    @Test("The program closes an idle connection after the idle time without a response")
    func idleTime() throws {
        let environment = Self.withKey.merging(["IDLE_TIMEOUT_SECONDS": "1"]) { $1 }
        try Gatehouse.serve(environment: environment) { server in
            let client = try server.connect()
            #expect(try client.ask(Requests.get("/healthz")).status == 200)
            let start = ContinuousClock.now
            #expect(client.isClosed())
            // Far from the default, which is a minute.
            #expect(start.duration(to: .now) < .seconds(30))
        }
    }

    @Test("The program's tokens live as long as the setting says")
    func lifetime() throws {
        let environment = Self.withKey.merging(["ACCESS_TOKEN_EXPIRE_MINUTES": "5"]) { $1 }
        try Gatehouse.serve(environment: environment) { server in
            let answer = try server.connect().ask(Requests.goodLogin).json(TokenAnswer.self)
            #expect(answer.expires_in == 300)
            let claims = try DecodedToken(answer.access_token).claims
            #expect(claims.exp == claims.iat + 300)
        }
    }

    @Test("The program's tokens say what the settings want, and are good where they do")
    func tokens() throws {
        let wanted = [
            "ALGORITHM": "HS512", "SECRET_KEY_IDS": "2026-11", "ISSUER": "https://id.example.com",
            "AUDIENCE": "orders", "SUBJECT_PREFIX": "username:",
        ]
        var token = ""
        try Gatehouse.serve(environment: Self.withKey.merging(wanted) { $1 }) { server in
            let client = try server.connect()
            token = try client.token()
            let decoded = try DecodedToken(token)
            #expect(decoded.header == #"{"alg":"HS512","typ":"JWT","kid":"2026-11"}"#)
            #expect(decoded.claims.sub == "username:johndoe")
            #expect(decoded.claims.iss == "https://id.example.com")
            #expect(decoded.claims.aud == "orders")
            let answer = try client.ask(Requests.get("/users/me", token: token))
            #expect(answer.status == 200)
            #expect(answer.body.hasPrefix(#"{"username":"johndoe","#))
        }
        let others = [
            ("ALGORITHM", "HS384"), ("ISSUER", "https://id.example.org"), ("AUDIENCE", ""),
            ("SUBJECT_PREFIX", "user:"),
        ]
        for (name, value) in others {
            let changed = wanted.merging([name: value]) { $1 }
            try Gatehouse.serve(environment: Self.withKey.merging(changed) { $1 }) { server in
                let answer = try server.connect().ask(Requests.get("/users/me", token: token))
                #expect(answer.status == 401, "\(name)")
            }
        }
        // A name is a hint only.
        let renamed = wanted.merging(["SECRET_KEY_IDS": "other"]) { $1 }
        try Gatehouse.serve(environment: Self.withKey.merging(renamed) { $1 }) { server in
            let answer = try server.connect().ask(Requests.get("/users/me", token: token))
            #expect(answer.status == 200)
        }
    }

    @Test("A change of keys in three steps, as Operations.md has it, refuses no token")
    func rotationOfInstances() throws {
        let (old, new) = (Gatehouse.key, String(repeating: "n", count: 32))
        let steps: [(keys: String, ids: String)] = [
            (old, "old"), ("\(old),\(new)", "old,new"), ("\(new),\(old)", "new,old"), (new, "new"),
        ]
        let serve = { (step: Int, body: (RunningServer) throws -> Void) in
            let environment = ["SECRET_KEY": steps[step].keys, "SECRET_KEY_IDS": steps[step].ids]
            try Gatehouse.serve(environment: environment, body)
        }
        // While instances restart one by one, each step meets tokens of the step beside it.
        for step in 1..<steps.count - 1 {
            var tokens: [String] = []
            for beside in step - 1...step {
                try serve(beside) { server in tokens.append(try server.connect().token()) }
            }
            for beside in step - 1...step {
                try serve(beside) { server in
                    for token in tokens {
                        let request = Requests.get("/users/me", token: token)
                        let answer = try server.connect().ask(request)
                        #expect(answer.status == 200)
                    }
                }
            }
        }
        try serve(2) { server in
            let token = try server.connect().token()
            let header = try DecodedToken(token).header
            #expect(header == #"{"alg":"HS256","typ":"JWT","kid":"new"}"#)
            try serve(3) { last in
                let answer = try last.connect().ask(Requests.get("/users/me", token: token))
                #expect(answer.status == 200)
            }
        }
    }

    @Test("A token of an old key is accepted while that key is listed after the new one")
    func rotation() throws {
        let newKey = String(repeating: "n", count: 32)
        var token = ""
        try Gatehouse.serve { server in token = try server.connect().token() }
        for (keys, status) in [("\(newKey),\(Gatehouse.key)", 200), (newKey, 401)] {
            try Gatehouse.serve(environment: ["SECRET_KEY": keys]) { server in
                let answer = try server.connect().ask(Requests.get("/users/me", token: token))
                #expect(answer.status == status)
            }
        }
    }

    @Test("The program accepts the tutorial's key only for a demo")
    func tutorialKey() throws {
        let key = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"
        let refused = try Gatehouse.run(["serve", "--port", "0"], environment: ["SECRET_KEY": key])
        #expect(refused.status == 78)
        #expect(refused.errors.hasPrefix("SECRET_KEY: must not be the key that the tutorial "))
        #expect(!refused.errors.contains(key))
        try Gatehouse.serve(environment: ["SECRET_KEY": key]) { server in
            let answer = try server.connect().ask(Requests.goodLogin)
            #expect(answer.status == 200)
        }
    }
}

@Suite("Failed starts")
struct FailedStartTests {
    @Test("A failed start reports each fault of the settings on its own line, without the key")
    func allFaults() throws {
        let outcome = try Gatehouse.run(
            ["serve", "--port", "99999", "--workers", "0"],
            environment: ["SECRET_KEY": "too-short-a-key", "LOG_LEVEL": "loud"],
            settings: "DOCS=perhaps\nthis is no setting\n"
        )
        #expect(outcome.status == 78)
        #expect(outcome.output == "")
        let lines = outcome.errors.split(separator: "\n")
        let places = lines.map { String($0.prefix(while: { $0 != ":" })) }
        #expect(
            places == [
                ".env line 2", "PORT (--port)", "DOCS (.env line 1)", "SECRET_KEY",
                "WORKERS (--workers)", "LOG_LEVEL",
            ]
        )
        #expect(!outcome.errors.contains("too-short-a-key"))
    }

    @Test(
        "A failed start names what is wrong with names of keys and their length, in one line each"
    )
    func keyFaults() throws {
        let short = String(Gatehouse.key.dropLast())
        let outcome = try Gatehouse.run(
            ["serve", "--port", "x"],
            environment: ["SECRET_KEY": short, "ALGORITHM": "HS512", "SECRET_KEY_IDS": "a,b"]
        )
        #expect(outcome.status == 78)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines.first?.hasPrefix("PORT (--port): ") == true)
        #expect(
            lines.dropFirst().first?.hasPrefix("SECRET_KEY: must be UTF-8 text of at least 64 ")
                == true
        )
        #expect(
            lines.last == "SECRET_KEY_IDS: must name each key of SECRET_KEY, which has 1, not 2"
        )
        #expect(!outcome.errors.contains(short.prefix(16)))
    }

    @Test("A start without a key fails with the command that makes one")
    func missingKey() throws {
        let outcome = try Gatehouse.run(["serve", "--port", "0"])
        #expect(outcome.status == 78)
        #expect(
            outcome.errors == "SECRET_KEY: is missing; make one with: "
                + #"(umask 077; printf '\nSECRET_KEY=%s\n' "$(gatehouse secret)" >> .env)"# + "\n"
        )
    }

    @Test("A demo does not start on an address for other machines", arguments: ["0.0.0.0", "::"])
    func demoAbroad(host: String) throws {
        let outcome = try Gatehouse.run(
            ["serve", "--demo", "--port", "0", "--host", host],
            environment: ["SECRET_KEY": Gatehouse.key]
        )
        #expect(outcome.status == 78)
        #expect(outcome.errors.hasPrefix("HOST (--host): must be 127.0.0.0/8, ::1 or localhost"))
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test("A start on a port in use fails with one line and status 1")
    func portInUse() throws {
        try Gatehouse.serve { server in
            let second = try Gatehouse.run(
                ["serve", "--demo", "--port", "\(server.port)"],
                environment: ["SECRET_KEY": Gatehouse.key]
            )
            #expect(second.status == 1)
            let address = "127.0.0.1:\(server.port)"
            #expect(second.errors == "gatehouse: cannot listen on \(address): the port is in use\n")
            #expect(try server.connect().ask(Requests.get("/healthz")).status == 200)
        }
    }
}
