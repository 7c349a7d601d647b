// SPDX-License-Identifier: MIT
//
// The encoder: models against the exact bytes that they must become.
// Specification: RFC 8259.

import GatehouseJSON
import Testing

private func encoded(_ value: some Encodable) throws -> String {
    String(decoding: try JSON.encode(value), as: UTF8.self)
}

@Suite("The JSON encoder")
struct JSONTests {
    private struct User: Encodable {
        let username: String
        let email: String?
        let fullName: String?
        let disabled: Bool?

        enum CodingKeys: String, CodingKey {
            case username, email
            case fullName = "full_name"
            case disabled
        }
    }

    @Test("A model is encoded in the order of its declaration, with null for nil")
    func writesModels() throws {
        let john = User(
            username: "johndoe",
            email: "johndoe@example.com",
            fullName: "John \"J\" Doe\n",
            disabled: false
        )
        #expect(
            try encoded(john)
                == #"{"username":"johndoe","email":"johndoe@example.com","#
                + #""full_name":"John \"J\" Doe\n","disabled":false}"#
        )
        let nobody = User(username: "", email: nil, fullName: nil, disabled: nil)
        #expect(
            try encoded([nobody])
                == #"[{"username":"","email":null,"full_name":null,"disabled":null}]"#
        )
    }

    private struct Everything: Encodable {
        var bool = true
        var string = "s"
        var double = 1.0
        var float = Float(0.1)
        var int = Int.min
        var int8 = Int8.min
        var int16 = Int16.min
        var int32 = Int32.min
        var int64 = Int64.min
        var int128 = Int128.min
        var uint = UInt.max
        var uint8 = UInt8.max
        var uint16 = UInt16.max
        var uint32 = UInt32.max
        var uint64 = UInt64.max
        var uint128 = UInt128.max
        var array = [1, 2]
        var empty: [Int] = []
    }

    private struct Optionals: Encodable {
        var bool: Bool?
        var string: String?
        var double: Double?
        var float: Float?
        var int: Int?
        var int8: Int8?
        var int16: Int16?
        var int32: Int32?
        var int64: Int64?
        var int128: Int128?
        var uint: UInt?
        var uint8: UInt8?
        var uint16: UInt16?
        var uint32: UInt32?
        var uint64: UInt64?
        var uint128: UInt128?
        var array: [Int]?
    }

    private static let everything =
        #"{"bool":true,"string":"s","double":1.0,"float":0.1,"int":-9223372036854775808,"#
        + #""int8":-128,"int16":-32768,"int32":-2147483648,"int64":-9223372036854775808,"#
        + #""int128":-170141183460469231731687303715884105728,"#
        + #""uint":18446744073709551615,"uint8":255,"uint16":65535,"uint32":4294967295,"#
        + #""uint64":18446744073709551615,"#
        + #""uint128":340282366920938463463374607431768211455,"array":[1,2]"#

    @Test("Every basic type is encoded as a member of a JSON object")
    func writesEveryType() throws {
        #expect(try encoded(Everything()) == Self.everything + #","empty":[]}"#)
    }

    @Test("Every basic type is encoded as an optional member, with null for nil")
    func writesEveryOptional() throws {
        let all = Everything()
        var some = Optionals()
        (some.bool, some.string, some.double) = (all.bool, all.string, all.double)
        (some.float, some.int, some.int8, some.int16) = (all.float, all.int, all.int8, all.int16)
        (some.int32, some.int64, some.int128) = (all.int32, all.int64, all.int128)
        (some.uint, some.uint8, some.uint16) = (all.uint, all.uint8, all.uint16)
        some.uint32 = all.uint32
        some.uint64 = all.uint64
        some.uint128 = all.uint128
        some.array = all.array
        #expect(try encoded(some) == Self.everything + "}")
        let names = [
            "bool", "string", "double", "float", "int", "int8", "int16", "int32", "int64", "int128",
            "uint", "uint8", "uint16", "uint32", "uint64", "uint128", "array",
        ]
        let nulls = names.map { "\"\($0)\":null" }.joined(separator: ",")
        #expect(try encoded(Optionals()) == "{" + nulls + "}")
    }

    @Test("Basic types are encoded as elements of a JSON array and alone")
    func writesElements() throws {
        #expect(try encoded([true, false]) == "[true,false]")
        #expect(try encoded(["a", ""]) == #"["a",""]"#)
        #expect(try encoded([1.5, -0.0]) == "[1.5,-0.0]")
        #expect(try encoded([Float(0.1)]) == "[0.1]")
        #expect(try encoded([Int8.min, 0]) == "[-128,0]")
        #expect(try encoded([Int128.max]) == "[170141183460469231731687303715884105727]")
        #expect(try encoded([UInt128.min]) == "[0]")
        #expect(try encoded([nil, 1] as [Int?]) == "[null,1]")
        #expect(try encoded([[], [1], []] as [[Int]]) == "[[],[1],[]]")
        #expect(try encoded("x") == #""x""#)
        #expect(try encoded(1) == "1")
        #expect(try encoded(true) == "true")
        #expect(try encoded(nil as String?) == "null")
    }

    private enum Colour: String, Encodable {
        case red
    }

    private enum Shape: Encodable {
        case circle(radius: Double)
        case point
    }

    private struct Empty: Encodable {}

    @Test("Enums, empty models and dictionaries are encoded as JSON")
    func writesOtherShapes() throws {
        #expect(try encoded([Colour.red]) == #"["red"]"#)
        #expect(
            try encoded([Shape.circle(radius: 2), .point])
                == #"[{"circle":{"radius":2.0}},{"point":{}}]"#
        )
        #expect(try encoded(Empty()) == "{}")
        #expect(try encoded([Empty(), Empty()]) == "[{},{}]")
        #expect(try encoded(["a\n": [1]]) == #"{"a\n":[1]}"#)
        #expect(try encoded(["a": nil] as [String: Int?]) == #"{"a":null}"#)
        #expect(try encoded([7: "x"]) == #"{"7":"x"}"#)
        let many = Dictionary(uniqueKeysWithValues: (0..<20).map { ("k\($0)", $0) })
        let tree = try JSONValue.parse(JSON.encode(many))
        for (name, number) in many { #expect(tree[name] == .number(JSONNumber(number))) }
    }

    @Test(
        "A double is encoded in the shortest form that reads back as the same",
        arguments: [
            (0, "0.0"), (1, "1.0"), (-1.5, "-1.5"), (0.1, "0.1"), (1e-5, "1e-05"),
            (1e16, "1e+16"), (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"),
            (1.0 / 3, "0.3333333333333333"),
            (123_456_789.125, "123456789.125"),
        ] as [(Double, String)]
    )
    func writesDoubles(value: Double, expected: String) throws {
        #expect(try encoded(value) == expected)
        #expect(Double(expected) == value)
        #expect(try JSONValue.parse(JSON.encode([value])).encoded() == JSON.encode([value]))
    }

    private struct Reading: Encodable {
        var value: Double
        var optional: Double?
        var float: Float = 0
    }

    @Test("NaN and infinities are not encoded as JSON, wherever they occur")
    func refusesNonFinite() {
        for value in [Double.nan, .infinity, -.infinity] {
            #expect(throws: JSONError.nonFiniteNumber) { try JSON.encode(value) }
            #expect(throws: JSONError.nonFiniteNumber) { try JSON.encode([value]) }
            #expect(throws: JSONError.nonFiniteNumber) { try JSON.encode(Reading(value: value)) }
            #expect(throws: JSONError.nonFiniteNumber) {
                try JSON.encode(Reading(value: 0, optional: value))
            }
            #expect(throws: JSONError.nonFiniteNumber) {
                try JSON.encode(Reading(value: 0, float: Float(value)))
            }
        }
    }
}

