// SPDX-License-Identifier: MIT

import GatehouseJSON
import TestSupport
import Testing

/// The error of skipping a whole text, if any.
private func errorOfSkipping(_ bytes: [UInt8], depthLimit: Int = 64) -> JSONError? {
    var scanner = JSONScanner(depthLimit: depthLimit)
    do {
        try scanner.skipValue(bytes.span)
        try scanner.expectEnd(bytes.span)
        return nil
    } catch { return error }
}

/// The error of reading a whole text into a tree, if any.
private func errorOfParsing(_ bytes: [UInt8]) -> JSONError? {
    do { _ = try JSONValue.parse(bytes) } catch { return error }
    return nil
}

@Suite("The strict JSON reader (RFC 8259)")
struct JSONScannerTests {
    @Test(
        "A valid JSON text is accepted and survives a round trip",
        arguments: acceptedStructures + acceptedNumbers + acceptedStrings
    )
    func accepts(text: JSONCase) throws {
        #expect(errorOfSkipping(text.bytes) == nil)
        let value = try JSONValue.parse(text.bytes)
        #expect(try JSONValue.parse(value.encoded()) == value)
    }

    @Test(
        "An invalid JSON text is refused with its error, in skipping and in parsing",
        arguments: refusedStructures + refusedNames + refusedNumbers + refusedStrings
            + refusedEncodings
    )
    func refuses(text: JSONCase) {
        #expect(errorOfSkipping(text.bytes) == text.error)
        #expect(errorOfParsing(text.bytes) == text.error)
    }

    @Test(
        "A JSON text that ends early is refused, wherever it is cut",
        arguments: [
            #"{"a":[1,-2.5e+3,{"b\u00e9\ud83d\ude39":null}],"c":true,"d":false,"e":"x\\y"}"#,
            "[ [ ] , { } , \"π€𝄞\" , 0 ]",
            #""\"\\\/\b\f\n\r\t\u0000""#,
        ]
    )
    func refusesTruncation(text: String) {
        let bytes = Array(text.utf8)
        #expect(errorOfSkipping(bytes) == nil)
        for length in 0..<bytes.count {
            let prefix = Array(bytes[..<length])
            #expect(errorOfSkipping(prefix) == .unexpectedEnd, "after \(length) bytes")
            #expect(errorOfParsing(prefix) == .unexpectedEnd, "after \(length) bytes")
        }
    }

    @Test("Skipping and parsing agree on bytes that resemble JSON, and do not trap")
    func survivesAnyBytes() {
        var random = SeededGenerator(seed: 8259)
        for _ in 0..<20_000 {
            let bytes = random.jsonLikeBytes()
            let error = errorOfSkipping(bytes)
            if error != errorOfParsing(bytes) { Issue.record("differs for \(bytes)") }
            if error == nil, !survivesRoundTrip(bytes) { Issue.record("changes \(bytes)") }
        }
    }

    private func survivesRoundTrip(_ bytes: [UInt8]) -> Bool {
        guard let value = try? JSONValue.parse(bytes) else { return false }
        return (try? JSONValue.parse(value.encoded())) == value
    }

    @Test(
        "JSON is read down to the given depth, which is at least 0 and at most 512",
        arguments: [(0, 0), (1, 1), (64, 64), (-1, 0), (512, 512), (100_000, 512)]
    )
    func keepsToDepthLimit(limit: Int, levels: Int) {
        func arrays(_ depth: Int) -> [UInt8] {
            Array(repeating: UInt8(ascii: "["), count: depth)
                + Array(repeating: UInt8(ascii: "]"), count: depth)
        }
        if levels > 0 { #expect(errorOfSkipping(arrays(levels), depthLimit: limit) == nil) }
        #expect(
            errorOfSkipping(arrays(levels + 1), depthLimit: limit) == .tooDeep(limit: levels)
        )
    }
}

// MARK: - Walking

@Suite("A walk through a JSON object")
struct JSONScannerWalkTests {
    private struct Claims: Equatable {
        var subject: String?
        var expiry: Int64?
        var isAdmin: Bool?
        var scopes: [String] = []
    }

