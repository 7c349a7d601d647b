// SPDX-License-Identifier: MIT
//
// README.md and .env.example describe the settings as the table of settings does, and the README
// shows the example programs as they are.
// Touches: files of the repository.

import Foundation
import Testing
import gatehouse_server

@Suite("README and .env.example")
struct ReadmeTests {
    @Test("The README names every setting and no other, with its flag and default")
    func settings() throws {
        let row = /(?m)^\| `([A-Z_]+)` \| (?:`(--[a-z-]+)`)? ?\| ([^|]*?) ?\| [^|]+ \|$/
        let rows = try Repository.text("README.md").matches(of: row).map { match in
            Row(
                name: String(match.1),
                flag: match.2.map(String.init) ?? "",
                defaultText: String(match.3)
            )
        }
        let expected = Setting.all.map { setting in
            Row(
                name: setting.name,
                flag: setting.flag ?? "",
                // The key has no default, and the README says so in words.
                defaultText: setting.name == "SECRET_KEY" ? "" : setting.defaultText
            )
        }
        #expect(rows.sorted() == expected.sorted())
    }

    /// A row of the README's table of settings.
    private struct Row: Comparable {
        let name: String
        let flag: String
        let defaultText: String

        static func < (one: Row, other: Row) -> Bool { one.name < other.name }
    }

    @Test("The file .env.example names every setting and no other, with its default")
    func example() throws {
        let lines = try Repository.text(".env.example").matches(of: /(?m)^(# )?([A-Z_]+)=(.*)$/)
        #expect(lines.map { String($0.2) }.sorted() == Setting.all.map(\.name).sorted())
        for line in lines {
            let setting = try #require(Setting.all.first { $0.name == line.2 })
            // Only what has to be set is not a comment.
            let isRequired = setting.name == "SECRET_KEY"
            #expect((line.1 == nil) == isRequired)
            guard !isRequired, setting.defaultText != "number of cores" else { continue }
            #expect(line.3 == setting.defaultText)
        }
    }

    @Test("The file .env.example has no fault when all its lines are used")
    func wholeExample() throws {
        let lines = try Repository.text(".env.example").replacing(/(?m)^# ([A-Z_]+=)/) { $0.1 }
        let file = lines.replacing("SECRET_KEY=\n", with: "SECRET_KEY=\(SecretCommand.makeKey())\n")
        _ = try Settings.resolve(
            flags: [:],
            environment: [:],
            file: EnvironmentFile(parsing: Array(file.utf8)),
            cores: 2
        )
    }

    @Test(
        "The README shows the example programs as they are",
        arguments: ["Examples/Hello/main.swift", "Examples/Orders/main.swift"]
    )
    func program(path: String) throws {
        let mark = "<!-- \(path) -->\n```swift\n"
        let parts = try Repository.text("README.md").components(separatedBy: mark)
        try #require(parts.count == 2)
        let shown = try #require(parts[1].components(separatedBy: "```\n").first)
        #expect(try shown == Repository.text(path))
    }
}

/// The files of the repository.
enum Repository {
    private static var root: URL {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Whether there is such a file or folder.
    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appending(path: path).path)
    }

    /// The paths of all that is in a folder, at any depth.
    static func files(below folder: String) throws -> [String] {
        let path = root.appending(path: folder).path
        return try FileManager.default.subpathsOfDirectory(atPath: path).map { "\(folder)/\($0)" }
    }
}
