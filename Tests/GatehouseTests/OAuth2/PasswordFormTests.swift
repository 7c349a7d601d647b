// SPDX-License-Identifier: MIT
//
// The form of a login: every way to send it, and FastAPI's answers to a wrong one, byte for byte.
// Specification: RFC 6749 §3.2 and §4.3.2, RFC 7578.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("The password form")
struct PasswordFormTests {
    private static let urlencoded = "application/x-www-form-urlencoded"

    /// Answers with all that the form holds, so that a test sees what was read.
    private func client() throws -> TestClient {
        try makeClient { app in
            app.post("/token", .oauth2Form) { form in
                let scopes = form.scopes.joined(separator: "|")
                let names = form.namesGrantType ? "named" : "unnamed"
                return Note(text: "\(form.username),\(form.password.value),\(scopes),\(names)")
            }
        }
    }

    private func post(_ body: String, type: String? = urlencoded) async throws -> String {
        var fields = Fields()
        if let type { fields.append(.contentType, try #require(FieldValue(type))) }
        let body = Array(body.utf8)
        return try await client().send(.post, "/token", fields: fields, body: body).summary
    }

    @Test(
        "A password form is read in all spellings that clients send",
        arguments: [
            ("username=johndoe&password=secret", "johndoe,secret,,unnamed"),
            ("grant_type=password&username=a&password=b", "a,b,,named"),
            ("grant_type=&username=a&password=b&scope=&client_id=&client_secret=", "a,b,,unnamed"),
            ("username=a&password=b&scope=me+items%20x", "a,b,me|items|x,unnamed"),
            ("username=a&password=b&scope=++me++", "a,b,me,unnamed"),
            ("username=a&password=b&client_id=c&client_secret=d&other=e", "a,b,,unnamed"),
            ("&&password=b&username=a&", "a,b,,unnamed"),
            ("username=+a+&password=%20b%20", " a , b ,,unnamed"),
            ("username=a%2Bb&password=a+b", "a+b,a b,,unnamed"),
            ("username=%zz&password=%2541", "%zz,%41,,unnamed"),
            ("username=j%C3%B6&password=j\u{F6}", "j\u{F6},j\u{F6},,unnamed"),
            ("username=%ff&password=%E2%82", "\u{FFFD},\u{FFFD},,unnamed"),
            ("username=a;b&password=c;password=d", "a;b,c;password=d,,unnamed"),
            ("%75sername=a&password=b=c", "a,b=c,,unnamed"),
        ]
    )
    func reads(body: String, text: String) async throws {
        #expect(try await post(body) == #"200 {"text":"\#(text)"}"#)
    }

    @Test(
        "A password form's content type may be in any letter case and have parameters",
        arguments: [
            "Application/X-WWW-Form-Urlencoded",
            "application/x-www-form-urlencoded; charset=latin1",
        ]
    )
    func contentTypes(type: String) async throws {
        let answer = try await post("username=\u{E9}&password=b", type: type)
        #expect(answer == "200 {\"text\":\"\u{E9},b,,unnamed\"}")
    }

    private static let username =
        #"{"type":"missing","loc":["body","username"],"msg":"Field required","input":null}"#
    private static let password =
        #"{"type":"missing","loc":["body","password"],"msg":"Field required","input":null}"#

    private static func grant(_ input: String) -> String {
        #"{"type":"string_pattern_mismatch","loc":["body","grant_type"],"msg":"String should "#
            + #"match pattern '^password$'","input":"\#(input)","ctx":{"pattern":"^password$"}}"#
    }

    @Test(
        "A password form without a field of the exact name, or with an empty one, is 422",
        arguments: [
            ("", [username, password]), ("&", [username, password]),
            ("username=a", [password]), ("password=b", [username]),
            ("username=&password=", [username, password]), ("username=a&password", [password]),
            ("Username=a&PASSWORD=b", [username, password]),
            ("username=a;password=b", [password]), ("username%00=a&password=b", [username]),
            ("{\"username\":\"a\",\"password\":\"b\"}", [username, password]),
        ]
    )
    func missing(body: String, faults: [String]) async throws {
        let list = faults.joined(separator: ",")
        #expect(try await post(body) == #"422 {"detail":[\#(list)]}"#)
    }

    @Test(
        "A wrong grant type is named before the fields that are missing",
        arguments: [
            ("grant_type=client_credentials&username=a&password=b", [grant("client_credentials")]),
            ("grant_type=Password&username=a&password=b", [grant("Password")]),
            ("grant_type=password+&username=a&password=b", [grant("password ")]),
            ("grant_type=password%0A&username=a&password=b", [grant(#"password\n"#)]),
            ("grant_type=%22%3C&username=a&password=b", [grant(#"\"<"#)]),
            ("password=b&grant_type=x", [grant("x"), username]),
            ("grant_type=x", [grant("x"), username, password]),
        ]
    )
    func wrongGrantType(body: String, faults: [String]) async throws {
        let list = faults.joined(separator: ",")
        let members =
            #""error":"unsupported_grant_type","error_description":"The form is not valid.""#
        #expect(try await post(body) == #"422 {"detail":[\#(list)],\#(members)}"#)
    }

    @Test(
        "A body with another content type, or without one, is not a password form",
        arguments: [nil, "application/json", "text/plain", "", "form"]
    )
    func noForm(type: String?) async throws {
        let answer = try await post("username=a&password=b", type: type)
        #expect(answer == #"422 {"detail":[\#(Self.username),\#(Self.password)]}"#)
    }

    @Test("A password form is not read from the query or from Basic credentials")
    func elsewhere() async throws {
        let client = try client()
        let response = await client.post(
            "/token?username=a&password=b",
            form: "",
            fields: [.authorization: "Basic YTpi"]
        )
        #expect(response.summary == #"422 {"detail":[\#(Self.username),\#(Self.password)]}"#)
    }

    @Test(
        "A password form with one of its own fields twice is refused (RFC 6749 §3.2)",
        arguments: [
            "username", "password", "grant_type", "scope", "client_id", "client_secret",
        ]
    )
    func duplicates(name: String) async throws {
        let detail = #"400 {"detail":"Field \#(name) appears more than once."}"#
        #expect(try await post("username=a&password=b&\(name)=&\(name)=x") == detail)
        #expect(try await post("\(name)=&\(name)=x") == detail)
    }

    @Test("A password form may have any other field twice")
    func otherDuplicates() async throws {
        let answer = try await post("x=1&username=a&x=2&password=b&Scope=&Scope=")
        #expect(answer == #"200 {"text":"a,b,,unnamed"}"#)
    }

    @Test("A password form may have 1000 fields and not one more")
    func fieldCount() async throws {
        let others = String(repeating: "&x=", count: 998)
        #expect(try await post("username=a&password=b" + others) == #"200 {"text":"a,b,,unnamed"}"#)
        let detail = "Too many fields. Maximum number of fields is 1000."
        #expect(
            try await post("username=a&password=b&y=" + others) == #"400 {"detail":"\#(detail)"}"#
        )
    }

    @Test("A password form may have 64 KiB and not one byte more")
    func bodySize() async throws {
        let long = "username=a&password=" + String(repeating: "b", count: 64 * 1024 - 20)
        #expect(try await post(long).hasPrefix("200 "))
        let detail = "Request body exceeds the limit of 65536 bytes."
        #expect(try await post(long + "b") == #"413 {"detail":"\#(detail)"}"#)
    }

    @Test("A password form that is refused does not echo the password")
    func noEcho() async throws {
        for body in ["password=hunter2", "grant_type=x&password=hunter2&client_secret=hunter2"] {
            #expect(try await !post(body).contains("hunter2"))
        }
    }
}

@Suite("The password form as multipart (RFC 7578)")
struct MultipartPasswordFormTests {
    private func post(
        _ parts: [(disposition: String, content: String)],
        type: String = "multipart/form-data; boundary=b"
    ) async throws -> String {
        let body = parts.map { "--b\r\nContent-Disposition: \($0)\r\n\r\n\($1)\r\n" }.joined()
        return try await post(body + "--b--\r\n", type: type)
    }

    private func post(_ body: String, type: String) async throws -> String {
        let client = try makeClient { app in
            app.post("/token", .oauth2Form) { Note(text: "\($0.username),\($0.password.value)") }
        }
        let type = try #require(FieldValue(type))
        let fields: Fields = [.contentType: type]
        return await client.send(.post, "/token", fields: fields, body: Array(body.utf8)).summary
    }

    @Test(
        "A password form as multipart is read without decoding its values",
        arguments: ["multipart/form-data; boundary=b", "Multipart/Form-Data;boundary=\"b\""]
    )
    func reads(type: String) async throws {
        let answer = try await post(
            [
                ("form-data; name=\"username\"", "a+%20b"),
                ("form-data; name=password", " \u{E9} "),
                ("form-data; name=\"x\"; filename=\"x\"", "file"),
            ],
            type: type
        )
        #expect(answer == "200 {\"text\":\"a+%20b, \u{E9} \"}")
    }

    @Test("A file in place of a text field of a password form is named, in the order of fields")
    func file() async throws {
        let answer = try await post([
            ("form-data; name=\"password\"; filename=\"p\"", "hunter2"),
            ("form-data; name=\"grant_type\"; filename=\"\"", "password"),
            ("form-data; name=\"client_secret\"; filename=\"s\"", "hunter2"),
        ])
        func fault(_ name: String) -> String {
            #"{"type":"string_type","loc":["body","\#(name)"],"#
                + #""msg":"Input should be a valid string","input":null}"#
        }
        let missing =
            #"{"type":"missing","loc":["body","username"],"msg":"Field required","input":null}"#
        let faults = [fault("grant_type"), missing, fault("password"), fault("client_secret")]
        #expect(answer == #"422 {"detail":[\#(faults.joined(separator: ","))]}"#)
    }

    @Test("A file and a text of one name in a password form count as the field twice")
    func duplicate() async throws {
        let answer = try await post([
            ("form-data; name=\"username\"", "a"),
            ("form-data; name=\"username\"; filename=\"a\"", "b"),
        ])
        #expect(answer == #"400 {"detail":"Field username appears more than once."}"#)
    }

    @Test(
        "A password form in malformed multipart is 400 with what is wrong",
        arguments: [
            ("x", "multipart/form-data", "Missing boundary in multipart."),
            ("x", "multipart/form-data; boundary=b", "Invalid multipart data."),
            (
                "--b\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b",
                #"The Content-Disposition header field \"name\" must be provided."#
            ),
        ]
    )
    func malformed(body: String, type: String, detail: String) async throws {
        #expect(try await post(body, type: type) == #"400 {"detail":"\#(detail)"}"#)
    }
}
