// SPDX-License-Identifier: MIT
//
// What the token tests share: a key, a clock that stands still, and tokens with any header and
// any payload under a right signature.

import GatehouseSecurity

enum TokenSupport {
    static let keyText = "b7a1f0f2c9d84e6fa3d5720c19e84b6d2f7e90a1c3b54d68f0e1a2b3c4d5e6f7"
    static let otherKeyText = "another key of sufficient length, unlike the first one"
    static let now = 1_800_000_000.0
    static let header = #"{"alg":"HS256","typ":"JWT"}"#
    static let claims = #"{"sub":"alice","exp":1800000600}"#

    /// Returns a token service whose clock stands at `now`.
    static func tokens(
        key: String = keyText,
        formerKeys: [String] = [],
        now: Double = now
    ) throws -> Tokens {
        try Tokens(
            signingKey: SecretKey(key),
            formerKeys: formerKeys.map { key in try SecretKey(key) },
            clock: { UnixTime(seconds: now) }
        )
    }

    /// Returns a token with a right signature over whatever it is given.
    static func token(
        header: String = header,
        payload: String = claims,
        key: String = keyText
    ) throws -> String {
        try signed(text(Array(header.utf8)) + "." + text(Array(payload.utf8)), key: key)
    }

    /// Returns the text with a dot and a right signature over it.
    static func signed(_ message: String, key: String = keyText) throws -> String {
        let key = Array(key.utf8)
        let message = Array(message.utf8)
        let mac = try HMACSHA256(key: key.span)
        let tag = try mac.tag(of: message.span)
        return String(decoding: message, as: UTF8.self) + "." + text(tag.indices.map { tag[$0] })
    }

    static func text(_ bytes: [UInt8]) -> String {
        String(decoding: Base64URL.encode(bytes.span), as: UTF8.self)
    }

    /// Returns what the segments of a token say, decoded.
    static func decoded(_ token: String) -> [String] {
        token.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
            String(decoding: Base64URL.decode(Array($0).span) ?? [], as: UTF8.self)
        }
    }
}
