// SPDX-License-Identifier: MIT
//
// The signature of tokens: vectors whose payload is no JWT, and key rotation.
// Touches: the vectors' file.

import GatehouseSecurity
import Synchronization
import Testing

private func payload(of token: String, _ signature: TokenSignature) throws -> [UInt8] {
    let token = Array(token.utf8)
    return try signature.payload(of: token.span)
}

/// A MAC that makes one tag for all messages, and tells when it is asked.
private final class NotingMAC: MessageAuthenticator {
    private let note: @Sendable () -> Void

    init(note: @escaping @Sendable () -> Void) {
        self.note = note
    }

    func tag(of message: Span<UInt8>) throws(CryptographyError) -> AuthenticationTag {
        note()
        guard let tag = AuthenticationTag(byteCount: 32, { _ in 32 }) else { throw .unavailable }
        return tag
    }
}

/// The keys that were tried.
private final class Log: Sendable {
    private let ids = Mutex("")

    func add(_ id: String) { ids.withLock { $0 += id } }

    /// Returns what was added since the last call.
    func take() -> String {
        ids.withLock { ids in
            defer { ids = "" }
            return ids
        }
    }
}

@Suite("Compact JWS (RFC 7515)")
struct TokenSignatureTests {
    @Test("Signatures agree with every vector of our algorithms", arguments: TokenVector.ours)
    func agrees(with vector: TokenVector) throws {
        let signature = try TokenSignature(signingKey: vector.secretKey)
        let result = Result { try payload(of: vector.token, signature) }
        switch (vector.kind, vector.verdict) {
        case (.jws, .accept): #expect(try result.get() == vector.payload)
        case (.jws, _): #expect(throws: TokenRefusal.self) { try result.get() }
        case (.jwt, .accept): #expect(throws: Never.self) { try result.get() }
        case (.jwt, _): break  // Claims decide; see TokensTests.
        }
    }

    @Test("A sealed payload comes back as it was", arguments: ["", "{}", "x"])
    func roundTrips(text: String) throws {
        let signature = try TokenSignature(signingKey: SecretKey(TokenSupport.keyText))
        let bytes = Array(text.utf8)
        let token = String(decoding: try signature.seal(bytes.span), as: UTF8.self)
        #expect(try payload(of: token, signature) == bytes)
        #expect(TokenSupport.decoded(token).first == TokenSupport.header)
    }

    @Test("Former keys verify tokens and sign none")
    func rotates() throws {
        let old = try SecretKey(TokenSupport.otherKeyText)
        let new = try SecretKey(TokenSupport.keyText)
        let before = try TokenSignature(signingKey: old)
        let during = try TokenSignature(signingKey: new, formerKeys: [old])
        let after = try TokenSignature(signingKey: new)
        let bytes = Array("payload".utf8)
        let oldToken = String(decoding: try before.seal(bytes.span), as: UTF8.self)
        let newToken = String(decoding: try during.seal(bytes.span), as: UTF8.self)

        #expect(try payload(of: oldToken, during) == bytes)
        #expect(try payload(of: newToken, during) == bytes)
        #expect(try payload(of: newToken, after) == bytes)
        #expect(throws: TokenRefusal.signatureMismatch) { try payload(of: oldToken, after) }
        #expect(throws: TokenRefusal.signatureMismatch) { try payload(of: newToken, before) }
    }

    @Test("A named key writes its name into its tokens, and a key without a name none")
    func names() throws {
        let key = try SecretKey(TokenSupport.keyText)
        let bytes = Array("payload".utf8)
        let plain = try TokenSignature(signingKey: key)
        let named = try TokenSignature(signingKey: key.named("new"))
        let header = { (signature: TokenSignature) in
            let token = String(decoding: try signature.seal(bytes.span), as: UTF8.self)
            return TokenSupport.decoded(token).first
        }
        #expect(try header(plain) == #"{"alg":"HS256","typ":"JWT"}"#)
        #expect(try header(named) == #"{"alg":"HS256","typ":"JWT","kid":"new"}"#)
    }

