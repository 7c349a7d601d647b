// SPDX-License-Identifier: MIT
//
// Names that come twice, in objects of every size. (The small cases are in JSONCases.swift.)
// Specification: RFC 8259 §4, RFC 7493 §2.3.

import GatehouseJSON
import Testing

@Suite("Names of a JSON object")
struct JSONNamesTests {
    private func skip(_ text: String) throws(JSONError) {
        let array = Array(text.utf8)
        var scanner = JSONScanner()
        try scanner.skipValue(array.span)
        try scanner.expectEnd(array.span)
    }

    private func object(_ names: [String]) -> String {
        "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
    }

    @Test(
        "A name that comes twice in a JSON object is found wherever the two are",
        arguments: [2, 7, 8, 9, 10, 20]
    )
    func findsEveryPair(count: Int) throws {
        let names = (0..<count).map { "name\($0)" }
        try skip(object(names))
        for first in 0..<count - 1 {
            for second in first + 1..<count {
                var twice = names
                twice[second] = twice[first]
                #expect(throws: JSONError.duplicateName(at: offset(of: second, in: twice))) {
                    try skip(object(twice))
                }
            }
        }
    }

    @Test(
        "A name that comes twice in a JSON object is found even when one is escaped",
        arguments: [2, 8, 9, 20]
    )
    func findsEscaped(count: Int) {
        var names = (0..<count).map { "name\($0)" }
        names[count - 1] = "n\\u0061me0"
        let last = offset(of: count - 1, in: names)
        #expect(throws: JSONError.duplicateName(at: last)) { try skip(object(names)) }
        names.reverse()
        let first = offset(of: count - 1, in: names)
        #expect(throws: JSONError.duplicateName(at: first)) { try skip(object(names)) }
    }

    @Test("A JSON object of 100,000 names is read in time", .timeLimit(.minutes(1)))
    func readsMany() throws {
        let names = (0..<100_000).map { "n\($0)" }
        try skip(object(names))
        #expect(throws: JSONError.self) { try skip(object(names + ["n5"])) }
    }

    private func offset(of index: Int, in names: [String]) -> Int {
        names[..<index].reduce(2) { $0 + $1.utf8.count + 5 }
    }
}
