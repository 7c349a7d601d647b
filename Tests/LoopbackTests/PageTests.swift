// SPDX-License-Identifier: MIT
//
// What the server says about itself: the docs page, the OpenAPI document, its health.
// Touches: processes, loopback sockets.

import Foundation
import TestSupport
import Testing

@Suite("Pages")
struct PageTests {
    @Test("The program redirects / to the docs page on the same host")
    func root() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let answer = try client.ask(Requests.get("/"))
            #expect(answer.status == 307)
            #expect(answer["location"] == "/docs")
        }
    }

    @Test("The program's docs page contains its style and script, and its policy has their hashes")
    func docs() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let page = try client.ask(Requests.get("/docs"))
            #expect(page.status == 200)
            #expect(page["content-type"] == "text/html; charset=utf-8")
            #expect(page.body.lowercased().hasPrefix("<!doctype html>"))
            let policy = try #require(page["content-security-policy"])
            for part in ["default-src 'none'", "script-src 'sha256-", "style-src 'sha256-"] {
                #expect(policy.contains(part))
            }
            #expect(!page.body.contains("src=\"http") && !page.body.contains("href=\"http"))
        }
    }

    @Test("The program's OpenAPI document names every route and how to log in")
    func openAPI() throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let answer = try client.ask(Requests.get("/openapi.json"))
            #expect(answer["content-type"] == "application/json")
            let document = try answer.json(OpenAPI.self)
            #expect(document.openapi.hasPrefix("3.1."))
            let paths = [
                "/healthz", "/readyz", "/token", "/users/me/", "/users/me/items/",
                "/users/me/password",
            ]
            #expect(document.paths.keys.sorted() == paths)
            let schemes = document.components.securitySchemes.values
            #expect(schemes.map(\.flows.password.tokenUrl) == ["token"])
        }
    }

    /// The parts of the document that are looked at.
    private struct OpenAPI: Decodable {
        struct Path: Decodable {}
        struct Components: Decodable { let securitySchemes: [String: Scheme] }
        struct Scheme: Decodable { let flows: Flows }
        struct Flows: Decodable { let password: Flow }
        struct Flow: Decodable { let tokenUrl: String }

        let openapi: String
        let paths: [String: Path]
        let components: Components
    }

    @Test("The program's health checks say ok", arguments: ["/healthz", "/readyz"])
    func health(path: String) throws {
        try Gatehouse.serve { server in
            let client = try server.connect()
            let answer = try client.ask(Requests.get(path))
            #expect(answer.status == 200)
            #expect(answer.body == #"{"status":"ok"}"#)
        }
    }
}
