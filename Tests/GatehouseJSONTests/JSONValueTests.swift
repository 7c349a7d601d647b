// SPDX-License-Identifier: MIT
//
// Specification: RFC 8259.

import GatehouseJSON
import Testing

@Suite("JSON trees")
struct JSONValueTests {
    private let sample: JSONValue = [
        "z": nil, "a": [true, false, 1, -2, 0.5, "x", [:], []], "m": ["deep": ["er": 1]],
    ]
    private let sampleText =
        #"{"z":null,"a":[true,false,1,-2,0.5,"x",{},[]],"m":{"deep":{"er":1}}}"#

    private func text(_ value: JSONValue) -> String {
        String(decoding: value.encoded(), as: UTF8.self)
    }

    private func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONValue.parse(Array(text.utf8))
    }

    @Test("A JSON tree is built from literals and written compactly, in order")
    func writes() {
        #expect(text(sample) == sampleText)
    }

    @Test("A JSON tree is read back as it was written, its numbers included")
    func readsBack() throws {
        #expect(try parse(sampleText) == sample)
        #expect(try text(parse(" [ 1.50 , 1E2 , -0 ] ")) == "[1.50,1E2,-0]")
        #expect(try text(parse(#"["\u0041\/\u001F"]"#)) == #"["A/\u001f"]"#)
    }

    @Test("The values in a JSON tree are found by name and by index")
    func subscripts() {
        #expect(sample["m"]?["deep"]?["er"] == 1)
        #expect(sample["a"]?[5] == "x")
        #expect(sample["a"]?[5]?.string == "x")
        #expect(sample["z"] == .some(.null))
        #expect(sample["none"] == nil)
        #expect(sample["a"]?["x"] == nil)
        #expect(sample["a"]?[8] == nil)
        #expect(sample["a"]?[-1] == nil)
        #expect(sample[0] == nil)
        #expect(sample.string == nil)
    }

    @Test(
        "JSON trees are equal only where they are written alike",
        arguments: [
            (nil, false), (true, false), (0, ""), (1, 1.0),
            ("K", "\u{212A}"), ("\u{E9}", "e\u{301}"), ([], [:]), ([1, 2], [2, 1]),
            (["K": 1], ["\u{212A}": 1]), (["a": 1, "b": 2], ["b": 2, "a": 1]),
            (["a": 1], ["a": 2]), ("1", 1),
        ] as [(JSONValue, JSONValue)]
    )
    func differs(left: JSONValue, right: JSONValue) {
        #expect(left != right)
        #expect(left == left)
        #expect(right == right)
    }

    private struct Model: Encodable {
        let id: Int
        let extra: JSONValue
        let none: JSONValue?
        let list: [JSONValue]
    }

    @Test("A JSON tree within a model is encoded with its numbers as they are spelled")
    func encodes() throws {
        let extra = try parse(#"{"b":1.50,"a":[1e999]}"#)
        let model = Model(id: 1, extra: extra, none: nil, list: [1, nil, []])
        #expect(
            String(decoding: try JSON.encode(model), as: UTF8.self)
                == #"{"id":1,"extra":{"b":1.50,"a":[1e999]},"none":null,"list":[1,null,[]]}"#
        )
        #expect(try JSON.encode(sample) == sample.encoded())
    }
}
