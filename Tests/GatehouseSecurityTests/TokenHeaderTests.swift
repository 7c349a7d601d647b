// SPDX-License-Identifier: MIT
//
// The header of a token under a right signature: what it may say.

import GatehouseSecurity
import Testing

private func check(
    _ header: String,
    for algorithm: TokenAlgorithm = .hs256
) throws(TokenRefusal) {
    let bytes = Array(header.utf8)
    try TokenHeader.check(bytes.span, for: algorithm)
}

@Suite("Token header (RFC 7515 §4)")
struct TokenHeaderTests {
    @Test(
        "A header with HS256, and JWT in any case or no type, is taken; the rest is ignored",
        arguments: [
            #"{"alg":"HS256","typ":"JWT"}"#,
            #"{"typ":"JWT","alg":"HS256"}"#,
            #"{"alg":"HS256"}"#,
            #"{"alg":"HS256","typ":"jwt"}"#,
            #"{"alg":"HS256","typ":"Jwt"}"#,
            #"{"\u0061lg":"HS\u003256"}"#,
            #" { "alg" : "HS256" } "#,
            #"{"alg":"HS256","kid":"1","xh":[{"alg":"none"}]}"#,
        ]
    )
    func takes(header: String) {
        #expect(throws: Never.self) { try check(header) }
    }

    @Test(
        "The header of our own tokens is one that is taken, with the name of a key and without",
        arguments: TokenAlgorithm.allCases
    )
    func takesOurs(algorithm: TokenAlgorithm) throws {
        for (id, member) in [(nil, ""), ("2026-11.a_B", #","kid":"2026-11.a_B""#)] {
            let text = TokenHeader.text(for: algorithm, keyID: id)
            let header = String(decoding: Base64URL.decode(text.span) ?? [], as: UTF8.self)
            #expect(header == #"{"alg":"\#(algorithm.rawValue)","typ":"JWT"\#(member)}"#)
            #expect(throws: Never.self) { try check(header, for: algorithm) }
        }
    }

    @Test(
        "A header has to name the algorithm of the key that signed it",
        arguments: TokenAlgorithm.allCases,
        TokenAlgorithm.allCases
    )
    func algorithmOfKey(algorithm: TokenAlgorithm, named: TokenAlgorithm) {
        let isTaken = (try? check(#"{"alg":"\#(named.rawValue)"}"#, for: algorithm)) != nil
        #expect(isTaken == (named == algorithm))
    }

    @Test(
        "Every other algorithm, spelling and type of alg is refused",
        arguments: [
            #""none""#, #""None""#, #""NONE""#, #""nOnE""#, #""""#, #""hs256""#, #""HS384""#,
            #""HS512""#, #""RS256""#, #""ES256""#, #""EdDSA""#, #""HS256 ""#, #"" HS256""#,
            #""HS256\u0000""#, #""HS2５6""#, "null", "256", "true", #"["HS256"]"#, "{}",
        ]
    )
    func refusesAlgorithm(value: String) {
        #expect(throws: TokenRefusal.algorithmNotAllowed) { try check(#"{"alg":"# + value + "}") }
    }

    @Test(
        "A header without alg is refused",
        arguments: ["{}", #"{"typ":"JWT"}"#, #"{"Alg":"HS256"}"#]
    )
    func refusesMissingAlgorithm(header: String) {
        #expect(throws: TokenRefusal.algorithmNotAllowed) { try check(header) }
    }

    @Test(
        "A header with another typ is refused",
        arguments: [
            #""""#, #""JOSE""#, #""at+jwt""#, #""JWT ""#, #""JW""#, #""\u002aWT""#, "5", "null",
        ]
    )
    func refusesType(value: String) {
        #expect(throws: TokenRefusal.typeNotJWT) {
            try check(#"{"alg":"HS256","typ":"# + value + "}")
        }
    }

    @Test(
        "A header with crit, b64 or cty is refused, in any form",
        arguments: ["crit", "b64", "cty"],
        ["[]", #"["b64"]"#, "true", "null", #""""#, #""JWT""#]
    )
    func refusesNotUnderstood(name: String, value: String) {
        #expect(throws: TokenRefusal.headerNotUnderstood) {
            try check(#"{"alg":"HS256","\#(name)":\#(value)}"#)
        }
    }

    @Test(
        "A kid is a string, and any string will do",
        arguments: ["7", "null", "[]", "{}", "true"]
    )
    func keyIdentifier(value: String) {
        #expect(throws: TokenRefusal.keyIdentifierInvalid) {
            try check(#"{"alg":"HS256","kid":"# + value + "}")
        }
        #expect(throws: Never.self) { try check(#"{"alg":"HS256","kid":"../../dev/null"}"#) }
    }

    @Test(
        "The type may be written as a media type",
        arguments: ["application/jwt", "Application/JWT"]
    )
    func mediaType(value: String) {
        #expect(throws: Never.self) { try check(#"{"alg":"HS256","typ":"\#(value)"}"#) }
    }

    @Test(
        "A header that is not one strict JSON object is refused",
        arguments: [
            "", " ", "null", #"["HS256"]"#, #""HS256""#, #"{"alg":"HS256"}x"#, #"{"alg":"HS256",}"#,
            #"{"alg":"HS256","alg":"HS256"}"#, #"{"alg":"HS256","\u0061lg":"none"}"#,
            #"{"alg":"HS256","x":NaN}"#, "{'alg':'HS256'}", #"{"alg":"HS256""#,
            "\u{FEFF}{\"alg\":\"HS256\"}", #"{"alg":"HS256"}{}"#,
            #"{"alg":"HS256","x":{"a":1,"a":1}}"#,
        ]
    )
    func refusesMalformed(header: String) {
        #expect(throws: TokenRefusal.headerMalformed) { try check(header) }
    }
}
