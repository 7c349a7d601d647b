// SPDX-License-Identifier: MIT
//
// The mistakes that users of web frameworks report most, each with a test that it is not
// made here.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Mistakes that users report most")
struct CommonMistakesTests {
    private func client() throws -> TestClient {
        let user = Dependency(.bearer(tokenURL: "token")) { token in
            guard token.value == "T" else {
                throw HTTPError.unauthorized("Could not validate credentials")
            }
            return Note(text: "johndoe")
        }
        return try makeClient { app in
            app.post("/token", .oauth2Form) { Note(text: $0.username) }
            app.get("/users/me", user) { $0 }
            app.get("/files/{name}", .path("name", as: String.self)) { Note(text: $0) }
        }
    }

    @Test("A known path with another method is 405 and not 404", arguments: ["/token", "/token/"])
    func notFoundForMethod(target: String) async throws {
        let client = try client()
        let response = await client.get(target)
        #expect(response.summary == #"405 {"detail":"Method Not Allowed"}"#)
        #expect(response.fields[.allow] == "POST, OPTIONS")
    }

    @Test("A guarded path with another method is 405 and not 401")
    func unauthorizedForMethod() async throws {
        let client = try client()
        #expect(await client.post("/users/me", form: "").status == .methodNotAllowed)
        #expect(await client.send(.options, "/users/me").status == .noContent)
    }

    @Test("HEAD is answered wherever GET is declared")
    func headRefused() async throws {
        let client = try client()
        #expect(await client.send(.head, "/files/a").status == .ok)
        #expect(await client.send(.head, "/users/me").status == .unauthorized)
    }

    @Test(
        "A trailing slash is served without a redirect that would drop Authorization",
        arguments: ["", "/"]
    )
    func redirect(end: String) async throws {
        let client = try client()
        let response = await client.get("/users/me" + end, fields: [.authorization: "Bearer T"])
        #expect(response.summary == #"200 {"text":"johndoe"}"#)
        #expect(!response.fields.contains(.location))
    }

    @Test("A missing or wrong token is 401 and not 403")
    func forbidden() async throws {
        let client = try client()
        let missing = await client.get("/users/me")
        #expect(missing.summary == #"401 {"detail":"Not authenticated"}"#)
        let wrong = await client.get("/users/me", fields: [.authorization: "Bearer X"])
        #expect(wrong.summary == #"401 {"detail":"Could not validate credentials"}"#)
        #expect(missing.fields[.wwwAuthenticate] == "Bearer")
        #expect(wrong.fields[.wwwAuthenticate] == "Bearer")
    }

    @Test(
        "A form that is refused does not echo the password",
        arguments: [
            "password=hunter2", "password=hunter2&password=hunter2", "username=&password=hunter2",
            "grant_type=x&username=a&password=hunter2", "Password=hunter2&pass=hunter2",
        ]
    )
    func echo(form: String) async throws {
        let client = try client()
        let response = await client.post("/token", form: form)
        #expect([400, 422].contains(response.status.code))
        #expect(!response.text.contains("hunter2"))
        #expect(response.fields.allSatisfy { !$0.value.contains("hunter2") })
    }
}
