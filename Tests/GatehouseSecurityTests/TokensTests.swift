// SPDX-License-Identifier: MIT
//
// The token service: every vector of our algorithms, what new tokens hold, and known attacks on JWT.
// Touches: the vectors' file.

import GatehouseSecurity
import Testing

@Suite("Tokens (RFC 7519)")
struct TokensTests {
    /// The vectors know no leeway; in the one whose `nbf` is a second ahead, ours makes the
    /// difference.
    private static let vectors = TokenVector.ours.filter { vector in
        vector.kind == .jwt && vector.name != "nbf-next-second"
    }

    @Test("Tokens agree with every vector of our algorithms", arguments: vectors)
    func agree(with vector: TokenVector) throws {
        let now = vector.now
        let tokens = try Tokens(
            signingKey: vector.secretKey,
            clock: { UnixTime(seconds: now) }
        )
        let token = Array(vector.token.utf8)
        // The vectors let `sub` be absent: that rule lies above the registered claims.
        let result = Result { try tokens.registeredClaims(of: token.span) }
        switch vector.verdict {
        case .accept, .acceptOrReject:
            let claims = try result.get()
            #expect(claims.subject == vector.claims?.sub)
            #expect(claims.expiresAt?.seconds == vector.claims?.exp)
        case .reject, .rejectOrLast:
            #expect(throws: TokenRefusal.self) { try result.get() }
        }
        checkPolicy(vector, tokens)
    }

    /// Our own policy on top: without `sub` a token is refused.
    private func checkPolicy(_ vector: TokenVector, _ tokens: Tokens) {
        let isAccepted = (try? tokens.verify(vector.token)) != nil
        let isAcceptable = vector.verdict == .accept || vector.verdict == .acceptOrReject
        #expect(isAccepted == (isAcceptable && vector.claims?.sub != nil))
    }

    @Test("A token without sub or exp is refused")
    func needSubjectAndExpiry() throws {
        let tokens = try TokenSupport.tokens()
        let cases: [(payload: String, error: TokenRefusal)] = [
            (#"{"exp":1800000600}"#, .subjectMissing),
            (#"{"sub":"","exp":1800000600}"#, .subjectInvalid),
            (#"{"sub":"alice"}"#, .expiryMissing),
            ("{}", .subjectMissing),
        ]
        for (payload, error) in cases {
            let token = try TokenSupport.token(payload: payload)
            #expect(throws: error) { try tokens.verify(token) }
        }
    }

    @Test("A token holds the documented header and claims, in their order")
    func holdClaims() throws {
        let tokens = try Tokens(
            signingKey: SecretKey(TokenSupport.keyText),
            clock: { UnixTime(seconds: 1_800_000_000.75) },
            random: { count in Array(repeating: 0, count: count) }
        )
        let plain = TokenSupport.decoded(try tokens.issue(to: "johndoe"))
        #expect(plain[0] == #"{"alg":"HS256","typ":"JWT"}"#)
        #expect(
            plain[1] == #"{"sub":"johndoe","exp":1800001800,"iat":1800000000,"#
                + #""jti":"AAAAAAAAAAAAAAAAAAAAAA","sid":"AAAAAAAAAAAAAAAAAAAAAA","epoch":0}"#
        )
        let scoped = TokenSupport.decoded(
            try tokens.issue(to: "johndoe", scopes: ["me", "items"], epoch: 7)
        )
        #expect(scoped[1].hasSuffix(#","epoch":7,"scope":"me items"}"#))
        let narrowed = TokenSupport.decoded(try tokens.issue(to: "johndoe", scopes: []))
        #expect(narrowed[1].hasSuffix(#","epoch":0,"scope":""}"#))
    }

    @Test("A token holds issuer and audience last, and the prefix before its name")
    func holdParties() throws {
        let tokens = try TokenSupport.tokens(
            issuer: "https://id.example.com",
            audience: "orders \"1\"",
            subjectPrefix: "username:"
        )
        let token = try tokens.issue(to: "johndoe", scopes: ["me"])
        let claims = TokenSupport.decoded(token)[1]
        #expect(claims.hasPrefix(#"{"sub":"username:johndoe","exp":"#))
        #expect(
            claims.hasSuffix(
                #","scope":"me","iss":"https://id.example.com","aud":"orders \"1\""}"#
            )
        )
        #expect(try tokens.verify(token).subject == "johndoe")
    }

    @Test("A service refuses tokens of another issuer, for another audience, or without a prefix")
    func foreignParties() throws {
        let strict = try TokenSupport.tokens(issuer: "i", audience: "a", subjectPrefix: "u:")
        let cases: [(issuer: String?, audience: String?, prefix: String?, error: TokenRefusal)] = [
            (nil, "a", "u:", .issuerMissing), ("j", "a", "u:", .issuerForeign),
            ("i", nil, "u:", .audienceMissing), ("i", "b", "u:", .audienceForeign),
            ("i", "a", nil, .subjectForeign), ("i", "a", "U:", .subjectForeign),
            ("i", "a", "u", .subjectForeign),
        ]
        for (issuer, audience, prefix, error) in cases {
            let other = try TokenSupport.tokens(
                issuer: issuer,
                audience: audience,
                subjectPrefix: prefix
            )
            let token = try other.issue(to: "alice")
            #expect(throws: error) { try strict.verify(token) }
        }
        let token = try strict.issue(to: "alice")
        let open = try TokenSupport.tokens()
        #expect(throws: TokenRefusal.audienceForeign) { try open.verify(token) }
    }

    @Test("What follows the prefix of a subject is the name, and is not empty")
    func prefixedNames() throws {
        let tokens = try TokenSupport.tokens(subjectPrefix: "u:")
        for name in ["alice", "u:alice", ":", "\u{301}", "😀"] {
            let claims = try tokens.verify(try tokens.issue(to: name))
            #expect(Array(claims.subject.utf8) == Array(name.utf8))
        }
        let nameless = try TokenSupport.token(payload: #"{"sub":"u:","exp":1800000600}"#)
        #expect(throws: TokenRefusal.subjectInvalid) { try tokens.verify(nameless) }
        #expect(throws: TokenIssueError.subjectEmpty) { try tokens.issue(to: "") }
    }

    @Test("Each algorithm signs tokens that it verifies", arguments: TokenAlgorithm.allCases)
    func algorithms(algorithm: TokenAlgorithm) throws {
        let tokens = try TokenSupport.tokens(algorithm: algorithm)
        let token = try tokens.issue(to: "alice")
        let header = #"{"alg":"\#(algorithm.rawValue)","typ":"JWT"}"#
        #expect(TokenSupport.decoded(token)[0] == header)
        #expect(try tokens.verify(token).subject == "alice")
        for other in TokenAlgorithm.allCases where other != algorithm {
            let verifier = try TokenSupport.tokens(algorithm: other)
            #expect(throws: TokenRefusal.self) { try verifier.verify(token) }
        }
    }

    @Test(
        "A token gives back the name that it was made for, whatever it is",
        arguments: ["johndoe", "Jöhn \"Doe\"", "a\\b", "\u{1}\0\n", "😀", "\u{212A}", "</script>"]
    )
    func roundTrip(subject: String) throws {
        let tokens = try TokenSupport.tokens()
        let token = try tokens.issue(to: subject, scopes: ["me", "items"])
        let claims = try tokens.verify(token)
        #expect(Array(claims.subject.utf8) == Array(subject.utf8))
        #expect(claims.scopes == ["me", "items"])
        #expect(claims.expiresAt.seconds == TokenSupport.now + 1800)
        #expect(claims.issuedAt?.seconds == TokenSupport.now)
        #expect(claims.id?.utf8.count == 22)
    }

    @Test("A token lasts for its lifetime and not a moment longer")
    func expire() throws {
        let token = try TokenSupport.tokens().issue(to: "alice")
        let before = try TokenSupport.tokens(now: TokenSupport.now + 1799.999)
        let after = try TokenSupport.tokens(now: TokenSupport.now + 1800)
        #expect(throws: Never.self) { try before.verify(token) }
        #expect(throws: TokenRefusal.expired) { try after.verify(token) }
    }

    @Test("Two tokens made in one second for one user differ")
    func differ() throws {
        let tokens = try TokenSupport.tokens()
        let made = try (0..<1000).map { _ in try tokens.issue(to: "alice") }
        #expect(Set(made).count == made.count)
        let ids = try made.map { token in try tokens.verify(token).id }
        #expect(Set(ids).count == made.count)
    }

    @Test("No token is made for an empty name or an invalid scope, or too long to be verified")
    func refuseToIssue() throws {
        let tokens = try TokenSupport.tokens()
        #expect(throws: TokenIssueError.subjectEmpty) { try tokens.issue(to: "") }
        for scope in ["", "a b", "a\"", "a\\", "ä", "a\n", "a\u{7F}"] {
            #expect(throws: TokenIssueError.scopeInvalid) {
                try tokens.issue(to: "alice", scopes: ["me", scope])
            }
        }
        #expect(throws: TokenIssueError.tooLong) {
            try tokens.issue(to: String(repeating: "x", count: Tokens.maxByteCount))
        }
    }

