// SPDX-License-Identifier: MIT
//
// The docs page as it is served: whole, escaped, and under a policy that fits its own text.
// Specification: W3C Content Security Policy Level 3.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("The docs page")
struct DocsPageTests {
    private func page(
        title: String = "Test",
        _ declare: (Application) -> Void = { _ in }
    ) async throws -> Response {
        let app = Application(title: title, version: "1.0.0")
        declare(app)
        return await TestClient(try app.responder()).get("/docs")
    }

    /// What stands between two texts that occur once each.
    private func text(of page: String, from start: String, to end: String) throws -> String {
        let halves = page.split(separator: start, omittingEmptySubsequences: false)
        try #require(halves.count == 2)
        let rest = halves[1].split(separator: end, omittingEmptySubsequences: false)
        try #require(rest.count == 2)
        return String(rest[0])
    }

    @Test("The docs page is HTML with the header fields that protect it")
    func fields() async throws {
        let response = try await page()
        #expect(response.fields[.contentType] == "text/html; charset=utf-8")
        #expect(response.fields[.referrerPolicy] == "no-referrer")
        #expect(response.fields.contains(.eTag))
    }

    @Test("The policy of the docs page allows its own style and script by hash, and no others")
    func policy() async throws {
        let response = try await page()
        let style = try text(of: response.text, from: "<style>", to: "</style>")
        let script = try text(
            of: response.text,
            from: "<script type=\"module\">",
            to: "</script>"
        )
        #expect(style.utf8.count > 1000 && script.utf8.count > 1000)
        let policy = try #require(response.fields[.contentSecurityPolicy])
        #expect(
            policy.split(separator: "; ") == [
                "default-src 'none'",
                "script-src 'sha256-\(SHA256.base64(of: Array(script.utf8)))'",
                "style-src 'sha256-\(SHA256.base64(of: Array(style.utf8)))'",
                "connect-src 'self'",
                "img-src data:",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'",
            ]
        )
    }

    @Test("The docs page has all its marks replaced and nothing that its policy would refuse")
    func marks() async throws {
        let text = try await page().text
        for mark in ["<!-- title", "<!-- operations", "<!-- docs.css", "<!-- script"] {
            #expect(!text.contains(mark))
        }
        for refused in [" style=\"", " onclick=", " src=\"", "<base", "\r"] {
            #expect(!text.contains(refused))
        }
    }

    @Test("The docs page names the application in its title and its heading")
    func title() async throws {
        let text = try await page(title: "My API").text
        #expect(text.contains("<title>My API</title>"))
        #expect(text.contains("<h1>My API</h1>"))
    }

    @Test(
        "The docs page escapes the title of the application",
        arguments: [
            ("<script>&\"", "&lt;script&gt;&amp;&quot;"), ("</title>", "&lt;/title&gt;"),
            ("<\u{301}b>\u{301}", "&lt;\u{301}b&gt;\u{301}"), ("&\u{200D}lt;", "&amp;\u{200D}lt;"),
            ("<!-- script -->", "&lt;!-- script --&gt;"), ("\u{301}é🏠", "\u{301}é🏠"),
        ]
    )
    func escapes(title: String, escaped: String) async throws {
        let text = try await page(title: title).text
        #expect(containsBytes(text, "<title>\(escaped)</title>"))
        #expect(containsBytes(text, "<h1>\(escaped)</h1>"))
    }

    @Test("The docs page lists the shown operations, escaped, for a browser without scripts")
    func operations() async throws {
        let text = try await page { app in
            let bearer = Dependency.bearer(tokenURL: "token")
            app.get("/users/me", bearer, summary: "Read <users> & me") { _ in Note(text: "") }
            let user = Dependency(bearer, .requiredScopes) { token, _ in token }
            app.get("/items", user.requiring("a<b", "c"), summary: "Items") { _ in Note(text: "") }
            app.post("/a<b>") { Note(text: "") }
            app.get("/secret", summary: "Hush", hidden: true) { Note(text: "") }
        }.text
        let list = try self.text(of: text, from: "<noscript>", to: "</noscript>")
        let me = "<strong>GET</strong> <code>/users/me</code> Read &lt;users&gt; &amp; me"
        #expect(list.contains("<li>\(me) (needs login)</li>"))
        let items = "<strong>GET</strong> <code>/items</code> Items"
        #expect(list.contains("<li>\(items) (needs login, scopes: a&lt;b, c)</li>"))
        let other = "<strong>POST</strong> <code>/a&lt;b&gt;</code> POST /a&lt;b&gt;"
        #expect(list.contains("<li>\(other)</li>"))
        #expect(!text.contains("/secret") && !text.contains("Hush"))
        #expect(!list.contains("openapi.json"))
    }

    /// Compares bytes: Swift finds no `<` in front of a combining accent.
    private func containsBytes(_ text: String, _ part: String) -> Bool {
        Array(text.utf8).split(separator: Array(part.utf8), omittingEmptySubsequences: false)
            .count > 1
    }
}
