// SPDX-License-Identifier: MIT
//
// The claims of a payload: their types, and their moments against the clock.

import GatehouseSecurity
import Testing

private func claims(_ payload: String) throws(TokenRefusal) -> RegisteredClaims {
    let bytes = Array(payload.utf8)
    return try RegisteredClaims(bytes.span)
}

private func check(_ payload: String, at now: Double = TokenSupport.now) throws(TokenRefusal) {
    let claims = try claims(payload)
    try claims.check(at: UnixTime(seconds: now))
}

private func check(_ payload: String, _ parties: TokenParties) throws(TokenRefusal) {
    try parties.check(try claims(payload))
}

@Suite("Registered claims (RFC 7519 §4.1)")
struct RegisteredClaimsTests {
    @Test("Each registered claim is read")
    func reads() throws {
        let claims = try claims(
            #"{"x":[{"sub":"mallory"}],"sub":"\u0061lice","exp":2.5,"nbf":1,"iat":0.5e1,"#
                + #""jti":"7","scope":"a b","iss":"i","aud":["b","c"]}"#
        )
        #expect(claims.subject == "alice")
        #expect(claims.expiresAt?.seconds == 2.5)
        #expect(claims.notBefore?.seconds == 1)
        #expect(claims.issuedAt?.seconds == 5)
        #expect(claims.id == "7")
        #expect(claims.scope == "a b")
        #expect(claims.issuer == "i")
        #expect(claims.audience == ["b", "c"])
    }

    @Test(
        "An epoch is a whole number in any spelling",
        arguments: [
            ("0", 0), ("7", 7), ("-1", -1), ("7.0", 7), ("7e0", 7), ("70e-1", 7),
            ("9223372036854775807", .max),
        ] as [(String, Int64)]
    )
    func epoch(text: String, expected: Int64) throws {
        #expect(try claims(#"{"epoch":\#(text)}"#).epoch == expected)
    }

    @Test("A claim that is not there is nil")
    func readsNothing() throws {
        let claims = try claims("{}")
        #expect(claims.subject == nil && claims.expiresAt == nil && claims.notBefore == nil)
        #expect(claims.issuedAt == nil && claims.id == nil && claims.scope == nil)
        #expect(claims.issuer == nil && claims.audience == nil)
    }

