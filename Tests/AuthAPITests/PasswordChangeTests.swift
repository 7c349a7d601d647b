// SPDX-License-Identifier: MIT
//
// `POST /users/me/password`, by which users change their own password.

import AuthAPI
import Gatehouse
import GatehouseAccounts
import GatehouseSecurity
import GatehouseTesting
import Testing

@Suite("Change of one's own password")
struct PasswordChangeTests {
    private static let json: FieldValue = "application/json"
    private static let form: FieldValue = "application/x-www-form-urlencoded"

    private func change(
        _ fixture: Fixture,
        _ body: String,
        _ type: FieldValue? = form,
        as user: String = "johndoe"
    ) async throws -> Response {
        var fields: Fields = [
            .authorization: try #require(FieldValue("Bearer " + fixture.tokens.issue(to: user)))
        ]
        if let type { fields.append(.contentType, type) }
        return await fixture.client.send(
            .post,
            "/users/me/password",
            fields: fields,
            body: Array(body.utf8)
        )
    }

    @Test(
        "A user who knows the password sets another, by a form or by JSON, and all tokens end",
        arguments: [
            ("current_password=secret&new_password=vhzk+qwxj", form),
            (#"{"current_password":"secret","new_password":"vhzk qwxj"}"#, json),
            (
                #" {"new_password":"vhzk qwxj","x":1,"current_password":"secret"} "#,
                "Application/JSON; a=b"
            ),
        ] as [(String, FieldValue)]
    )
    func success(body: String, type: FieldValue) async throws {
        let accounts = Fixture.accounts
        let fixture = try Fixture(accounts: accounts)
        let response = try await change(fixture, body, type)
        #expect(response.status == .noContent)
        #expect(response.body.isEmpty)
        #expect(try await fixture.get("/users/me", as: "johndoe").status == .unauthorized)
        #expect(await fixture.login("username=johndoe&password=secret").status == .unauthorized)
        let login = await fixture.login("username=johndoe&password=vhzk+qwxj")
        #expect(login.status == .ok)
        #expect(accounts.account(named: "johndoe")?.passwordHash.hasPrefix("$2b$10$") == true)
    }

    @Test("A wrong password is 403, and nothing changes")
    func wrongPassword() async throws {
        let fixture = try Fixture()
        let response = try await change(fixture, "current_password=Secret&new_password=vhzkqwxj")
        #expect(response.status == .forbidden)
        #expect(response.text == #"{"detail":"Incorrect password"}"#)
        #expect(try await fixture.get("/users/me", as: "johndoe").status == .ok)
        #expect(fixture.observed.reasons.first == "wrong password")
    }

    @Test(
        "A new password that the policy refuses is 422, and not echoed",
        arguments: [
            (
                "short",
                #""type":"string_too_short","loc":["body","new_password"],"#
                    + #""msg":"String should have at least 8 characters","input":null,"#
                    + #""ctx":{"min_length":8}"#
            ),
            (
                "PASSWORD",
                #""type":"value_error","loc":["body","new_password"],"#
                    + #""msg":"Value error, the password is one of the most common ones","input":null"#
            ),
            (
                "John Doe",
                #""type":"value_error","loc":["body","new_password"],"#
                    + #""msg":"Value error, the password is the name or address of its user","#
                    + #""input":null"#
            ),
        ]
    )
    func policy(new: String, fault: String) async throws {
        let body = #"{"current_password":"secret","new_password":"\#(new)"}"#
        let response = try await change(try Fixture(), body, Self.json)
        #expect(response.status == .unprocessableContent)
        #expect(response.text == #"{"detail":[{\#(fault)}]}"#)
    }

    @Test(
        "What is missing or no text is reported, all of it in one answer",
        arguments: [
            ("", form, "missing", "missing"), ("", nil, "missing", "missing"),
            ("current_password=&new_password=x", form, "missing", nil),
            ("current_password=a", form, nil, "missing"), ("{}", json, "missing", "missing"),
            (#"{"current_password":1,"new_password":null}"#, json, "string_type", "string_type"),
            ("current_password=a&new_password=b", "text/plain", "missing", "missing"),
        ] as [(String, FieldValue?, String?, String?)]
    )
    func faults(
        body: String,
        type: FieldValue?,
        current: String?,
        new: String?
    ) async throws {
        let response = try await change(try Fixture(), body, type)
        #expect(response.status == .unprocessableContent)
        let faults = try #require(try JSONValue.parse(response.body)["detail"])
        let expected = [("current_password", current), ("new_password", new)].compactMap {
            name,
            type in
            type.map { (name, $0) }
        }
        for (index, (name, type)) in expected.enumerated() {
            #expect(faults[index]?["loc"] == ["body", .string(name)])
            #expect(faults[index]?["type"] == .string(type))
            #expect(faults[index]?["input"] == .null)
        }
        #expect(faults[expected.count] == nil)
    }

    @Test(
        "JSON that is malformed or no object is 422",
        arguments: [
            ("{", "json_invalid"), ("", "json_invalid"), ("[]", "model_attributes_type"),
            (#"{"new_password":"a","new_password":"b"}"#, "json_invalid"),
        ]
    )
    func malformed(body: String, type: String) async throws {
        let response = try await change(try Fixture(), body, Self.json)
        #expect(response.status == .unprocessableContent)
        #expect(try JSONValue.parse(response.body)["detail"]?[0]?["type"] == .string(type))
    }

    @Test("A field of the form that is there twice is 400")
    func repeated() async throws {
        let body = "current_password=a&new_password=b&new_password=c"
        let response = try await change(try Fixture(), body)
        #expect(response.status == .badRequest)
        #expect(response.text == #"{"detail":"Field new_password appears more than once."}"#)
    }

    @Test(
        "Every user may do it, whatever the scopes; a disabled one, and one without a token, may not"
    )
    func guarded() async throws {
        let body = "current_password=secret&new_password=vhzkqwxj"
        let fixture = try Fixture()
        #expect(try await change(fixture, body, as: "caf\u{E9}").status == .noContent)
        #expect(try await change(fixture, body, as: "alice").status == .badRequest)
        #expect(try await change(fixture, body, as: "nobody").status == .unauthorized)
        let response = await fixture.client.post("/users/me/password", form: body)
        #expect(response.status == .unauthorized)
        #expect(response.text == #"{"detail":"Not authenticated"}"#)
    }

    @Test("A change that meets a renewal of the hash is not lost, one that meets another change is")
    func races() async throws {
        let other = try PasswordContext(bcryptCost: 10).hash(Secret("another password"))
        for (change, status) in [
            (AccountChange.rehash(hash: other, expected: Fixture.secretHash), 204),
            (.password(hash: other, at: .now(), expected: nil), 401),
        ] {
            let accounts = Fixture.accounts
            // Between the verification and the change of the user's own.
            let workers = InterruptingWorkers(before: 2) {
                _ = try? accounts.change("johndoe", change)
            }
            let fixture = try Fixture(workers: workers, accounts: accounts)
            let body = "current_password=secret&new_password=vhzkqwxj"
            let response = try await self.change(fixture, body)
            #expect(response.status.code == status)
            let isNew = await fixture.login("username=johndoe&password=vhzkqwxj").status == .ok
            #expect(isNew == (status == 204))
        }
    }
}
