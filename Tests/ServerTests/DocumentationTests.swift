// SPDX-License-Identifier: MIT
//
// ThreatModel.md and ASVS.md name tests as `test: "…"` and files in backticks; all of them have to exist.
// Touches: files of the repository.

import Foundation
import Testing

@Suite("ThreatModel.md and ASVS.md")
struct DocumentationTests {
    @Test(
        "Every test that is named in a document exists",
        arguments: ["Documentation/ThreatModel.md", "Documentation/ASVS.md"]
    )
    func namedTests(path: String) throws {
        let named = try Self.unwrapped(path).matches(of: /test: "([^"]+)"/).map { String($0.1) }
        #expect(named.count > 50)
        let titles = try Self.titles()
        #expect(Set(named).subtracting(titles).sorted() == [])
    }

    @Test(
        "Every file that is named in a document exists",
        arguments: ["Documentation/ThreatModel.md", "Documentation/ASVS.md"]
    )
    func namedFiles(path: String) throws {
        let folders = /`((?:Sources|Tests|Documentation|Fuzz|Examples|deploy|\.ci)\/[^`]*)`/
        let named = try Self.unwrapped(path).matches(of: folders).map { String($0.1) }
        for path in named { #expect(Repository.has(path), "\(path)") }
    }

    @Test("The ASVS table has each requirement of levels 1 and 2 once, with a verdict and a reason")
    func requirements() throws {
        let rows = try Repository.text("Documentation/ASVS.md").matches(
            of: /(?m)^\| ([0-9., ]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/
        )
        let numbers = rows.flatMap { row in row.1.components(separatedBy: ", ") }
        #expect(Set(numbers).count == numbers.count)
        var counts: [Int: Int] = [:]
        for number in numbers {
            let chapter = try #require(number.split(separator: ".").first.flatMap { Int($0) })
            counts[chapter, default: 0] += 1
        }
        #expect(counts == Self.requirementCounts)
        for row in rows {
            #expect(["met", "not applicable", "open"].contains(String(row.3)), "\(row.1)")
            let hasProof = row.4.contains("test: \"") || row.4.contains("`")
            #expect(row.3 != "met" || hasProof, "\(row.1)")
        }
    }

    /// How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has.
    private static let requirementCounts = [
        1: 27, 2: 11, 3: 19, 4: 10, 5: 9, 6: 35, 7: 18, 8: 7, 9: 7,
        10: 29, 11: 14, 12: 9, 13: 13, 14: 9, 15: 13, 16: 16, 17: 7,
    ]

    /// The text of a document with each run of white space as one space.
    private static func unwrapped(_ path: String) throws -> String {
        try Repository.text(path).replacing(/\s+/, with: " ")
    }

    /// The titles of all tests.
    private static func titles() throws -> Set<String> {
        var titles: Set<String> = []
        for path in try Repository.files(below: "Tests") where path.hasSuffix(".swift") {
            let text = try Repository.text(path)
            titles.formUnion(text.matches(of: /@Test\(\s*"([^"]+)"/).map { String($0.1) })
        }
        return titles
    }
}
