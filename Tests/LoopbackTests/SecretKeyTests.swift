// SPDX-License-Identifier: MIT
//
// The key that `make run` puts into `.env`.
// Touches: processes, files in the directory for temporary files.

import Foundation
import Glibc
import Testing

@Suite("The key of make run")
struct SecretKeyTests {
    private static let script =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: ".ci/write-secret-key").path

    /// Runs the script in a directory, and returns its status.
    private func write(in directory: Workplace) throws -> Int32 {
        let environment = ["PATH": "/usr/bin:/bin"].merging(Gatehouse.libraries) { $1 }
        return try Child([Self.script, Gatehouse.path], environment, in: directory).wait()
    }

    @Test(
        "A fresh key is a line of its own in .env, in place of an empty one",
        arguments: [
            (nil, ""), ("", ""), ("PORT=8001", "PORT=8001\n"), ("PORT=8001\n", "PORT=8001\n"),
            ("SECRET_KEY=\nPORT=1", "PORT=1\n"), ("SECRET_KEY=\"\"\n", ""),
            ("export SECRET_KEY=''\n", ""), ("SECRET_KEY= # none\nDOCS=on\n", "DOCS=on\n"),
            ("# SECRET_KEY=old\n", "# SECRET_KEY=old\n"),
            ("\u{FEFF}SECRET_KEY=\nPORT=1\n", "PORT=1\n"),
        ] as [(String?, String)]
    )
    func fresh(before: String?, kept: String) throws {
        let directory = try Workplace(settings: before)
        #expect(try write(in: directory) == 0)
        let settings = try #require(directory.settings)
        #expect(settings.hasPrefix(kept + "SECRET_KEY="))
        // 32 bytes in hexadecimal digits, and a line end.
        #expect(settings.utf8.count == kept.utf8.count + "SECRET_KEY=".utf8.count + 65)
        #expect(directory.settingsMode == 0o600)
    }

    @Test(
        "A key that is already in .env stays",
        arguments: [
            "SECRET_KEY=x", "export SECRET_KEY='x'", "A=b\nSECRET_KEY=\"x\"\n", "SECRET_KEY=#x\n",
            "\u{FEFF}SECRET_KEY=x\n", "SECRET_KEY= x\n", "SECRET_KEY=x # old\n",
        ]
    )
    func kept(settings: String) throws {
        let directory = try Workplace(settings: settings)
        #expect(try write(in: directory) == 0)
        // Foundation drops a byte order mark when it reads.
        #expect(directory.settings == settings.replacing("\u{FEFF}", with: ""))
    }

    @Test("A .env that is a pipe is refused at once, and so is a link to one")
    func pipe() throws {
        let directory = try Workplace(settings: nil)
        let path = directory.path + "/pipe"
        #expect(unsafe mkfifo(path, 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: directory.path + "/.env",
            withDestinationPath: "pipe"
        )
        #expect(try write(in: directory) == 1)
        var status = stat()
        #expect(unsafe stat(path, &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFIFO)
    }

    @Test("Writing a key to a .env that others could read makes it private")
    func mode() throws {
        let directory = try Workplace(settings: "PORT=8001\n")
        try directory.setSettingsMode(0o644)
        #expect(try write(in: directory) == 0)
        #expect(directory.settingsMode == 0o600)
    }

    @Test("The file .env stays as it was where no key can be made")
    func failure() throws {
        let directory = try Workplace(settings: "PORT=8001")
        let words = [Self.script, "/bin/false"]
        let child = try Child(words, ["PATH": "/usr/bin:/bin"], in: directory)
        #expect(try child.wait() != 0)
        #expect(directory.settings == "PORT=8001")
    }
}
