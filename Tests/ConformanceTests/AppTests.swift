// SPDX-License-Identifier: MIT
//
// Runs the table of application cases against the whole application on loopback.
// Touches: the folder of the cases, loopback sockets, threads.

import Testing

@Suite("Application cases over loopback", .serialized, .timeLimit(.minutes(1)))
struct AppTests {
    @Test("Every application case has a name of its own, a rule and an answer")
    func names() throws {
        let cases = try AppCase.files.flatMap(AppCase.read)
        #expect(cases.count >= 150)
        #expect(Set(cases.map(\.name)).count == cases.count)
        #expect(cases.allSatisfy { !$0.rule.isEmpty && !$0.answers.isEmpty })
    }

    @Test("The whole application gives the answers of its cases", arguments: AppCase.files)
    func answers(file: String) throws {
        let cases = try AppCase.read(file)
        for (state, cases) in Dictionary(grouping: cases, by: \.state) {
            let server = try AppServer(state)
            for appCase in cases {
                for fault in try AppCheck.faults(of: appCase, on: server) {
                    Issue.record(
                        "\(appCase.name): \(fault)",
                        sourceLocation: Self.place(of: appCase)
                    )
                }
            }
        }
    }

    @Test(
        "HEAD gets the status and the fields of GET from the whole application",
        arguments: [
            "/", "/docs", "/openapi.json", "/healthz", "/readyz", "/users/me", "/users/me/items",
            "/nowhere",
        ]
    )
    func head(path: String) throws {
        let server = try AppServer()
        let get = try server.answer("GET", path)
        let head = try server.answer("HEAD", path)
        let differing = ["X-Request-ID"]
        let fieldsOfGet = get.fields.filter { !differing.contains($0.name) }
        let fieldsOfHead = head.fields.filter { !differing.contains($0.name) }
        #expect(head.status == get.status)
        #expect(fieldsOfHead.map(\.name) == fieldsOfGet.map(\.name))
        #expect(fieldsOfHead.map(\.value) == fieldsOfGet.map(\.value))
    }

    /// The place of a case in its file, so that a failure points there.
    private static func place(of appCase: AppCase) -> SourceLocation {
        SourceLocation(
            fileID: "AppCases/" + appCase.file,
            filePath: AppCase.folder + "/" + appCase.file,
            line: appCase.line,
            column: 1
        )
    }
}
