// SPDX-License-Identifier: MIT
//
// The header of our tokens, and what another's must say to be accepted: HS256 and nothing that
// has to be understood beyond it (RFC 7515 section 4, RFC 8725 section 3.1). The header chooses
// neither algorithm nor key. Touches: memory only.

internal import GatehouseJSON

package enum TokenHeader {
    /// `{"alg":"HS256","typ":"JWT"}` in base64url: the first part of each token we make.
    package static let ours = Array("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9".utf8)

    /// Checks a decoded header.
    ///
    /// Members that are not known are ignored, among them every key that a token brings along.
    ///
    /// - Throws: `.headerMalformed`, `.algorithmNotAllowed`, `.typeNotJWT`, `.criticalHeader`.
    package static func check(_ bytes: Span<UInt8>) throws(TokenError) {
        var object = try TokenObject(bytes, malformed: .headerMalformed)
        var algorithm = ""
        while let name = try object.nextName(bytes) {
            if name.equals("alg", in: bytes) {
                algorithm = try object.string(bytes, else: .algorithmNotAllowed)
            } else if name.equals("typ", in: bytes) {
                try checkType(try object.string(bytes, else: .typeNotJWT))
            } else if name.equals("crit", in: bytes) {
                throw .criticalHeader
            } else {
                try object.skip(bytes)
            }
        }
        guard algorithm.utf8.elementsEqual("HS256".utf8) else { throw .algorithmNotAllowed }
    }

    /// Takes `JWT` in any case of its ASCII letters (RFC 7519 section 5.1).
    private static func checkType(_ type: String) throws(TokenError) {
        let isJWT = type.utf8.elementsEqual("JWT".utf8) { $0 & 0xDF == $1 }
        guard isJWT else { throw .typeNotJWT }
    }
}
