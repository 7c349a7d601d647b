// SPDX-License-Identifier: MIT
//
// The grammar of `.env`, and how the file is loaded.
// Touches: a temporary folder.

import Foundation
import Testing
import gatehouse_server

private func values(_ text: String) -> [String: String] {
    EnvironmentFile(parsing: Array(text.utf8)).entries.mapValues(\.value)
}

private func faults(_ text: String) -> [String] {
    EnvironmentFile(parsing: Array(text.utf8)).faults.map(\.line)
}

@Suite("Values in the .env file")
struct EnvironmentFileValueTests {
    @Test(
        "A line of .env is read as a name and its value",
        arguments: [
            ("A=b", "b"), ("A=", ""), ("export A=b", "b"), ("export \t A=b", "b"), ("  A=b", "b"),
            ("A=b  \t", "b"), ("A=b c", "b c"), ("A=b # note", "b"), ("A=b#c", "b#c"),
            ("A=#c", "#c"), ("A= # note", ""), ("A=   ", ""), ("A=b=c==", "b=c=="),
            ("A=$HOME", "$HOME"), (#"A=b\n"#, #"b\n"#), ("A=grün", "grün"),
            ("A='b # c'", "b # c"), (#"A='b\n"$x'"#, #"b\n"$x"#), ("A='' # note", ""),
            ("A='b'#note", "b"), (#"A="b # c""#, "b # c"), (#"A="\n\t\"\\\$""#, "\n\t\"\\$"),
            (#"A="it's""#, "it's"), (#"A="" "#, ""), (#"A="$HOME""#, "$HOME"),
        ]
    )
    func oneLine(line: String, expected: String) {
        #expect(values(line) == ["A": expected])
        #expect(faults(line) == [])
    }

    @Test(
        "Blank lines and comments in .env are ignored",
        arguments: ["", " \t", "# A=b", "  #", "\n\n"]
    )
    func nothing(text: String) {
        #expect(values(text) == [:])
        #expect(faults(text) == [])
    }

    @Test("Lines of .env may end in LF or CRLF", arguments: ["\n", "\r\n"])
    func lineEnds(end: String) {
        let text = ["A=1", "", "# note", "B='2'", "export C=\"3\" # x", ""].joined(separator: end)
        #expect(values(text) == ["A": "1", "B": "2", "C": "3"])
        #expect(faults(text) == [])
    }

    @Test("A byte order mark is skipped only at the start of .env")
    func byteOrderMark() {
        #expect(values("\u{FEFF}A=1") == ["A": "1"])
        #expect(faults("A=1\n\u{FEFF}B=1").count == 1)
    }

    @Test("A name in .env may begin with export, or be export")
    func exportPrefix() {
        #expect(values("exported=1\nexport=2") == ["exported": "1", "export": "2"])
    }

    @Test("Every value from .env has its line number")
    func lines() {
        let file = EnvironmentFile(parsing: Array("\n# x\nA=1\n\nB=2".utf8))
        #expect(file.entries.mapValues(\.line) == ["A": 3, "B": 5])
    }
}

@Suite("Faults in the .env file")
struct EnvironmentFileFaultTests {
    private static let assignment = "must read NAME=value, without spaces around the ="
    private static let stray = "must quote the whole value when it holds a quote"
    private static let open = "must close the quote on the same line"
    private static let control = "must not contain a control character"
    private static let escape = #"must use no escapes in double quotes but \n \t \" \\ \$"#

    @Test(
        "A malformed line of .env is reported by its number and never its content",
        arguments: [
            ("A", assignment), ("A b", assignment), ("=b", assignment), ("A =b", assignment),
            ("A= b", assignment), ("1A=b", assignment), ("A-B=c", assignment),
            ("export", assignment), ("export =b", assignment), ("export A", assignment),
            ("Ä=b", assignment), ("A.B=c", assignment), ("\u{212A}=b", assignment),
            ("A=b'c", stray), ("A=b\"", stray), ("A='b", open), ("A=\"b", open),
            (#"A="b\"#, open), (#"A="b\""#, open), (#"A="\q""#, escape), (#"A="\u0041""#, escape),
            ("A='b'c", "must end after the closing quote"),
            ("A=\"b\" c", "must end after the closing quote"),
            ("A=b\u{7}", control), ("A=b\0", control), ("A=b\u{7F}", control),
            ("A=b\rB=c", control), ("A=b\r\r", control), ("# \u{1B}", control),
        ]
    )
    func malformed(line: String, problem: String) {
        #expect(faults("X=1\n\(line)\nY=1\n") == [".env line 2: \(problem)"])
        #expect(values("X=1\n\(line)\nY=1\n") == ["X": "1", "Y": "1"])
    }

    @Test("A .env file that is not UTF-8 is refused")
    func notText() {
        let file = EnvironmentFile(parsing: Array("A=1\nB=".utf8) + [0xFF])
        #expect(file.faults.map(\.line) == [".env line 2: must be UTF-8 text"])
    }

    @Test("A name that is set twice in .env is a fault")
    func duplicates() {
        #expect(faults("A=1\nB=2\nA=1") == [".env line 3: sets the same name as line 1"])
    }

    @Test("There is a warning when others may read the key in .env, and only then")
    func exposed() {
        let key = Array("SECRET_KEY=x".utf8)
        let warned = EnvironmentFile(parsing: key, isReadableByOthers: true)
        #expect(warned.warnings == [".env holds SECRET_KEY and others may read it: chmod 600"])
        #expect(EnvironmentFile(parsing: key).warnings == [])
        let other = EnvironmentFile(parsing: Array("PORT=1".utf8), isReadableByOthers: true)
        #expect(other.warnings == [])
    }
}

@Suite("Loading of the .env file")
struct EnvironmentFileLoadTests {
    /// Runs the body with the path of a file in a folder of its own.
    private func withPath(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.appending(path: ".env").path)
    }

    private func write(_ text: String, to path: String, permissions: Int) throws {
        let attributes = [FileAttributeKey.posixPermissions: permissions]
        let isWritten = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.utf8),
            attributes: attributes
        )
        try #require(isWritten)
    }

    @Test("A missing .env file means no settings and no fault")
    func absent() throws {
        try withPath { path in
            let file = EnvironmentFile.load(path)
            #expect(file.entries.isEmpty)
            #expect(file.faults.isEmpty)
        }
    }

    @Test(
        "A .env file is read with its permissions",
        arguments: [(0o600, 0), (0o640, 1), (0o604, 1)]
    )
    func permissions(permissions: Int, warnings: Int) throws {
        try withPath { path in
            try write("SECRET_KEY=x\n", to: path, permissions: permissions)
            let file = EnvironmentFile.load(path)
            #expect(file.entries.mapValues(\.value) == ["SECRET_KEY": "x"])
            #expect(file.warnings.count == warnings)
        }
    }

    @Test("A .env file may have 64 KiB and not one byte more")
    func longest() throws {
        try withPath { path in
            let text = "A=" + String(repeating: "x", count: EnvironmentFile.maxBytes - 2)
            try write(text, to: path, permissions: 0o600)
            #expect(EnvironmentFile.load(path).entries["A"]?.value == String(text.dropFirst(2)))
            try write(text + "x", to: path, permissions: 0o600)
            #expect(
                EnvironmentFile.load(path).faults.map(\.line) == [
                    ".env: must not be longer than 65536 bytes"
                ]
            )
        }
    }

    @Test("A folder in place of the .env file is refused")
    func folder() throws {
        try withPath { path in
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: false
            )
            #expect(
                EnvironmentFile.load(path).faults.map(\.line) == [".env: is not a regular file"]
            )
        }
    }
}
