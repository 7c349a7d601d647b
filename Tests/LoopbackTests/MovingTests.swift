// SPDX-License-Identifier: MIT
//
// Documentation/Moving.md: its commands are run word for word, and print what stands below them.
// Touches: processes, loopback sockets, files in the directory for temporary files.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Moving.md")
struct MovingTests {
    private static let plain = ["From Django", "From Flask", "From a list like /etc/shadow"]
    private static let tutorial = "From the FastAPI tutorial"

    @Test("The commands of Moving.md print what stands below them", arguments: plain)
    func commands(title: String) throws { try run(title) }

    @Test(
        "The commands of Moving.md bring the tutorial's users along",
        .enabled(if: hasPython && hasArgon2)
    )
    func tutorial() throws { try run(Self.tutorial) }

    @Test("Every section of Moving.md that has commands is run by a test")
    func sections() throws {
        let titles = try Page.sections().filter { !$0.blocks.isEmpty }.map(\.title)
        #expect(titles.sorted() == (Self.plain + [Self.tutorial]).sorted())
    }

    @Test(
        "What differs each time may stand for any text within a line",
        arguments: [
            ("a…c", "abbc", true), ("a…c", "ac", true), ("a…", "abb", true), ("…c", "abc", true),
            ("a…b…c", "aXbYc", true), ("a…b…c", "abXc", true), ("abc", "abc", true),
            ("a…c", "abcd", false), ("a…c", "xabc", false), ("a…b…c", "aXc", false),
            ("abc", "abcd", false), ("a…a", "a", false), ("a…c", "a\nc", false),
        ]
    )
    func patterns(expected: String, printed: String, isLike: Bool) {
        #expect(Page.Block(commands: "", expected: expected).expects(printed) == isLike)
    }

    /// Runs all commands of a section in one shell, in a folder of its own and with a port of its own.
    private func run(_ title: String) throws {
        let section = try #require(try Page.sections().first { $0.title == title })
        let port = try Relay.freePort()
        let mark = "=== end of a block ==="
        var script = "trap 'kill $(jobs -p) 2> /dev/null || true; wait' EXIT\n"
        for block in section.blocks {
            script += block.commands.replacing("localhost:8000", with: "localhost:\(port)")
            script += "printf '\\n%s\\n' '\(mark)'\n"
        }
        var environment = Gatehouse.libraries
        let folder = URL(filePath: Gatehouse.path).deletingLastPathComponent().path
        environment["PATH"] = folder + ":" + Self.searchPath.joined(separator: ":")
        environment["PORT"] = "\(port)"
        // It ends the server with the shell, before the patience of the test is at its end.
        let words = ["/usr/bin/timeout", "55", "/usr/bin/bash", "-euo", "pipefail", "-c", script]
        let child = try Child(words, environment, in: Workplace())
        #expect(try child.wait() == 0, "\(child.errors)")
        let printed = child.directory.outputText.components(separatedBy: "\n\(mark)\n")
        try #require(printed.count == section.blocks.count + 1)
        for (block, text) in zip(section.blocks, printed) {
            #expect(block.expects(text), "\(block.commands)printed\n\(text)")
        }
    }

    private static let searchPath =
        ProcessInfo.processInfo.environment["PATH"]?.components(separatedBy: ":") ?? []

    private static let hasPython = searchPath.contains { folder in
        FileManager.default.isExecutableFile(atPath: folder + "/python3")
    }

    private static let hasArgon2 = unsafe dlopen("libargon2.so.1", RTLD_LAZY) != nil
}

/// The page, taken apart.
private enum Page {
    struct Section {
        let title: String
        var blocks: [Block] = []
    }

    /// Commands, and what they print.
    struct Block {
        var commands: String
        /// Of each line; `…` stands for any text.
        var expected: String

        /// Whether that may be what the commands have printed; line ends at its end do not count.
        func expects(_ printed: String) -> Bool {
            let wanted = Self.lines(expected)
            let found = Self.lines(printed)
            guard wanted.count == found.count else { return false }
            return zip(wanted, found).allSatisfy(Self.isLike)
        }

        private static func lines(_ text: String) -> [String] {
            text.trimmingCharacters(in: .newlines).components(separatedBy: "\n")
        }

        private static func isLike(_ pattern: String, _ line: String) -> Bool {
            let pieces = pattern.components(separatedBy: "…")
            guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else {
                return pattern == line
            }
            guard line.hasPrefix(first) else { return false }
            var rest = line.dropFirst(first.count)
            for piece in pieces.dropFirst().dropLast() {
                guard let range = rest.firstRange(of: piece) else { return false }
                rest = rest[range.upperBound...]
            }
            return rest.hasSuffix(last)
        }
    }

    /// Reads the page: blocks marked `sh` are commands, the one after it is what they print, and what is
    /// marked `console` is an aside.
    static func sections() throws -> [Section] {
        var url = URL(filePath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        url.append(path: "Documentation/Moving.md")
        let text = try String(contentsOf: url, encoding: .utf8)
        var sections = [Section(title: "")]
        var fence: (kind: String, lines: [String])?
        for line in text.components(separatedBy: "\n") {
            if let open = fence, line == "```" {
                add(open.lines.map { $0 + "\n" }.joined(), open.kind, to: &sections)
                fence = nil
            } else if fence != nil {
                fence?.lines.append(line)
            } else if line.hasPrefix("```") {
                fence = (String(line.dropFirst(3)), [])
            } else if line.hasPrefix("## ") {
                sections.append(Section(title: String(line.dropFirst(3))))
            }
        }
        return sections
    }

    private static func add(_ text: String, _ kind: String, to sections: inout [Section]) {
        let last = sections.endIndex - 1
        switch kind {
        case "sh": sections[last].blocks.append(Block(commands: text, expected: ""))
        case "text", "json":
            let block = sections[last].blocks.endIndex - 1
            sections[last].blocks[block].expected += text
        default: break
        }
    }
}