    @Test(
        "A token of any of our keys is taken, whichever key it names",
        arguments: [
            nil, #""new""#, #""old""#, #""oldest""#, #""unknown""#, #""""#, #""\u006fld""#,
            #""../../dev/null""#,
        ]
    )
    func namesAreHints(id: String?) throws {
        let texts = [
            TokenSupport.keyText, TokenSupport.otherKeyText, "a third key, also long enough for us",
        ]
        let keys = try zip(texts, ["new", "old", "oldest"]).map { try SecretKey($0).named($1) }
        let signature = try TokenSignature(
            signingKey: keys[0],
            formerKeys: Array(keys.dropFirst())
        )
        let member = id.map { #","kid":\#($0)"# } ?? ""
        let header = #"{"alg":"HS256","typ":"JWT"\#(member)}"#
        for text in texts {
            let token = try TokenSupport.token(header: header, payload: "x", key: text)
            #expect(try payload(of: token, signature) == Array("x".utf8))
        }
        let foreign = try TokenSupport.token(header: header, key: "nobody's key, long enough too!!")
        #expect(throws: TokenRefusal.signatureMismatch) { try payload(of: foreign, signature) }
    }

    @Test("The key that a token names is tried first, and every other one once after it")
    func order() throws {
        let log = Log()
        let keys = ["a", "b", "c"].map { id in
            TokenKey(NotingMAC { log.add(id) }, id: id)
        }
        let signature = TokenSignature(signer: keys[0], former: Array(keys.dropFirst()))
        for (id, expected) in [("a", "abc"), ("b", "bac"), ("c", "cab"), ("d", "abc")] {
            let header = #"{"alg":"HS256","typ":"JWT","kid":"\#(id)"}"#
            let token = try TokenSupport.token(header: header)
            #expect(throws: TokenRefusal.signatureMismatch) { try payload(of: token, signature) }
            #expect(log.take() == expected)
        }
    }

    @Test("A header is judged only after its signature, a malformed one as well")
    func malformedHeaders() throws {
        let key = try SecretKey(TokenSupport.keyText).named("new")
        let signature = try TokenSignature(signingKey: key)
        let headers = [
            #"{"alg":"HS256","typ":"JWT","kid":7}"#, #"{"alg":"HS256","kid":"new","kid":"new"}"#,
            #"{"kid":"new""#, #"{"kid":"\ud800"}"#, "", "{", "[[[[", "\0",
        ]
        for header in headers {
            let forged = try TokenSupport.token(header: header, key: TokenSupport.otherKeyText)
            #expect(throws: TokenRefusal.signatureMismatch) { try payload(of: forged, signature) }
            let signed = try TokenSupport.token(header: header)
            let refusal = #expect(throws: TokenRefusal.self) { try payload(of: signed, signature) }
            #expect(refusal != .signatureMismatch)
        }
    }

    @Test("A key belongs to one algorithm", arguments: TokenAlgorithm.allCases)
    func oneAlgorithm(algorithm: TokenAlgorithm) throws {
        let key = try SecretKey(TokenSupport.keyText, algorithm: algorithm)
        let signature = try TokenSignature(signingKey: key)
        for other in TokenAlgorithm.allCases {
            let header = #"{"alg":"\#(other.rawValue)","typ":"JWT"}"#
            // The algorithm's own signature, and ours under its name.
            let foreign = try TokenSupport.token(header: header, algorithm: other)
            let renamed = try TokenSupport.token(header: header, algorithm: algorithm)
            guard other != algorithm else {
                #expect(throws: Never.self) { try payload(of: foreign, signature) }
                continue
            }
            #expect(throws: TokenRefusal.signatureMismatch) { try payload(of: foreign, signature) }
            #expect(throws: TokenRefusal.algorithmNotAllowed) {
                try payload(of: renamed, signature)
            }
        }
    }

    @Test("Keys of several algorithms each verify their own tokens")
    func severalAlgorithms() throws {
        let keys = try TokenAlgorithm.allCases.map { algorithm in
            try SecretKey(TokenSupport.keyText, algorithm: algorithm)
        }
        let signature = try TokenSignature(
            signingKey: keys[0],
            formerKeys: Array(keys.dropFirst())
        )
        let bytes = Array("payload".utf8)
        for key in keys {
            let token = try TokenSignature(signingKey: key).seal(bytes.span)
            #expect(try signature.payload(of: token.span) == bytes)
        }
        // The second is written as the key of that algorithm writes it.
        for header in [#"{"alg":"HS512"}"#, #"{"alg":"HS512","typ":"JWT"}"#] {
            let token = try TokenSupport.token(header: header, algorithm: .hs384)
            #expect(throws: TokenRefusal.algorithmNotAllowed) { try payload(of: token, signature) }
        }
    }

    @Test(
        "A token of any number of parts other than three is refused",
        arguments: ["", ".", "a", "a.b", "...", "a.b.c.d", "a.b.c.d.e", "...."]
    )
    func refusesParts(token: String) throws {
        let signature = try TokenSignature(signingKey: SecretKey(TokenSupport.keyText))
        #expect(throws: TokenRefusal.notThreeSegments) { try payload(of: token, signature) }
    }

    @Test("The signature is looked at before anything else of the token")
    func verifiesFirst() throws {
        let signature = try TokenSignature(signingKey: SecretKey(TokenSupport.keyText))
        let none = String(repeating: "A", count: 43)
        for head in ["!!.!!", ".", "e30.e30", "eyJhbGciOiJub25lIn0.e30"] {
            #expect(throws: TokenRefusal.signatureMismatch) {
                try payload(of: head + "." + none, signature)
            }
        }
    }
}
