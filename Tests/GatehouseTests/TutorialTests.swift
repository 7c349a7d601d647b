// SPDX-License-Identifier: MIT
//
// Runs what Documentation/Tutorial.md shows, and checks that its blocks are in this file.

import Foundation
import Gatehouse
import GatehouseTesting
import Testing

struct Book: Content {
    let title: String
    let year: Int?

    static let schema = Schema.object("Book", ["title": .string, "year": .optional(.integer)])
}

struct Reader: Sendable {
    let name: String
}

struct Card: Content {
    let accessToken: String

    static let schema = Schema.object("Card", ["accessToken": .string])
}

struct ServerName: Responder {
    let next: any Responder

    func admit(_ head: Request.Head) -> Admission { next.admit(head) }

    func respond(to request: Request) async -> Response {
        named(await next.respond(to: request))
    }

    func respond(to failure: ExchangeFailure) -> Response {
        named(next.respond(to: failure))
    }

    private func named(_ response: Response) -> Response {
        var response = response
        response.fields[.server] = "Library"
        return response
    }
}

@Suite("The tutorial")
struct TutorialTests {
    @Test("The tutorial's program runs as it is written")
    func program() async throws {
        let app = Application(title: "Library", version: "1.0.0")

        app.get("/books") {
            [Book(title: "Emma", year: 1815), Book(title: "Beowulf", year: nil)]
        }

        let number = Dependency.path("number", as: Int.self)

        app.get("/books/{number}", number, .query("edition", default: 1)) { number, edition in
            Book(title: "Number \(number), edition \(edition)", year: nil)
        }

        let bearer = Dependency.bearer(tokenURL: "token")

        let reader = Dependency(bearer) { token in
            guard token.value == "library card" else {
                throw HTTPError.unauthorized("Could not validate credentials")
            }
            return Reader(name: "Jane")
        }

        app.get("/shelf", reader) { reader in
            [Book(title: "\(reader.name)'s diary", year: nil)]
        }

        let language = Dependency { (head: Request.Head) in
            head.fields[.acceptLanguage] ?? "en"
        }

        app.get("/motto", language) { language in
            Book(title: language == "la" ? "Fiat lux" : "Let there be light", year: nil)
        }

        let login = Dependency.oauth2Form

        app.post("/token", login) { form in
            guard form.username == "jane", form.password.value == "austen" else {
                throw HTTPError.unauthorized("Incorrect username or password")
            }
            return Card(accessToken: "library card")
        }

        app.use { ServerName(next: $0) }

        let client = TestClient(try app.responder())
        let response = await client.get("/shelf", fields: [.authorization: "Bearer library card"])
        #expect(response.status == .ok)

        var overrides = DependencyOverrides()
        overrides[reader] = Dependency { _ in Reader(name: "Somebody") }
        let stranger = TestClient(try app.responder(overrides: overrides))

        #expect(
            text(await client.get("/books/"))
                == #"[{"title":"Emma","year":1815},{"title":"Beowulf","year":null}]"#
        )
        #expect(
            text(await client.get("/books/x"))
                == #"{"detail":[{"type":"int_parsing","loc":["path","number"],"#
                + #""msg":"Input should be a valid integer, unable to parse string as an "#
                + #"integer","input":"x"}]}"#
        )
        #expect(text(await client.get("/books/7?edition=2")).contains("Number 7, edition 2"))
        #expect(await client.get("/shelf").status == .unauthorized)
        #expect(text(await stranger.get("/shelf")).contains("Somebody's diary"))
        let token = await client.post("/token", form: "username=jane&password=austen")
        #expect(text(token) == #"{"accessToken":"library card"}"#)
        #expect(await client.post("/token", form: "").status == .unprocessableContent)
        let motto = await client.get("/motto", fields: [.acceptLanguage: "la"])
        #expect(text(motto) == #"{"title":"Fiat lux","year":null}"#)
        #expect(await client.get("/nowhere").fields[.server] == "Library")
    }

    @Test("The tutorial shows no code that is not run by a test, except for the server")
    func blocks() throws {
        let here = URL(fileURLWithPath: #filePath)
        let root = here.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = root.appendingPathComponent("Documentation/Tutorial.md")
        // The chapter about a login builds on AuthAPI, and AuthAPI's tests run its code.
        let login = root.appendingPathComponent("Tests/AuthAPITests/TutorialTests.swift")
        let code = try [here, login]
            .map { lines(of: try String(contentsOf: $0, encoding: .utf8)) }
            .joined(separator: "\n")
        let blocks = try String(contentsOf: page, encoding: .utf8)
            .components(separatedBy: "```swift\n").dropFirst()
            .map { $0.components(separatedBy: "```")[0] }
            .filter { !$0.contains("Server.start") }
        #expect(blocks.count == 12)
        for block in blocks {
            #expect(code.contains(lines(of: block)), "\(block)")
        }
    }

    /// The lines without their indentation, as one text.
    private func lines(of text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: true)
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .joined(separator: "\n")
    }

    private func text(_ response: Response) -> String {
        String(decoding: response.body, as: UTF8.self)
    }
}