// MARK: - Containers by hand

/// A model whose `encode(to:)` is the closure.
private struct ByHand: Encodable {
    let body: (any Encoder) throws -> Void

    func encode(to encoder: any Encoder) throws {
        try body(encoder)
    }
}

private enum Key: String, CodingKey {
    case a, b, c
}

private class Base: Encodable {
    let base = 1
}

private final class Derived: Base {
    let own = 2

    enum CodingKeys: CodingKey {
        case own
    }

    override func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(own, forKey: .own)
        try super.encode(to: container.superEncoder())
    }
}

private final class Sharing: Base {
    override func encode(to encoder: any Encoder) throws {
        try super.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(2, forKey: .a)
    }
}

@Suite("The JSON encoder, driven by hand")
struct JSONByHandTests {
    @Test("Nested containers of the JSON encoder may be filled in any order")
    func interleaves() throws {
        let value = ByHand { encoder in
            var outer = encoder.container(keyedBy: Key.self)
            var first = outer.nestedUnkeyedContainer(forKey: .a)
            var second = outer.nestedContainer(keyedBy: Key.self, forKey: .b)
            try second.encode(1, forKey: .a)
            try outer.encode("x", forKey: .c)
            try first.encode(true)
            var inner = first.nestedContainer(keyedBy: Key.self)
            var list = first.nestedUnkeyedContainer()
            try first.encodeNil()
            try second.encodeNil(forKey: .b)
            try inner.encode([1], forKey: .a)
            try list.encode(2)
            #expect(first.count == 4)
        }
        let one = #"{"a":[true,{"a":[1]},[2],null],"b":{"a":1,"b":null},"c":"x"}"#
        #expect(try encoded(value) == one)
        #expect(try encoded([value, value]) == "[\(one),\(one)]")
    }

