// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259 §4.

import GatehouseJSON
import Testing

@Suite("JSON objects")
struct JSONObjectTests {
    private func text(_ object: JSONObject) -> String {
        String(decoding: JSONValue.object(object).encoded(), as: UTF8.self)
    }

    @Test("A JSON object keeps its members in the order in which they were added")
    func keepsOrder() {
        var object = JSONObject()
        object["b"] = 1
        object["a"] = 2
        object["c"] = nil
        #expect(text(object) == #"{"b":1,"a":2}"#)
        #expect(object.members.map(\.name) == ["b", "a"])
    }

    @Test("Setting a member of a JSON object replaces it in place, and setting nil removes it")
    func setsMembers() {
        var object = JSONObject([("a", 1), ("b", 2), ("c", 3)])
        object["a"] = .null
        object["b"] = nil
        object["d"] = nil
        #expect(text(object) == #"{"a":null,"c":3}"#)
        #expect(object["b"] == nil)
    }

    @Test("A JSON object has each name once, with the last value")
    func namesAreUnique() {
        #expect(text(JSONObject([("a", 1), ("b", 2), ("a", 3)])) == #"{"a":3,"b":2}"#)
    }

    @Test("Names in a JSON object are compared by their bytes")
    func comparesBytes() {
        var object = JSONObject([("K", 1)])
        object["\u{212A}"] = 2
        #expect(object["K"] == 1)
        #expect(object["\u{212A}"] == 2)
    }
}
