// SPDX-License-Identifier: MIT
//
// What the API shows of itself, and a program of your own that uses it.

import AuthAPI
import Gatehouse
import GatehouseTesting
import Testing

@Suite("AuthAPI")
struct AuthAPITests {
    @Test("The document describes every route, and the login that gives a token")
    func document() async throws {
        let response = try await Fixture().client.get("/openapi.json")
        #expect(response.fields.values(for: .contentType) == ["application/json"])
        let document = try JSONValue.parse(response.body)
        #expect(document["openapi"] == "3.1.0")
        guard case .object(let paths)? = document["paths"] else {
            Issue.record("no paths")
            return
        }
        #expect(
            paths.members.map(\.name)
                == ["/token", "/users/me/", "/users/me/items/", "/users/me/password"]
        )
        let scheme = document["components"]?["securitySchemes"]?["OAuth2PasswordBearer"]
        #expect(scheme?["flows"]?["password"]?["tokenUrl"] == "token")
        let me = paths["/users/me/"]?["get"]
        #expect(me?["security"] == [["OAuth2PasswordBearer": ["me"]]])
        let items = paths["/users/me/items/"]?["get"]
        #expect(items?["security"] == [["OAuth2PasswordBearer": ["items"]]])
        #expect(me?["responses"]?["403"] != nil)
        let change = paths["/users/me/password"]?["post"]
        #expect(change?["security"] == [["OAuth2PasswordBearer": []]])
        for status in ["204", "400", "401", "403", "422", "503"] {
            #expect(change?["responses"]?[status] != nil)
        }
        #expect(me?["responses"]?["401"] != nil)
        #expect(me?["responses"]?["400"] != nil)
        let login = paths["/token"]?["post"]
        #expect(login?["security"] == nil)
        let form = login?["requestBody"]?["content"]?["application/x-www-form-urlencoded"]
        #expect(form?["schema"] == ["$ref": "#/components/schemas/OAuth2PasswordForm"])
        for status in ["200", "401", "422", "503"] {
            #expect(login?["responses"]?[status] != nil)
        }
    }

    @Test("The document describes each model as it is written")
    func models() async throws {
        let fixture = try Fixture()
        let document = try JSONValue.parse(await fixture.client.get("/openapi.json").body)
        let login = await fixture.login("username=johndoe&password=secret&scope=me")
        let answers: [(schema: String, body: [UInt8])] = [
            ("User", try await fixture.get("/users/me", as: "johndoe").body),
            ("Token", login.body),
        ]
        for (name, body) in answers {
            let schema = document["components"]?["schemas"]?[name]?["properties"]
            #expect(try members(of: JSONValue.parse(body)) == members(of: schema), "\(name)")
        }
        let items = try await fixture.get("/users/me/items", as: "johndoe")
        let item = document["components"]?["schemas"]?["Item"]?["properties"]
        #expect(try members(of: JSONValue.parse(items.body)[0]) == members(of: item))
    }

    private func members(of value: JSONValue?) -> [String] {
        guard case .object(let object)? = value else { return [] }
        return object.members.map(\.name)
    }

    @Test("The docs page has a policy that lets nothing else in")
    func page() async throws {
        let response = try await Fixture().client.get("/docs")
        #expect(response.status == .ok)
        let policy = response.fields.values(for: .contentSecurityPolicy).first ?? ""
        #expect(policy.hasPrefix("default-src 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(response.text.contains("<strong>POST</strong> <code>/token</code>"))
    }

    @Test("A program guards its own routes with the active user, and its handlers get one")
    func ownRoute() async throws {
        let fixture = try Fixture(declare: { auth, app in
            app.get("/orders", auth.activeUser) { user in [Item(owner: user.username)] }
        })
        let response = try await fixture.get("/orders", as: "johndoe")
        #expect(response.text == #"[{"owner":"johndoe"}]"#)
        #expect(try await fixture.get("/orders", as: "alice").status == .badRequest)
        #expect(await fixture.client.get("/orders").status == .unauthorized)
    }

    @Test("A test puts a user of its own in the place of the one that a token names")
    func override() async throws {
        let fixture = try Fixture(overrides: { auth, overrides in
            overrides[auth.currentUser] = Dependency { _ in User(username: "somebody") }
        })
        let me = await fixture.client.get("/users/me")
        #expect(me.text.hasPrefix(#"{"username":"somebody""#))
        #expect(await fixture.client.get("/users/me/items").text.contains("somebody"))
    }

    private struct Item: Content {
        let owner: String

        static var schema: Schema { .object("Order", ["owner": .string]) }
    }
}
