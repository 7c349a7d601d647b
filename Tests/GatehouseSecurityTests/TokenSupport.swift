// SPDX-License-Identifier: MIT
//
// What the token tests share: keys, a clock that stands still, and tokens with any header and any
// payload under a right signature.

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
        algorithm: TokenAlgorithm = .hs256,
        issuer: String? = nil,
        audience: String? = nil,
        subjectPrefix: String? = nil,
        now: Double = now
    ) throws -> Tokens {
        try Tokens(
            signingKey: SecretKey(key, algorithm: algorithm),
            formerKeys: formerKeys.map { key in try SecretKey(key, algorithm: algorithm) },
            issuer: issuer,
            audience: audience,
            subjectPrefix: subjectPrefix,
            clock: { UnixTime(seconds: now) }
        )
    }

    /// Returns a token with a right signature over whatever it is given.
    static func token(
        header: String = header,
        payload: String = claims,
        key: String = keyText,
        algorithm: TokenAlgorithm = .hs256
    ) throws -> String {
        let message = text(Array(header.utf8)) + "." + text(Array(payload.utf8))
        return try signed(message, key: key, algorithm: algorithm)
    }

    /// Returns the text with a dot and a right signature over it.
    static func signed(
        _ message: String,
        key: String = keyText,
        algorithm: TokenAlgorithm = .hs256
    ) throws -> String {
        let key = Array(key.utf8)
        let message = Array(message.utf8)
        let tag = try HMAC(key: key.span, algorithm).tag(of: message.span)
        return String(decoding: message + Array(".".utf8) + tag.base64URL, as: UTF8.self)
    }

    static func bytes(hex: String) -> [UInt8] {
        let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(digits[$0] << 4 | digits[$0 + 1])
        }
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
