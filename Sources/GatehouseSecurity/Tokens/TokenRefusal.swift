// SPDX-License-Identifier: MIT
//
// Why a token is refused, one case each. A client sees one answer for all; the log says which.

/// Why a token is refused.
public enum TokenRefusal: LogSafe, Equatable {
    /// It is longer than ``Tokens/maxByteCount`` and was not looked at.
    case tooLong
    /// It does not have three parts.
    case notThreeSegments
    /// A part is not canonical base64url without padding.
    case notBase64URL
    /// No key at hand made the signature.
    case signatureMismatch

    /// The header is not one strict JSON object.
    case headerMalformed
    /// `alg` is not exactly `HS256`.
    case algorithmNotAllowed
    /// `typ` is there and is neither `JWT` nor `application/jwt`.
    case typeNotJWT
    /// `kid` is there and is not a string.
    case keyIdentifierInvalid
    /// `crit`, `b64` or `cty` is there, in any form.
    case headerNotUnderstood

    /// The claims are not one strict JSON object.
    case claimsMalformed
    /// `sub` is missing.
    case subjectMissing
    /// `sub` is not a string, or an empty one.
    case subjectInvalid
    /// `exp` is missing.
    case expiryMissing
    /// `exp`, `nbf` or `iat` is not a number that a double holds.
    case dateInvalid
    /// The moment `exp` has come.
    case expired
    /// The moment `nbf` has not come.
    case notYetValid
    /// `iat` lies in the future.
    case issuedInFuture
    /// `iss` is not a string.
    case issuerInvalid
    /// `aud` is there: no audience is configured, so the token is for somebody else.
    case audienceForeign
    /// `scope` is not a string.
    case scopeInvalid
    /// `jti` is not a string.
    case identifierInvalid

    /// What is wrong with the token, in fixed words.
    public var logDescription: String {
        switch self {
        case .tooLong: "token too long"
        case .notThreeSegments: "token without three parts"
        case .notBase64URL: "token not in base64url"
        case .signatureMismatch: "token signature wrong"
        case .headerMalformed: "token header malformed"
        case .algorithmNotAllowed: "token algorithm not allowed"
        case .typeNotJWT: "token type not JWT"
        case .keyIdentifierInvalid: "token kid invalid"
        case .headerNotUnderstood: "token header not understood"
        case .claimsMalformed: "token claims malformed"
        case .subjectMissing: "token without sub"
        case .subjectInvalid: "token sub invalid"
        case .expiryMissing: "token without exp"
        case .dateInvalid: "token date invalid"
        case .expired: "token expired"
        case .notYetValid: "token not yet valid"
        case .issuedInFuture: "token issued in the future"
        case .issuerInvalid: "token iss invalid"
        case .audienceForeign: "token for another audience"
        case .scopeInvalid: "token scope invalid"
        case .identifierInvalid: "token jti invalid"
        }
    }
}

/// Why no token can be made of what was asked for.
public enum TokenIssueError: LogSafe, Equatable {
    /// The subject is empty.
    case subjectEmpty
    /// A scope breaks the grammar of RFC 6749 §3.3.
    case scopeInvalid
    /// The token would be longer than ``Tokens/maxByteCount``.
    case tooLong

    /// What cannot be made, in fixed words.
    public var logDescription: String {
        switch self {
        case .subjectEmpty: "no token for an empty subject"
        case .scopeInvalid: "no token for an invalid scope"
        case .tooLong: "no token of such a length"
        }
    }
}