    @Test("No lifetime and no clock makes a token trap")
    func extremes() throws {
        for seconds in [Int64.min, -1, 0, Int64.max] {
            for now in [0, -1e300, 1e300, .infinity, .nan] {
                let tokens = try Tokens(
                    signingKey: SecretKey(TokenSupport.keyText),
                    lifetime: Duration(secondsComponent: seconds, attosecondsComponent: 0),
                    clock: { UnixTime(seconds: now) }
                )
                let token = try tokens.issue(to: "alice")
                _ = try? tokens.verify(token)
            }
        }
    }

    @Test("A token without a scope was not narrowed, and one with an empty scope to nothing")
    func narrowing() throws {
        let tokens = try TokenSupport.tokens()
        #expect(try tokens.verify(try tokens.issue(to: "alice")).scopes == nil)
        #expect(try tokens.verify(try tokens.issue(to: "alice", scopes: [])).scopes == [])
        #expect(try tokens.verify(try tokens.issue(to: "alice", scopes: ["me"])).scopes == ["me"])
    }

    @Test("The scope of a token is names between spaces")
    func scopes() throws {
        let tokens = try TokenSupport.tokens()
        let cases = [("", []), (" ", []), ("me", ["me"]), (" me  items ", ["me", "items"])]
        for (text, scopes) in cases {
            let payload = #"{"sub":"alice","exp":1800000600,"scope":"\#(text)"}"#
            let token = try TokenSupport.token(payload: payload)
            #expect(try tokens.verify(token).scopes == scopes)
        }
    }

    @Test("After a change of keys, tokens of the new key and of the old one are good")
    func rotation() throws {
        let old = try TokenSupport.tokens(key: TokenSupport.otherKeyText)
        let both = try TokenSupport.tokens(formerKeys: [TokenSupport.otherKeyText])
        let new = try TokenSupport.tokens()
        let oldToken = try old.issue(to: "alice")
        #expect(try both.verify(oldToken).subject == "alice")
        let newToken = try both.issue(to: "alice")
        #expect(try new.verify(newToken).subject == "alice")
        #expect(throws: TokenRefusal.signatureMismatch) { try new.verify(oldToken) }
    }
}
