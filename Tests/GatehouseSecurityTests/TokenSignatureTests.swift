// SPDX-License-Identifier: MIT
//
// The signature of tokens: vectors whose payload is no JWT, and key rotation.
// Touches: the vectors' file.

import GatehouseSecurity
import Testing

private func payload(of token: String, _ signature: TokenSignature) throws -> [UInt8] {
    let token = Array(token.utf8)
    return try signature.payload(of: token.span)
}

@Suite("Compact JWS (RFC 7515)")
struct TokenSignatureTests {
    @Test("Signatures agree with every core vector", arguments: TokenVector.core)
    func agrees(with vector: TokenVector) throws {
        let signature = try TokenSignature(signingKey: SecretKey(bytes: vector.keyBytes))
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
