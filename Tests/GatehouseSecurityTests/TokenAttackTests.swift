// SPDX-License-Identifier: MIT
//
// Attacks on JWT that worked elsewhere, one test each, and mutation of a valid token.

import GatehouseSecurity
import Testing

@Suite("Attacks on tokens (RFC 8725)")
struct TokenAttackTests {
    /// The segments of a valid token.
    private func segments() throws -> [String] {
        try TokenSupport.token().split(separator: ".").map(String.init)
    }

    @Test(
        "An unsigned token with alg none is refused",
        arguments: ["none", "None", "NONE", "nOnE"]
    )
    func algNone(algorithm: String) throws {
        let header = TokenSupport.text(Array(#"{"alg":"\#(algorithm)"}"#.utf8))
        let claims = try segments()[1]
        let tokens = try TokenSupport.tokens()
        #expect(throws: TokenRefusal.signatureMismatch) {
            try tokens.verify("\(header).\(claims).")
        }
        #expect(throws: TokenRefusal.notThreeSegments) { try tokens.verify("\(header).\(claims)") }
    }

    @Test("A token with alg none under a right signature is refused")
    func algNoneSigned() throws {
        let token = try TokenSupport.token(header: #"{"alg":"none","typ":"JWT"}"#)
        let tokens = try TokenSupport.tokens()
        #expect(throws: TokenRefusal.algorithmNotAllowed) { try tokens.verify(token) }
    }

    @Test(
        "Another algorithm's name over our MAC is refused",
        arguments: ["HS384", "HS512", "RS256", "ES256"]
    )
    func algorithmSwap(algorithm: String) throws {
        let token = try TokenSupport.token(header: #"{"alg":"\#(algorithm)","typ":"JWT"}"#)
        let tokens = try TokenSupport.tokens()
        #expect(throws: TokenRefusal.algorithmNotAllowed) { try tokens.verify(token) }
    }

    @Test("A signature that is stripped, shortened, lengthened or zeroed is refused")
    func signatureStripped() throws {
        let parts = try segments()
        let head = parts[0] + "." + parts[1] + "."
        let tokens = try TokenSupport.tokens()
        let zeros = String(repeating: "A", count: 43)
        let shortened = String(parts[2].dropLast())
        for signature in ["", "A", zeros, shortened, parts[2] + "A", parts[2] + "="] {
            #expect(throws: TokenRefusal.signatureMismatch) { try tokens.verify(head + signature) }
        }
    }

    @Test(
        "A key brought along in the header is not used",
        arguments: [
            #""jwk":{"kty":"oct","k":"ZXZpbA"}"#, #""jku":"https://evil.example/keys""#,
            #""x5u":"https://evil.example/cert""#, #""kid":"../../dev/null""#,
            #""kid":"' UNION SELECT 'key""#,
        ]
    )
    func keyInHeader(member: String) throws {
        let header = #"{"alg":"HS256","typ":"JWT",\#(member)}"#
        let token = try TokenSupport.token(header: header, key: TokenSupport.otherKeyText)
        let tokens = try TokenSupport.tokens()
        #expect(throws: TokenRefusal.signatureMismatch) { try tokens.verify(token) }
    }

    @Test(
        "A token signed with an empty or well-known key is refused",
        arguments: ["", "secret", "key"]
    )
    func weakKeys(key: String) throws {
        let token = try TokenSupport.token(key: key)
        let tokens = try TokenSupport.tokens()
        #expect(throws: TokenRefusal.signatureMismatch) { try tokens.verify(token) }
    }

    @Test("A token with two subjects is refused")
    func duplicateSubject() throws {
        let payload = #"{"sub":"alice","exp":1800000600,"sub":"mallory"}"#
        let token = try TokenSupport.token(payload: payload)
        let tokens = try TokenSupport.tokens()
        #expect(throws: TokenRefusal.claimsMalformed) { try tokens.verify(token) }
    }

    @Test("A token with critical extensions is refused")
    func critical() throws {
        let header = #"{"alg":"HS256","b64":false,"crit":["b64"]}"#
        let token = try TokenSupport.token(header: header)
        let tokens = try TokenSupport.tokens()
        #expect(throws: TokenRefusal.headerNotUnderstood) { try tokens.verify(token) }
    }

    @Test("A token with NUL, white space or percent signs in or around it is refused")
    func foreignBytes() throws {
        let token = try TokenSupport.token()
        let tokens = try TokenSupport.tokens()
        for byte in ["\0", " ", "\t", "\n", "\r\n", "%20", "\u{FEFF}", "=", "\""] {
            #expect(throws: TokenRefusal.self) { try tokens.verify(byte + token) }
            #expect(throws: TokenRefusal.self) { try tokens.verify(token + byte) }
            let inside = token.replacing(".", with: "." + byte)
            #expect(throws: TokenRefusal.self) { try tokens.verify(inside) }
        }
    }

    @Test("Parts that are not base64url are refused, under a right signature too")
    func notBase64URL() throws {
        let tokens = try TokenSupport.tokens()
        let parts = try segments()
        let header = parts[0]
        let claims = parts[1]
        for message in [
            header + "." + claims + "=", header + ".A", header + ".+/+/", header + "=." + claims,
            " " + header + "." + claims, header + "." + claims + "\0",
        ] {
            let token = try TokenSupport.signed(message)
            #expect(throws: TokenRefusal.notBase64URL) { try tokens.verify(token) }
        }
    }

    @Test("A token for another service is refused")
    func foreignAudience() throws {
        let payload = #"{"sub":"alice","exp":1800000600,"aud":"elsewhere"}"#
        let token = try TokenSupport.token(payload: payload)
        let tokens = try TokenSupport.tokens()
        #expect(throws: TokenRefusal.audienceForeign) { try tokens.verify(token) }
    }

    @Test("An endless token costs no work")
    func endless() throws {
        let tokens = try TokenSupport.tokens()
        let name = String(repeating: "x", count: Tokens.maxByteCount)
        let token = try TokenSupport.token(payload: #"{"sub":"\#(name)","exp":1800000600}"#)
        #expect(throws: TokenRefusal.tooLong) { try tokens.verify(token) }
        let dots = String(repeating: ".", count: Tokens.maxByteCount + 1)
        #expect(throws: TokenRefusal.tooLong) { try tokens.verify(dots) }
    }

    @Test("A token with any byte changed is refused")
    func singleBytes() throws {
        let tokens = try TokenSupport.tokens()
        let token = Array(try TokenSupport.token().utf8)
        #expect((try? tokens.verify(token.span)) != nil)
        var accepted = 0
        for position in token.indices {
            var changed = token
            for byte in UInt8.min...UInt8.max where byte != token[position] {
                changed[position] = byte
                if (try? tokens.verify(changed.span)) != nil { accepted += 1 }
            }
        }
        #expect(accepted == 0)
    }

    @Test(
        "A token with several bytes changed at random is refused",
        arguments: [1, 2, 3] as [UInt64]
    )
    func mutations(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let tokens = try TokenSupport.tokens()
        let token = Array(try TokenSupport.token().utf8)
        for _ in 0..<3000 {
            let changed = mutated(token, using: &random)
            let isAccepted = (try? tokens.verify(changed.span)) != nil
            #expect(isAccepted == (changed == token))
        }
    }

    @Test("Random bytes for header and claims under a right signature do not trap")
    func mutatedContent() throws {
        var random = Seeded(state: 4)
        let tokens = try TokenSupport.tokens()
        let header = Array(TokenSupport.header.utf8)
        let claims = Array(#"{"sub":"\u00e9","exp":1.8e9,"iat":-1,"scope":"a b","x":[null]}"#.utf8)
        for _ in 0..<3000 {
            let first = TokenSupport.text(mutated(header, using: &random))
            let second = TokenSupport.text(mutated(claims, using: &random))
            let token = try TokenSupport.signed(first + "." + second)
            _ = try? tokens.verify(token)
        }
    }

    /// Changes, removes or inserts one to four bytes.
    private func mutated(_ bytes: [UInt8], using random: inout Seeded) -> [UInt8] {
        var bytes = bytes
        for _ in 0...Int.random(in: 0..<4, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: bytes.indices, using: &random)
            let byte = UInt8.random(in: .min ... .max, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: bytes[index] = byte
            case 1: bytes.remove(at: index)
            default: bytes.insert(byte, at: index)
            }
        }
        return bytes
    }
}

/// A generator that repeats itself for the same seed (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