    static let wrongTypes: [(name: String, error: TokenRefusal, values: [String])] = [
        ("sub", .subjectInvalid, ["7", "null", "true", "[]", "{}", #"["alice"]"#]),
        ("exp", .dateInvalid, [#""1800000600""#, "null", "true", "[1800000600]", "{}"]),
        ("nbf", .dateInvalid, [#""0""#, "null", "false", "[]", "{}"]),
        ("iat", .dateInvalid, [#""0""#, "null", "false", "[]", "{}"]),
        (
            "epoch", .epochInvalid,
            ["7.5", #""7""#, "null", "true", "[]", "{}", "1e400", "9223372036854775808", "1e30"]
        ),
        ("jti", .identifierInvalid, ["7", "null", "true", "[]", "{}"]),
        ("scope", .scopeInvalid, ["7", "null", "true", #"["me"]"#, "{}"]),
        ("iss", .issuerInvalid, ["7", "null", "true", #"["me"]"#, "{}"]),
        ("aud", .audienceInvalid, ["7", "null", "true", "{}", #"["a",7]"#, #"[["a"]]"#, "[null]"]),
    ]

    @Test("A claim of the wrong type is refused", arguments: wrongTypes)
    func refusesTypes(name: String, error: TokenRefusal, values: [String]) {
        for value in values {
            #expect(throws: error) { try claims(#"{"\#(name)":\#(value)}"#) }
        }
    }

    @Test(
        "Claims that are not one strict JSON object are refused",
        arguments: [
            "", "null", "[]", #"[{"sub":"alice"}]"#, #"{"sub":"alice"}x"#, #"{"sub":"alice",}"#,
            #"{"sub":"alice","sub":"mallory"}"#, #"{"sub":"alice","s\u0075b":"alice"}"#,
            #"{"exp":1800000600,"exp":1900000600}"#, #"{"n":NaN}"#, #"{"n":Infinity}"#,
            #"{"exp":01}"#, #"{"exp":1.}"#, #"{"exp":+1}"#, #"{"exp":0x10}"#, #"{"sub":"\ud800"}"#,
            "{\"sub\":\"a\nb\"}", "{\"sub\":\"a\0b\"}", #"{"a":{"b":1,"b":2}}"#,
            #"{"aud":["a",]}"#, #"{"aud":["a"}"#, #"{"aud":["\ud800"]}"#, #"{"aud":["a" "b"]}"#,
            String(repeating: #"{"a":"#, count: 4000),
        ]
    )
    func refusesMalformed(payload: String) {
        #expect(throws: TokenRefusal.claimsMalformed) { try claims(payload) }
    }

    @Test(
        "An exp in the future is taken, however it is written",
        arguments: [
            "1800000001", "1800000000.5", "1800000000.000001", "18.1e8", "1e19", "1E+300",
            "9223372036854775807", "9223372036854775808", "99999999999999999999999999999",
            "1e400", "1e99999999999999999999", "1" + String(repeating: "0", count: 1000),
        ]
    )
    func takesFuture(expiry: String) {
        #expect(throws: Never.self) { try check(#"{"exp":\#(expiry)}"#) }
    }

    @Test(
        "An exp that has come is refused, however it is written",
        arguments: [
            "1800000000", "1800000000.0", "18e8", "1799999999.999", "0", "-0", "0.1", "-1",
            "1e-999", "-1e19", "-9223372036854775809", "-1e400", "-1e99999999999999999999",
            "-1" + String(repeating: "0", count: 1000),
        ]
    )
    func refusesPast(expiry: String) {
        #expect(throws: TokenRefusal.expired) { try check(#"{"exp":\#(expiry)}"#) }
    }

    @Test(
        "An nbf or iat that no double holds is refused, without a trap",
        arguments: ["nbf", "iat"],
        [
            "1e999", "-1e999", "1e400", "1e99999999999999999999",
            "1" + String(repeating: "0", count: 1000), "-1" + String(repeating: "0", count: 1000),
        ]
    )
    func refusesInfinite(name: String, date: String) {
        #expect(throws: TokenRefusal.dateInvalid) { try claims(#"{"\#(name)":\#(date)}"#) }
    }

    @Test(
        "An nbf or iat that has come, or comes within five seconds, is taken",
        arguments: ["1800000000", "1799999999.5", "-1e300", "1800000002", "1800000005"]
    )
    func takesCome(date: String) {
        #expect(throws: Never.self) { try check(#"{"nbf":\#(date),"iat":\#(date)}"#) }
    }

    @Test(
        "An nbf or iat more than five seconds in the future is refused",
        arguments: ["1800000006", "1800000005.5", "1e300"]
    )
    func refusesFuture(date: String) {
        #expect(throws: TokenRefusal.notYetValid) { try check(#"{"nbf":\#(date)}"#) }
        #expect(throws: TokenRefusal.issuedInFuture) { try check(#"{"iat":\#(date)}"#) }
    }

    @Test(
        "Without an audience of ours, every audience is foreign",
        arguments: [#""other""#, #"["a","b"]"#, "[]", #""""#]
    )
    func foreignAudience(value: String) {
        #expect(throws: TokenRefusal.audienceForeign) {
            try check(#"{"aud":\#(value)}"#, TokenParties())
        }
    }

    @Test(
        "The audience has to name us, alone or among others, byte for byte",
        arguments: [
            (#""us""#, nil), (#"["us"]"#, nil), (#"["a","us","b"]"#, nil), (#""\u0075s""#, nil),
            (#""US""#, .audienceForeign), (#""us ""#, .audienceForeign), (#""""#, .audienceForeign),
            ("[]", .audienceForeign), (#"["a","b"]"#, .audienceForeign),
            (#"["u","s"]"#, .audienceForeign), (#"["us",7]"#, .audienceInvalid),
            ("null", .audienceInvalid),
        ] as [(String, TokenRefusal?)]
    )
    func audience(value: String, refusal: TokenRefusal?) {
        let outcome = Result { () throws(TokenRefusal) in
            try check(#"{"aud":\#(value)}"#, TokenParties(audience: "us"))
        }
        #expect(outcome.refusal == refusal)
    }

    @Test("Texts that look alike are another audience and another issuer")
    func bytes() {
        // é in one code point and in two: canonically equivalent, and not the same bytes.
        let parties = TokenParties(issuer: "\u{E9}", audience: "\u{E9}")
        #expect(throws: TokenRefusal.issuerForeign) {
            try check("{\"iss\":\"e\u{301}\",\"aud\":\"\u{E9}\"}", parties)
        }
        #expect(throws: TokenRefusal.audienceForeign) {
            try check("{\"iss\":\"\u{E9}\",\"aud\":\"e\u{301}\"}", parties)
        }
    }

    @Test("An audience and an issuer that are demanded have to be there")
    func missingParties() {
        #expect(throws: TokenRefusal.audienceMissing) {
            try check(#"{"iss":"i"}"#, TokenParties(audience: "us"))
        }
        #expect(throws: TokenRefusal.issuerMissing) {
            try check(#"{"sub":"i"}"#, TokenParties(issuer: "i"))
        }
    }

    @Test("The issuer has to be the one that is demanded; without one, any will do")
    func issuer() {
        for value in ["", "other", "I", "i ", "ii"] {
            let payload = #"{"iss":"\#(value)"}"#
            #expect(throws: TokenRefusal.issuerForeign) {
                try check(payload, TokenParties(issuer: "i"))
            }
            #expect(throws: Never.self) { try check(payload, TokenParties()) }
        }
        #expect(throws: Never.self) { try check(#"{"iss":"i"}"#, TokenParties(issuer: "i")) }
    }

    @Test("Nothing is accepted when the clock is not a number")
    func refusesBrokenClock() {
        for name in ["exp", "nbf", "iat"] {
            #expect(throws: TokenRefusal.self) { try check(#"{"\#(name)":1}"#, at: .nan) }
        }
    }
}

extension Result where Failure == TokenRefusal {
    fileprivate var refusal: TokenRefusal? {
        guard case .failure(let refusal) = self else { return nil }
        return refusal
    }
}