    @Test("Containers that were never filled are encoded as empty objects and arrays")
    func closesEmpty() throws {
        let value = ByHand { encoder in
            var outer = encoder.container(keyedBy: Key.self)
            _ = outer.nestedUnkeyedContainer(forKey: .a)
            _ = outer.nestedContainer(keyedBy: Key.self, forKey: .b)
            _ = outer.superEncoder(forKey: .c)
        }
        #expect(try encoded(value) == #"{"a":[],"b":{},"c":{}}"#)
        #expect(try encoded(ByHand { _ in }) == "{}")
        #expect(try encoded(ByHand { _ = $0.unkeyedContainer() }) == "[]")
        #expect(try encoded(["a": ByHand { _ in }]) == #"{"a":{}}"#)
    }

    @Test("A superclass is encoded as the member `super`, or with members of its own")
    func encodesClasses() throws {
        #expect(try encoded(Derived()) == #"{"own":2,"super":{"base":1}}"#)
        #expect(try encoded(Sharing()) == #"{"base":1,"a":2}"#)
        let list = ByHand { encoder in
            var container = encoder.unkeyedContainer()
            try container.encode(1)
            try Base().encode(to: container.superEncoder())
            try container.encode(2)
        }
        #expect(try encoded(list) == #"[1,{"base":1},2]"#)
    }

    @Test("A value is encoded through any number of single-value containers")
    func writesThrough() throws {
        let value = ByHand { encoder in
            var container = encoder.singleValueContainer()
            try container.encode(["a": [1]])
        }
        #expect(try encoded([value, value]) == #"[{"a":[1]},{"a":[1]}]"#)
    }

    @Test("An encode(to:) that asks for conflicting containers is an error")
    func refusesConflicts() {
        let conflicts = [
            ByHand { encoder in
                _ = encoder.container(keyedBy: Key.self)
                _ = encoder.unkeyedContainer()
            },
            ByHand { encoder in
                var container = encoder.singleValueContainer()
                try container.encode(1)
                try container.encode(2)
            },
            ByHand { encoder in
                var container = encoder.singleValueContainer()
                try container.encode([1])
                _ = encoder.unkeyedContainer()
            },
            ByHand { encoder in
                _ = encoder.unkeyedContainer()
                try JSONValue.null.encode(to: encoder)
            },
        ]
        for conflict in conflicts {
            #expect(throws: JSONError.conflictingContainers) { try JSON.encode(conflict) }
            #expect(throws: JSONError.conflictingContainers) { try JSON.encode([conflict]) }
            let nested = ByHand { encoder in
                var container = encoder.container(keyedBy: Key.self)
                try conflict.encode(to: container.superEncoder())
            }
            #expect(throws: JSONError.conflictingContainers) { try JSON.encode(nested) }
        }
    }

    private struct OwnError: Error, Equatable {}

    @Test("An encode(to:) that goes on after an error does not become JSON")
    func refusesSwallowedErrors() {
        let number = ByHand { encoder in
            var container = encoder.container(keyedBy: Key.self)
            try? container.encode(Double.nan, forKey: .a)
            try container.encode(1, forKey: .b)
        }
        #expect(throws: JSONError.nonFiniteNumber) { try JSON.encode(number) }
        let broken = ByHand { encoder in
            var container = encoder.unkeyedContainer()
            try container.encode(1)
            throw OwnError()
        }
        let list = ByHand { encoder in
            var container = encoder.unkeyedContainer()
            try? container.encode(broken)
            try container.encode(1)
        }
        #expect(throws: JSONError.incompleteValue) { try JSON.encode(list) }
        #expect(throws: JSONError.incompleteValue) { try JSON.encode([list]) }
    }

    @Test("An error that an encode(to:) throws is passed on")
    func passesErrorsOn() {
        #expect(throws: OwnError()) { try JSON.encode([ByHand { _ in throw OwnError() }]) }
    }
}
