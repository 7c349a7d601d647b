// SPDX-License-Identifier: MIT
//
// Scopes that routes demand: collected along the chain, compared in one place, and documented.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Required scopes")
struct RequiredScopesTests {
    private static let bearer = Dependency.bearer(tokenURL: "token", scopes: ["me": "Read me."])
    /// A user with the scopes that the token spells.
    private static let user = Dependency(bearer, .requiredScopes) { token, required in
        let scopes = token.value.split(separator: ",").map(String.init)
        guard required.names.allSatisfy(scopes.contains) else { throw required.insufficient() }
        return token.value
    }

    private static var app: Application {
        let app = Application(title: "Test", version: "1.0.0")
        let reader = user.requiring("me")
        let writer = Dependency(reader.requiring("write")) { $0 }
        app.get("/free", user) { Note(text: $0) }
        app.get("/me", reader) { Note(text: $0) }
        app.get("/write", writer.requiring("write", "admin")) { Note(text: $0) }
        return app
    }

    @Test(
        "A route demands all scopes that are demanded along the chain of its dependencies",
        arguments: [
            ("/free", "none", nil), ("/me", "none", "me"), ("/me", "me", nil),
            ("/write", "me", "me write admin"),
            ("/write", "write,admin", "me write admin"), ("/write", "admin,write,me", nil),
        ] as [(String, String, String?)]
    )
    func demands(path: String, token: String, missing: String?) async throws {
        let client = TestClient(try Self.app.responder())
        let authorization = try #require(FieldValue("Bearer " + token))
        let response = await client.get(path, fields: [.authorization: authorization])
        guard let missing else {
            #expect(response.status == .ok)
            return
        }
        #expect(response.status == .forbidden)
        #expect(response.body == Array(#"{"detail":"Not enough permissions"}"#.utf8))
        let challenge = #"Bearer error="insufficient_scope", scope="\#(missing)""#
        #expect(response.fields.values(for: .wwwAuthenticate) == [challenge])
    }

    @Test("Without a token, the challenge is that of any guarded route")
    func noToken() async throws {
        let response = await TestClient(try Self.app.responder()).get("/write")
        #expect(response.status == .unauthorized)
        #expect(response.fields.values(for: .wwwAuthenticate) == ["Bearer"])
    }

    @Test("The document lists the scopes of each operation, and those that nobody has described")
    func document() async throws {
        let response = await TestClient(try Self.app.responder()).get("/openapi.json")
        let document = try JSONValue.parse(response.body)
        let scopes = { (path: String) in
            document["paths"]?[path]?["get"]?["security"]?[0]?["OAuth2PasswordBearer"]
        }
        #expect(scopes("/free") == [])
        #expect(scopes("/me") == ["me"])
        #expect(scopes("/write") == ["me", "write", "admin"])
        let scheme = document["components"]?["securitySchemes"]?["OAuth2PasswordBearer"]
        #expect(
            scheme?["flows"]?["password"]?["scopes"]
                == ["me": "Read me.", "write": "", "admin": ""]
        )
        #expect(document["paths"]?["/me"]?["get"]?["responses"]?["403"] != nil)
        #expect(document["paths"]?["/free"]?["get"]?["responses"]?["403"] == nil)
    }

    @Test(
        "A text that cannot be a scope is a mistake in the declaration",
        arguments: ["", "a b", "é", "\""]
    )
    func invalidScope(scope: String) {
        let app = Application(title: "Test", version: "1.0.0")
        app.get("/a", Self.user.requiring(scope)) { Note(text: $0) }
        #expect(throws: RouteError.invalidScope(scope, pattern: "/a")) { try app.responder() }
    }

    @Test("A demand that nothing compares is a mistake in the declaration")
    func unguarded() {
        let app = Application(title: "Test", version: "1.0.0")
        app.get("/a", Self.bearer.requiring("me")) { Note(text: $0.value) }
        #expect(throws: RouteError.unguardedScopes(pattern: "/a")) { try app.responder() }
    }

    @Test("A test that replaces the user need not care for scopes")
    func overridden() async throws {
        var overrides = DependencyOverrides()
        overrides[Self.user] = Dependency { (_: Request.Head) in "alice" }
        let client = TestClient(try Self.app.responder(overrides: overrides))
        #expect(await client.get("/write").status == .ok)
    }
}
