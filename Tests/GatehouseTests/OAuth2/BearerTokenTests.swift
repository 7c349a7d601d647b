// SPDX-License-Identifier: MIT
//
// Every spelling of the Authorization field, as it comes over the wire.
// Specification: RFC 6750 §2.1, RFC 9110 §11.4 and §11.6.2.

import Gatehouse
import Testing

@Suite("Bearer tokens (RFC 6750 §2.1)")
struct BearerTokenTests {
    private func responder() throws -> any Responder {
        let bearer = Dependency.bearer(tokenURL: "token")
        return try makeResponder { app in
            app.get("/", bearer) { Note(text: $0.value) }
            app.post("/", bearer) { Note(text: $0.value) }
        }
    }

    private func answer(
        _ fields: String,
        line: String = "GET / HTTP/1.1",
        body: String = ""
    ) async throws -> String {
        await exchange("\(line)\r\nHost: a\r\n\(fields)\r\n\(body)", with: try responder())
    }

    @Test(
        "A bearer token is what follows the scheme and its spaces",
        arguments: [
            ("Bearer T", "T"), ("bearer T", "T"), ("BEARER T", "T"), ("bEaReR T", "T"),
            ("Bearer   T", "T"), ("Bearer a.b-c_d~e+f/g==", "a.b-c_d~e+f/g=="),
            ("  Bearer T  ", "T"), ("Bearer T U", "T U"), ("Bearer Bearer T", "Bearer T"),
            ("Bearer T, Bearer U", "T, Bearer U"), ("Bearer\u{20}\tT", #"\tT"#),
            ("Bearer \u{E9}", "\u{E9}"),
        ]
    )
    func token(value: String, token: String) async throws {
        let answer = try await answer("Authorization: \(value)\r\n")
        #expect(answer.hasSuffix(#"{"text":"\#(token)"}"#))
    }

    @Test(
        "A bearer scheme alone is an empty token, which the verifier has to refuse",
        arguments: ["Bearer", "Bearer ", "bearer", " Bearer   "]
    )
    func empty(value: String) async throws {
        let answer = try await answer("Authorization: \(value)\r\n")
        #expect(answer.hasSuffix(#"{"text":""}"#))
    }

    @Test(
        "An Authorization field that is absent, empty or of another scheme is 401",
        arguments: [
            "", "Authorization: \r\n", "Authorization: T\r\n",
            "Authorization: Basic Zm9vOmJhcg==\r\n",
            "Authorization: Bearer:T\r\n", "Authorization: BearerT\r\n",
            "Authorization: Bearer\tT\r\n", "Authorization: Bearer=T\r\n",
            "Authorization: \"Bearer\" T\r\n", "Authorization: Beare T\r\n",
            "Authorization: Token T\r\n", "Authorization: Basic Bearer T\r\n",
            "Authorization: \u{212A}earer T\r\n", "Authorization: Be\u{301}arer T\r\n",
            "Proxy-Authorization: Bearer T\r\n", "X-Authorization: Bearer T\r\n",
            "Cookie: Authorization=Bearer T; access_token=T\r\n",
        ]
    )
    func missing(fields: String) async throws {
        let answer = try await answer(fields)
        #expect(headLines(answer).first == "HTTP/1.1 401 Unauthorized")
        #expect(headLines(answer).contains("WWW-Authenticate: Bearer"))
        #expect(answer.hasSuffix("\r\n\r\n{\"detail\":\"Not authenticated\"}"))
    }

    @Test("A bearer token is not looked for in the query or the body")
    func elsewhere() async throws {
        let query = try await answer("", line: "GET /?access_token=T HTTP/1.1")
        #expect(headLines(query).first == "HTTP/1.1 401 Unauthorized")
        let type = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 14\r\n"
        let form = try await answer(type, line: "POST / HTTP/1.1", body: "access_token=T")
        #expect(headLines(form).first == "HTTP/1.1 401 Unauthorized")
    }

    @Test(
        "A second Authorization field is refused, whatever it holds",
        arguments: ["Bearer T", "Basic x", "", "Bearer U"]
    )
    func twice(second: String) async throws {
        let answer = try await answer(
            "Authorization: Bearer T\r\nAccept: */*\r\nauthorization: \(second)\r\n"
        )
        #expect(headLines(answer).first == "HTTP/1.1 400 Bad Request")
        let detail = "Header field Authorization appears more than once."
        #expect(answer.hasSuffix("{\"detail\":\"\(detail)\"}"))
    }

    @Test(
        "The name of the Authorization field may be in any letter case",
        arguments: ["authorization", "AUTHORIZATION"]
    )
    func fieldName(name: String) async throws {
        #expect(try await answer("\(name): Bearer T\r\n").hasSuffix(#"{"text":"T"}"#))
    }
}
