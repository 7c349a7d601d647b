// SPDX-License-Identifier: MIT
//
// The OpenAPI document: what each declaration puts into it, and that it stays valid.
// Specification: OpenAPI 3.1, FastAPI's document for the tutorial.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("The OpenAPI document")
struct OpenAPIDocumentTests {
    /// An application with everything that a document can hold.
    private static func example() -> Application {
        let app = Application(title: "Test", version: "1.0.0", summary: "For tests.")
        let user = Dependency(.bearer(tokenURL: "token", scopes: ["me": "Read me"])) { $0.value }
            .documented(.badRequest, "Inactive user")
        let other = Dependency.bearer(tokenURL: "other", name: "Other")
        let id = Dependency.path("id", as: Int.self)
        app.post("/token", .oauth2Form, summary: "Login for access token") { _ in Note(text: "") }
        app.get("/users/me/", user, summary: "Read users me") { Note(text: $0) }
        app.get("/users/me/notes", user, user) { [Note(text: $0 + $1)] }
        let again = Dependency.path("id", as: Int.self)
        app.get("/notes/{id}/", id, again, .query("q", default: "x")) { _, _, _ in
            Note(text: "")
        }
        app.put("/notes/{id}", id, Dependency(user, other) { _, _ in }, status: .created) { _, _ in
            Note(text: "")
        }
        app.delete("/notes/{id}", .query("force", as: Bool.self)) { _ in Response(status: .ok) }
        app.get("/a-b") { Note(text: "") }
        app.get("/a_b") { Note(text: "") }
        app.get("/a.b") { Note(text: "") }
        app.get("/secret", user, hidden: true) { Note(text: $0) }
        return app
    }

    private let document: JSONValue

    init() throws {
        document = try Self.example().openAPI()
    }

    private func operation(_ method: String, _ path: String) throws -> JSONValue {
        try #require(document["paths"]?[path]?[method])
    }

    @Test("The OpenAPI document begins with version, title and summary")
    func head() {
        #expect(document["openapi"] == "3.1.0")
        let info: JSONValue = ["title": "Test", "summary": "For tests.", "version": "1.0.0"]
        #expect(document["info"] == info)
    }

    @Test("The OpenAPI document lists the shown routes under the paths of their declaration")
    func paths() throws {
        let listed = ["/token", "/users/me/", "/users/me/notes", "/notes/{id}/", "/notes/{id}"]
        #expect(names(document["paths"]) == listed + ["/a-b", "/a_b", "/a.b"])
        #expect(names(document["paths"]?["/notes/{id}"]) == ["put", "delete"])
    }

    @Test("Every reference in the OpenAPI document leads to a schema in it")
    func references() {
        let references = strings(named: "$ref", in: document)
        #expect(references.count > 5)
        let schemas = names(document["components"]?["schemas"])
        for reference in references {
            #expect(schemas.contains { "#/components/schemas/\($0)" == reference })
        }
    }

    @Test("Every OpenAPI operation has an identifier of its own, as FastAPI makes it")
    func identifiers() throws {
        let identifiers = strings(named: "operationId", in: document)
        #expect(identifiers.count == 9)
        #expect(Set(identifiers).count == 9)
        let token = try operation("post", "/token")
        let me = try operation("get", "/users/me/")
        #expect(token["operationId"] == "login_for_access_token_token_post")
        #expect(me["operationId"] == "read_users_me_users_me__get")
        #expect(me["summary"] == "Read users me")
        #expect(try operation("get", "/a-b")["summary"] == "GET /a-b")
    }

