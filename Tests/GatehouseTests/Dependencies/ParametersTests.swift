// SPDX-License-Identifier: MIT
//
// Parameters in the path and the query, right and wrong, with FastAPI's answers to the wrong ones.
// Specification: RFC 3986 §3.3 and §3.4.

import Gatehouse
import GatehouseTesting
import Testing

@Suite("Path parameters")
struct PathParameterTests {
    private func client<Value: ParameterValue>(_ type: Value.Type) throws -> TestClient {
        try makeClient { app in
            app.get("/{value}/x", .path("value", as: type)) { Note(text: "\($0)") }
        }
    }

    @Test(
        "A path parameter is read as text and decoded once",
        arguments: [
            ("a", "a"), ("a%20b", "a b"), ("a+b", "a+b"), ("%2541", "%41"), ("%2F", "/"),
            ("%C3%A9", "é"), ("%F0%9F%8F%A0", "🏠"), ("'", "'"),
        ]
    )
    func text(segment: String, value: String) async throws {
        let client = try client(String.self)
        #expect(await client.get("/\(segment)/x").text == #"{"text":"\#(value)"}"#)
    }

    @Test(
        "A path parameter is read as a whole number",
        arguments: [
            ("0", "0"), ("-1", "-1"), ("%2B5", "5"), ("+5", "5"), ("007", "7"), ("%31", "1"),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"),
        ]
    )
    func integer(segment: String, value: String) async throws {
        let client = try client(Int.self)
        #expect(await client.get("/\(segment)/x").text == #"{"text":"\#(value)"}"#)
    }

    @Test(
        "A path parameter that is not a whole number is answered with 422",
        arguments: [
            ("a", "a"), ("1a", "1a"), ("1.0", "1.0"), ("1e3", "1e3"), ("0x1", "0x1"), ("-", "-"),
            ("--1", "--1"), ("%201", " 1"), ("1_000", "1_000"), ("%D9%A3", "٣"),
            ("9223372036854775808", "9223372036854775808"), ("%22", #"\""#),
        ]
    )
    func wrongInteger(segment: String, input: String) async throws {
        let client = try client(Int.self)
        let fault =
            #"{"type":"int_parsing","loc":["path","value"],"msg":"Input should be a valid "#
            + #"integer, unable to parse string as an integer","input":"\#(input)"}"#
        #expect(await client.get("/\(segment)/x").summary == #"422 {"detail":[\#(fault)]}"#)
    }

    @Test(
        "A path parameter is read as a boolean in FastAPI's words",
        arguments: [
            ("true", true), ("True", true), ("TRUE", true), ("1", true), ("yes", true),
            ("on", true), ("t", true), ("Y", true), ("false", false), ("False", false),
            ("0", false), ("no", false), ("OFF", false), ("f", false), ("n", false),
        ]
    )
    func boolean(segment: String, value: Bool) async throws {
        let client = try client(Bool.self)
        #expect(await client.get("/\(segment)/x").text == #"{"text":"\#(value)"}"#)
    }

    @Test(
        "A path parameter that is not a boolean is answered with 422",
        arguments: ["2", "ja", "truee", "-", "nul"]
    )
    func wrongBoolean(segment: String) async throws {
        let client = try client(Bool.self)
        let fault =
            #"{"type":"bool_parsing","loc":["path","value"],"msg":"Input should be a valid "#
            + #"boolean, unable to interpret input","input":"\#(segment)"}"#
        #expect(await client.get("/\(segment)/x").summary == #"422 {"detail":[\#(fault)]}"#)
    }

    @Test("A path parameter may be of any type that can be read from text")
    func ownType() async throws {
        let client = try client(Color.self)
        #expect(await client.get("/red/x").text == #"{"text":"red"}"#)
        let fault = #"{"type":"enum","loc":["path","value"],"msg":"Input should be 'red'","#
        #expect(await client.get("/tan/x").text == #"{"detail":[\#(fault)"input":"tan"}]}"#)
    }
}

@Suite("Query parameters")
struct QueryParameterTests {
    private func answer(_ target: String) async throws -> String {
        let client = try makeClient { app in
            app.get("/", .query("q", as: String.self), .query("n", default: 5)) {
                Note(text: "\($0)|\($1)")
            }
        }
        return await client.get(target).summary
    }

    @Test(
        "A query parameter is read from the query and decoded once",
        arguments: [
            ("/?q=a", "a|5"), ("/?q=a+b%20c", "a b c|5"), ("/?q=a%2Bb", "a+b|5"),
            ("/?q=%2541", "%41|5"), ("/?q=%zz", "%zz|5"), ("/?q=%ff", "\u{FFFD}|5"),
            ("/?q=", "|5"), ("/?q", "|5"), ("/?q=a=b", "a=b|5"), ("/?q=a?b", "a?b|5"),
            ("/?q=a;n=1", "a;n=1|5"), ("/?&&n=6&q=a&", "a|6"), ("/?q=a&n=-1&x=y", "a|-1"),
            ("/?%71=a", "a|5"), ("/?q=a&Q=b&N=1", "a|5"),
        ]
    )
    func reads(target: String, text: String) async throws {
        #expect(try await answer(target) == #"200 {"text":"\#(text)"}"#)
    }

    @Test("The last of several query parameters with one name counts, as in FastAPI")
    func last() async throws {
        #expect(try await answer("/?q=a&q=b&n=1&n=2") == #"200 {"text":"b|2"}"#)
    }

    @Test(
        "A missing query parameter is answered with 422",
        arguments: ["/", "/?", "/?n=1", "/?Q=a", "/?%20q=a", "/?q%00=a"]
    )
    func missing(target: String) async throws {
        let fault = #"{"type":"missing","loc":["query","q"],"msg":"Field required","input":null}"#
        #expect(try await answer(target) == #"422 {"detail":[\#(fault)]}"#)
    }

    @Test("A query parameter of the wrong type is answered with 422 even if it has a default")
    func wrongType() async throws {
        let fault =
            #"{"type":"int_parsing","loc":["query","n"],"msg":"Input should be a valid "#
            + #"integer, unable to parse string as an integer","input":""}"#
        #expect(try await answer("/?q=a&n=") == #"422 {"detail":[\#(fault)]}"#)
    }

    @Test("More than 1000 query parameters are refused and not overlooked")
    func tooMany() async throws {
        let full = String(repeating: "x&", count: 999) + "q=a"
        #expect(try await answer("/?" + full) == #"200 {"text":"a|5"}"#)
        let detail = "Too many fields. Maximum number of fields is 1000."
        #expect(try await answer("/?y&" + full) == #"400 {"detail":"\#(detail)"}"#)
        #expect(try await answer("/?q=a&" + full) == #"400 {"detail":"\#(detail)"}"#)
    }

    @Test("Query parameters are looked at only where a dependency reads them")
    func unused() async throws {
        let client = try makeClient { $0.get("/") { Note(text: "") } }
        #expect(await client.get("/?" + String(repeating: "x&", count: 2000)).status == .ok)
    }
}

/// An enumeration as a parameter.
private enum Color: String, ParameterValue {
    case red

    static var parameterSchema: Schema { .string.with(["enum": ["red"]]) }
    static var parameterFault: (type: String, message: String) {
        ("enum", "Input should be 'red'")
    }

    init?(parameter text: String) {
        self.init(rawValue: text)
    }
}