    /// The walk a token reader does: takes what it knows, skips the rest.
    private func readClaims(_ text: String) throws(JSONError) -> Claims {
        let array = Array(text.utf8)
        let bytes = array.span
        var scanner = JSONScanner()
        var claims = Claims()
        var names = try scanner.beginObject(bytes)
        while let name = try scanner.nextName(bytes, unlike: &names) {
            if name.equals("sub", in: bytes) {
                claims.subject = try scanner.readString(bytes)
            } else if name.equals("exp", in: bytes) {
                claims.expiry = try scanner.readNumber(bytes).int64
            } else if name.equals("admin", in: bytes) {
                claims.isAdmin = try scanner.readBool(bytes)
            } else if name.equals("scopes", in: bytes) {
                try scanner.beginArray(bytes)
                while try scanner.nextElement(bytes) {
                    claims.scopes.append(try scanner.readString(bytes))
                }
            } else if name.equals("none", in: bytes) {
                try scanner.readNull(bytes)
            } else {
                try scanner.skipValue(bytes)
            }
        }
        try scanner.expectEnd(bytes)
        return claims
    }

    @Test(
        "A walk through a JSON object takes the members it knows and skips the others",
        arguments: [
            #"{"sub":"johndoe","exp":1800000000,"admin":false,"scopes":["a","b"]}"#,
            #" { "scopes" : [ "a" , "b" ] , "exp" : 1800000000 , "sub" : "johndoe" "#
                + #", "admin" : false , "none" : null } "#,
            #"{"x":[1,{"b":[]},"x",null,true,false,{}],"sub":"johndoe","exp":1800000000,"#
                + #""admin":false,"scopes":["a","b"]}"#,
            #"{"s\u0075b":"john\u0064oe","exp":1800000000,"Sub":1,"su":2,"subs":3,"#
                + #""admin":false,"scopes":["a","\u0062"]}"#,
        ]
    )
    func walks(text: String) throws {
        let claims = Claims(
            subject: "johndoe",
            expiry: 1_800_000_000,
            isAdmin: false,
            scopes: ["a", "b"]
        )
        #expect(try readClaims(text) == claims)
    }

    @Test(
        "A JSON value of another type than the one asked for is refused",
        arguments: [
            (#"{"sub":1}"#, 7), (#"{"sub":null}"#, 7), (#"{"exp":"1"}"#, 7),
            (#"{"admin":1}"#, 9), (#"{"scopes":{}}"#, 10), (#"{"scopes":[1]}"#, 11),
            (#"{"none":0}"#, 8), ("[]", 0), ("null", 0),
        ]
    )
    func refusesOtherTypes(text: String, offset: Int) {
        #expect(throws: JSONError.unexpectedByte(at: offset)) { try readClaims(text) }
    }

    @Test(
        "A JSON value that is skipped is validated",
        arguments: [
            (#"{"x":{"a":1,"a":1}}"#, JSONError.duplicateName(at: 13)),
            (#"{"x":["\ud800"]}"#, .loneSurrogate(at: 7)),
            (#"{"x":01}"#, .invalidNumber(at: 5)),
            (#"{"x":1}}"#, .trailingBytes(at: 7)),
            (#"{"x":1"#, .unexpectedEnd),
        ]
    )
    func validatesSkipped(text: String, error: JSONError) {
        #expect(throws: error) { try readClaims(text) }
    }

    @Test(
        "Peeking at the type of a JSON value leaves the value to be read",
        arguments: [
            ("{}", JSONType.object), (" []", .array), (#""x""#, .string), ("-1", .number),
            ("9", .number), ("true", .bool), ("false", .bool), ("\tnull", .null),
        ]
    )
    func peeks(text: String, type: JSONType) throws {
        let array = Array(text.utf8)
        var scanner = JSONScanner()
        let found = try scanner.peekType(array.span)
        #expect(found == type)
        try scanner.skipValue(array.span)
        #expect(scanner.position == array.count)
    }
}

// MARK: - Arbitrary bytes

extension SeededGenerator {
    private static let pieces = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "D83D", "DE00", "\"a\"", "\"a\":", "0",
        "-1", "1.5", "e9", "true", "false", "null", " ", "\n", "é", "{\"a\":1}", "[1,2]", "\"\"",
    ]

    /// Up to 24 pieces of JSON, some with a byte changed.
    fileprivate mutating func jsonLikeBytes() -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 1...24, using: &self) {
            bytes.append(contentsOf: (Self.pieces.randomElement(using: &self) ?? "").utf8)
        }
        if Bool.random(using: &self), let index = bytes.indices.randomElement(using: &self) {
            bytes[index] = UInt8.random(in: .min ... .max, using: &self)
        }
        return bytes
    }
}