    @Test("Every path parameter is in the OpenAPI document once, even if nothing reads it")
    func pathParameters() throws {
        let declared = try #require(operation("get", "/notes/{id}/")["parameters"])
        #expect(
            declared == [
                [
                    "name": "id", "in": "path", "required": true,
                    "schema": ["type": "integer", "title": "Id"],
                ],
                [
                    "name": "q", "in": "query", "required": false,
                    "schema": ["type": "string", "title": "Q"],
                ],
            ]
        )
        let undeclared = try #require(operation("delete", "/notes/{id}")["parameters"])
        #expect(
            undeclared == [
                [
                    "name": "force", "in": "query", "required": true,
                    "schema": ["type": "boolean", "title": "Force"],
                ],
                [
                    "name": "id", "in": "path", "required": true,
                    "schema": ["type": "string", "title": "Id"],
                ],
            ]
        )
        #expect(try operation("get", "/users/me/")["parameters"] == nil)
    }

    @Test("Only guarded operations have security in the OpenAPI document, each scheme once")
    func security() throws {
        let me: JSONValue = [["OAuth2PasswordBearer": []]]
        #expect(try operation("get", "/users/me/")["security"] == me)
        #expect(try operation("get", "/users/me/notes")["security"] == me)
        #expect(try operation("get", "/a-b")["security"] == nil)
        #expect(try operation("post", "/token")["security"] == nil)
        #expect(document["security"] == nil)
    }

    @Test("Two security schemes that are both needed are not alternatives in the document")
    func bothSchemes() throws {
        let both: JSONValue = [["OAuth2PasswordBearer": [], "Other": []]]
        #expect(try operation("put", "/notes/{id}")["security"] == both)
    }

    @Test("The OpenAPI document describes security schemes as FastAPI does")
    func schemes() {
        let schemes = document["components"]?["securitySchemes"]
        let scheme: JSONValue = [
            "type": "oauth2",
            "flows": ["password": ["scopes": ["me": "Read me"], "tokenUrl": "token"]],
        ]
        #expect(schemes?["OAuth2PasswordBearer"] == scheme)
        #expect(names(schemes) == ["OAuth2PasswordBearer", "Other"])
    }

    @Test("The OpenAPI document lists the responses of an operation by status, success first")
    func responses() throws {
        let me = try #require(operation("get", "/users/me/")["responses"])
        #expect(names(me) == ["200", "400", "401"])
        let success: JSONValue = [
            "description": "Successful Response",
            "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Note"]]],
        ]
        let inactive: JSONValue = [
            "description": "Inactive user",
            "content": [
                "application/json": [
                    "schema": ["$ref": "#/components/schemas/HTTPError"],
                    "example": ["detail": "Inactive user"],
                ]
            ],
        ]
        #expect(me["200"] == success)
        #expect(me["400"] == inactive)
        #expect(me["401"]?["description"] == "Not authenticated")
        #expect(names(try operation("put", "/notes/{id}")["responses"]).first == "201")
        #expect(names(try operation("post", "/token")["responses"]) == ["200", "400", "422"])
        #expect(names(try operation("get", "/a-b")["responses"]) == ["200"])
    }

    @Test("The OpenAPI document describes a list, and no content of a response made by hand")
    func successSchemas() throws {
        let list = try operation("get", "/users/me/notes")["responses"]?["200"]
        let schema: JSONValue = ["type": "array", "items": ["$ref": "#/components/schemas/Note"]]
        #expect(list?["content"]?["application/json"]?["schema"] == schema)
        let byHand = try operation("delete", "/notes/{id}")["responses"]?["200"]
        #expect(byHand == ["description": "Successful Response"])
    }

    @Test("The OpenAPI document describes the form of a login")
    func form() throws {
        let body = try #require(operation("post", "/token")["requestBody"])
        #expect(body["required"] == true)
        let content = body["content"]?["application/x-www-form-urlencoded"]
        #expect(content?["schema"]?["$ref"] == "#/components/schemas/OAuth2PasswordForm")
        let schema = document["components"]?["schemas"]?["OAuth2PasswordForm"]
        #expect(schema?["required"] == ["username", "password"])
        let fields = names(schema?["properties"])
        let first = ["grant_type", "username", "password", "scope"]
        #expect(fields == first + ["client_id", "client_secret"])
        #expect(schema?["properties"]?["password"]?["format"] == "password")
    }

    @Test("The OpenAPI document describes validation errors as FastAPI does")
    func validation() throws {
        let schemas = try #require(document["components"]?["schemas"])
        #expect(
            schemas["HTTPValidationError"]?["properties"]?["detail"] == [
                "type": "array", "items": ["$ref": "#/components/schemas/ValidationError"],
                "title": "Detail",
            ]
        )
        let fault = try #require(schemas["ValidationError"])
        #expect(fault["required"] == ["loc", "msg", "type"])
        #expect(fault["title"] == "ValidationError")
        let properties = try #require(fault["properties"])
        #expect(
            properties == [
                "loc": [
                    "type": "array", "items": ["anyOf": [["type": "string"], ["type": "integer"]]],
                    "title": "Location",
                ],
                "msg": ["type": "string", "title": "Message"],
                "type": ["type": "string", "title": "Error Type"],
                "input": ["title": "Input"],
                "ctx": ["type": "object", "title": "Context"],
            ]
        )
    }

    @Test("The OpenAPI document does not show overrides, which are for tests")
    func overrides() async throws {
        let app = Application(title: "Test", version: "1.0.0")
        let guarded = Dependency(.bearer(tokenURL: "token")) { $0.value }
        app.get("/", guarded) { Note(text: $0) }
        var overrides = DependencyOverrides()
        overrides[guarded] = Dependency { _ in "alice" }
        let client = TestClient(try app.responder(overrides: overrides))
        #expect(await client.get("/openapi.json").json == (try app.openAPI()))
        #expect(strings(named: "tokenUrl", in: (try app.openAPI())) == ["token"])
    }
}

/// The names of an object's members, in their order.
private func names(_ value: JSONValue?) -> [String] {
    guard case .object(let object)? = value else { return [] }
    return object.members.map(\.name)
}

/// The texts of all members of that name, wherever they stand.
private func strings(named name: String, in value: JSONValue) -> [String] {
    switch value {
    case .array(let elements): elements.flatMap { strings(named: name, in: $0) }
    case .object(let object):
        object.members.flatMap { member in
            member.name == name
                ? [member.value.string ?? "?"] : strings(named: name, in: member.value)
        }
    default: []
    }
}
