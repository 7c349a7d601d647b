// SPDX-License-Identifier: MIT
//
// Tokens: each input is tried as a whole token, as the claims of a signed one, as its header and as
// a change to an issued one. The property: nothing is accepted that was not signed with the key,
// and what was signed is accepted only if its JSON says what it must.

import GatehouseJSON
import GatehouseSecurity

enum TokenTarget {
    private static let now = 1_000_000_000.0
    private static let key = [UInt8](repeating: 0x6B, count: 32)
    private static let fixture = try? Fixture(key: key, now: now)

    static func check(_ input: [UInt8]) {
        guard let fixture else { return require(false, "there is a key") }
        checkToken(input, fixture)
        checkClaims(input, fixture)
        checkParties(input, fixture)
        checkHeader(input, fixture)
        checkChange(input, fixture)
        checkSubject(input, fixture)
    }

    private static func checkToken(_ input: [UInt8], _ fixture: Fixture) {
        let claims = try? fixture.tokens.verify(input.span)
        require(claims == nil, "what was not issued is not accepted")
        guard let bytes = Base64URL.decode(input.span) else { return }
        require(Base64URL.encode(bytes.span) == input, "bytes have one text in base64url")
    }

    private static func checkClaims(_ input: [UInt8], _ fixture: Fixture) {
        guard let token = try? fixture.signature.seal(input.span),
            let claims = try? fixture.tokens.verify(token.span)
        else { return }
        guard let json = try? JSONValue.parse(input) else {
            return require(false, "claims are strict JSON")
        }
        require(!claims.subject.isEmpty, "a subject is not empty")
        require(json["sub"] == .string(claims.subject), "the subject is the claim sub")
        require(claims.expiresAt.seconds > now, "a token that has expired is not accepted")
        require(json["aud"] == nil, "a token for another audience is not accepted")
        if let issuer = json["iss"] { require(issuer.string != nil, "an issuer is a string") }
        for name in ["nbf", "iat"] {
            guard let date = json[name] else { continue }
            require(hasCome(date), "\(name) has come, or comes within five seconds")
        }
    }

    private static func checkParties(_ input: [UInt8], _ fixture: Fixture) {
        guard let token = try? fixture.signature.seal(input.span),
            let claims = try? fixture.strict.verify(token.span)
        else { return }
        let json = try? JSONValue.parse(input)
        require(json?["sub"] == .string("u:" + claims.subject), "the subject has the prefix")
        require(json?["iss"] == "b", "the issuer is the one that is demanded")
        switch json?["aud"] {
        case .array(let names): require(names.contains("a"), "the audience names us")
        case let name: require(name == "a", "the audience is us")
        }
    }

    private static func checkHeader(_ input: [UInt8], _ fixture: Fixture) {
        guard let token = fixture.token(header: input),
            (try? fixture.tokens.verify(token.span)) != nil
        else { return }
        let json = try? JSONValue.parse(input)
        require(json?["alg"] == "HS256", "the algorithm is ours")
        for name in ["crit", "b64", "cty"] {
            require(json?[name] == nil, "nothing has to be understood that is not")
        }
        if let key = json?["kid"] { require(key.string != nil, "a key identifier is a string") }
        if let type = json?["typ"] {
            let known = ["jwt", "application/jwt"]
            require(known.contains(type.string?.lowercased() ?? ""), "the type is JWT")
        }
    }

    /// Uses the input as pairs of a position and what to add to the byte there.
    private static func checkChange(_ input: [UInt8], _ fixture: Fixture) {
        var token = fixture.issued
        for index in stride(from: 0, to: input.count - 1, by: 2) {
            token[Int(input[index]) % token.count] &+= input[index + 1]
        }
        guard token != fixture.issued else { return }
        require((try? fixture.tokens.verify(token.span)) == nil, "a changed token is not accepted")
    }

    private static func checkSubject(_ input: [UInt8], _ fixture: Fixture) {
        let subject = String(decoding: input, as: UTF8.self)
        guard let token = try? fixture.tokens.issue(to: subject, scopes: ["a", "b"]) else {
            return require(input.isEmpty || input.count > 256, "a token is issued to any name")
        }
        let claims = try? fixture.tokens.verify(token)
        require(claims?.subject.utf8.elementsEqual(subject.utf8) == true, "it names its bearer")
        require(claims?.scopes == ["a", "b"], "it names its scopes")
    }

    /// Allows five seconds for clocks that differ; a date that does not fit a double never comes.
    private static func hasCome(_ value: JSONValue) -> Bool {
        guard case .number(let number) = value, let date = number.double else { return false }
        return date.isFinite && date <= now + 5
    }
}

/// The service with a known key, and that key for tokens that the service would not issue.
private struct Fixture {
    let tokens: Tokens
    /// A service with another key before that one, both named, and with all that can be demanded.
    let strict: Tokens
    let signature: TokenSignature
    let issued: [UInt8]
    private let mac: HMAC
    private let payload: [UInt8]

    init(key: [UInt8], now: Double) throws {
        let secret = try SecretKey(bytes: key)
        tokens = try Tokens(signingKey: secret, clock: { UnixTime(seconds: now) })
        strict = try Tokens(
            signingKey: SecretKey(bytes: key + key).named("new"),
            formerKeys: [secret.named("old")],
            issuer: "b",
            audience: "a",
            subjectPrefix: "u:",
            clock: { UnixTime(seconds: now) }
        )
        signature = try TokenSignature(signingKey: secret)
        issued = Array(try tokens.issue(to: "johndoe").utf8)
        mac = try HMAC(key: key.span, .hs256)
        payload = Array(#"{"sub":"johndoe","exp":\#(Int(exactly: now + 60) ?? 0)}"#.utf8)
    }

    /// A token with a valid signature and this header.
    func token(header: [UInt8]) -> [UInt8]? {
        var token = Base64URL.encode(header.span)
        token.append(UInt8(ascii: "."))
        token += Base64URL.encode(payload.span)
        guard let tag = try? mac.tag(of: token.span) else { return nil }
        token.append(UInt8(ascii: "."))
        return token + tag.base64URL
    }
}
