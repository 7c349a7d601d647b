// SPDX-License-Identifier: MIT
//
// Specification: RFC 7515 §4, RFC 7519 §5.

internal import GatehouseJSON

/// The header of a token.
package enum TokenHeader {
    /// Returns the first part of every token of a key: `{"alg":"HS256","typ":"JWT"}`, and `kid` if
    /// the key has a name, in base64url.
    package static func text(for algorithm: TokenAlgorithm, keyID: String?) -> [UInt8] {
        var json = Array(#"{"alg":"\#(algorithm.rawValue)","typ":"JWT""#.utf8)
        if let keyID {
            json += Array(#","kid":"#.utf8)
            json.appendJSONString(keyID)
        }
        json.append(UInt8(ascii: "}"))
        return Base64URL.encode(json.span)
    }

    /// Checks a decoded header.
    ///
    /// Unknown members are ignored, including any key that a token brings along.
    ///
    /// - Parameters:
    ///   - bytes: The header.
    ///   - expected: The algorithm of the key that made the signature (RFC 8725 §3.1).
    /// - Throws: `.headerMalformed`, `.algorithmNotAllowed`, `.typeNotJWT`,
    ///   `.keyIdentifierInvalid`, `.headerNotUnderstood`.
    package static func check(
        _ bytes: Span<UInt8>,
        for expected: TokenAlgorithm
    ) throws(TokenRefusal) {
        var object = try TokenObject(bytes, malformed: .headerMalformed)
        var algorithm = ""
        while let name = try object.nextName(bytes) {
            if name.equals("alg", in: bytes) {
                algorithm = try object.string(bytes, else: .algorithmNotAllowed)
            } else if name.equals("typ", in: bytes) {
                try checkType(try object.string(bytes, else: .typeNotJWT))
            } else if name.equals("kid", in: bytes) {
                // The hint has had its use, and decides nothing more.
                _ = try object.string(bytes, else: .keyIdentifierInvalid)
            } else if ["crit", "b64", "cty"].contains(where: { name.equals($0, in: bytes) }) {
                throw .headerNotUnderstood
            } else {
                try object.skip(bytes)
            }
        }
        guard algorithm.utf8.elementsEqual(expected.rawValue.utf8) else {
            throw .algorithmNotAllowed
        }
    }

    /// Accepts `JWT` and `application/jwt`, ignoring ASCII case (RFC 7515 §4.1.9).
    private static func checkType(_ type: String) throws(TokenRefusal) {
        let isJWT = ["jwt", "application/jwt"].contains { known in
            type.utf8.elementsEqual(known.utf8) { $0.lowercased == $1 }
        }
        guard isJWT else { throw .typeNotJWT }
    }
}
