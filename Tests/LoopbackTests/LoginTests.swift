// SPDX-License-Identifier: MIT
//
// The tutorial over the wire: a login, what its token opens, and how others are turned away.
// Touches: processes, loopback sockets.

import TestSupport
import Testing

@Suite("The tutorial over loopback")
struct LoginTests {
    @Test("The program's login gives a token that opens the guarded routes in both spellings")
    func login() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let answer = try client.ask(Requests.goodLogin)
            let token = try answer.json(TokenAnswer.self).access_token
            #expect(
                answer.masked == """
                    HTTP/1.1 200 OK
                    Date: *
                    Cache-Control: no-store
                    Pragma: no-cache
                    Content-Type: application/json
                    X-Content-Type-Options: nosniff
                    X-Request-ID: *
                    Content-Length: \(answer.body.utf8.count)

                    {"access_token":"\(token)","token_type":"bearer","expires_in":1800}
                    """
            )
            for (path, body) in Self.guarded {
                for spelling in [path, path + "/"] {
                    let answer = try client.ask(Requests.get(spelling, token: token))
                    #expect(answer.masked == Self.ok(body))
                }
            }
        }
    }

    private static let guarded = [
        (
            "/users/me",
            #"{"username":"johndoe","email":"johndoe@example.com","full_name":"John Doe","#
                + #""disabled":false}"#
        ),
        ("/users/me/items", #"[{"item_id":"Foo","owner":"johndoe"}]"#),
    ]

    private static func ok(_ body: String) -> String {
        """
        HTTP/1.1 200 OK
        Date: *
        Content-Type: application/json
        X-Content-Type-Options: nosniff
        X-Request-ID: *
        Content-Length: \(body.utf8.count)

        \(body)
        """
    }

    @Test("The program's tokens name the user and their times, and differ each time")
    func tokens() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let tokens = try (0..<2).map { _ in try DecodedToken(try client.token()) }
            for token in tokens {
                #expect(token.segmentCount == 3)
                #expect(token.header == #"{"alg":"HS256","typ":"JWT"}"#)
                #expect(token.claims.sub == "johndoe")
                #expect(token.claims.exp == token.claims.iat + 1800)
                // 128 bits in base64url.
                #expect(token.claims.jti.utf8.count == 22)
            }
            #expect(tokens[0].claims.jti != tokens[1].claims.jti)
        }
    }

    @Test("A missing or wrong token and a wrong password get the contract's words and challenge")
    func refusals() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            for (request, detail, challenge) in Self.refused {
                let answer = try client.ask(request)
                let body = #"{"detail":"\#(detail)"}"#
                #expect(answer.masked == Self.unauthorized(body, challenge: challenge))
            }
            let members =
                #""error":"invalid_grant","error_description":"Incorrect username or password""#
            let answer = try client.ask(
                Requests.login("grant_type=password&username=johndoe&password=wrong")
            )
            let body = #"{"detail":"Incorrect username or password",\#(members)}"#
            #expect(answer.masked == Self.unauthorized(body))
        }
    }

    private static let invalidToken = "Bearer error=\"invalid_token\""

    private static let refused = [
        (Requests.get("/users/me"), "Not authenticated", "Bearer"),
        (Requests.get("/users/me/items/"), "Not authenticated", "Bearer"),
        (Requests.get("/users/me", token: ""), "Could not validate credentials", invalidToken),
        (
            Requests.get("/users/me", token: "nonsense"), "Could not validate credentials",
            invalidToken
        ),
        (
            Requests.login("username=johndoe&password=wrong"), "Incorrect username or password",
            "Bearer"
        ),
        (
            Requests.login("username=nobody&password=secret"), "Incorrect username or password",
            "Bearer"
        ),
    ]

    private static func unauthorized(_ body: String, challenge: String = "Bearer") -> String {
        """
        HTTP/1.1 401 Unauthorized
        Date: *
        WWW-Authenticate: \(challenge)
        Content-Type: application/json
        X-Content-Type-Options: nosniff
        X-Request-ID: *
        Content-Length: \(body.utf8.count)

        \(body)
        """
    }

    @Test("The program's login names all fields that are missing")
    func missing() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let answer = try client.ask(Requests.login(""))
            #expect(answer.status == 422)
            let faults = ["username", "password"].map { name in
                #"{"type":"missing","loc":["body","\#(name)"],"msg":"Field required","input":null}"#
            }
            #expect(answer.body == #"{"detail":[\#(faults.joined(separator: ","))]}"#)
        }
    }

    @Test("The program accepts a login as multipart/form-data")
    func multipart() throws {
        let parts = [("username", "johndoe"), ("password", "secret")].map { name, value in
            "--xx\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
        }
        let body = parts.joined() + "--xx--\r\n"
        try Gatehouse.serve { server in
            let client = try server.connect()
            let answer = try client.ask(
                "POST /token HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: multipart/form-data; boundary=xx\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n" + body
            )
            #expect(answer.status == 200)
        }
    }

    @Test("The program ignores an upgrade to HTTP/2 that is offered with a login")
    func upgrade() throws {
        let fields =
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
            + "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n"
        try Gatehouse.serve { server in
            let client = try server.connect()
            let form = "username=johndoe&password=secret"
            #expect(try client.ask(Requests.login(form, fields: fields)).status == 200)
            #expect(try client.ask(Requests.get("/healthz")).status == 200)
        }
    }

    @Test("The program lets a client that waits for 100 Continue send its login")
    func expectation() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let form = "username=johndoe&password=secret"
            let request = Requests.login(form, fields: "Expect: 100-continue\r\n")
            let interim = try client.ask(String(request.dropLast(form.count)))
            #expect(interim.masked == "HTTP/1.1 100 Continue\n\n")
            #expect(try client.ask(form).status == 200)
        }
    }
}
