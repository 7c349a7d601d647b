// SPDX-License-Identifier: MIT

/// Why a token is refused: the client sees the same response for all cases; the log says which.
public enum TokenRefusal: LogSafe, Equatable {
    /// It is longer than ``Tokens/maxByteCount`` and was not examined.
    case tooLong
    /// It does not have three parts.
    case notThreeSegments
    /// A part is not canonical base64url without padding.
    case notBase64URL
    /// No available key made the signature.
    case signatureMismatch

    /// The header is not one strict JSON object.
    case headerMalformed
    /// `alg` is not exactly the algorithm of the key.
    case algorithmNotAllowed
    /// `typ` is present and is neither `JWT` nor `application/jwt`.
    case typeNotJWT
    /// `kid` is present and is not a string.
    case keyIdentifierInvalid
    /// `crit`, `b64` or `cty` is present, in any form.
    case headerNotUnderstood

    /// The claims are not one strict JSON object.
    case claimsMalformed
    /// `sub` is missing.
    case subjectMissing
    /// `sub` is not a string, or names nobody.
    case subjectInvalid
    /// `sub` lacks the prefix that the service gives to names.
    case subjectForeign
    /// `exp` is missing.
    case expiryMissing
    /// `exp`, `nbf` or `iat` is not a number, or `nbf` or `iat` does not fit a double.
    case dateInvalid
    /// The time `exp` has come.
    case expired
    /// The time `nbf` has not come yet.
    case notYetValid
    /// `iat` is in the future.
    case issuedInFuture
    /// `iss` is not a string.
    case issuerInvalid
    /// `iss` is missing, and an issuer is demanded.
    case issuerMissing
    /// `iss` is not the issuer that is demanded.
    case issuerForeign
    /// `aud` is neither a string nor an array of strings.
    case audienceInvalid
    /// `aud` is missing, and an audience is demanded.
    case audienceMissing
    /// `aud` does not name us, as no `aud` does without an audience of ours: the token is for
    /// somebody else.
    case audienceForeign
    /// `scope` is not a string.
    case scopeInvalid
    /// `jti` is not a string.
    case identifierInvalid
    /// `epoch` is not a whole number.
    case epochInvalid

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
        case .subjectForeign: "token sub without the prefix"
        case .expiryMissing: "token without exp"
        case .dateInvalid: "token date invalid"
        case .expired: "token expired"
        case .notYetValid: "token not yet valid"
        case .issuedInFuture: "token issued in the future"
        case .issuerInvalid: "token iss invalid"
        case .issuerMissing: "token without iss"
        case .issuerForeign: "token of another issuer"
        case .audienceInvalid: "token aud invalid"
        case .audienceMissing: "token without aud"
        case .audienceForeign: "token for another audience"
        case .scopeInvalid: "token scope invalid"
        case .identifierInvalid: "token jti invalid"
        case .epochInvalid: "token epoch invalid"
        }
    }
}

/// Why the requested token cannot be issued.
public enum TokenIssueError: LogSafe, Equatable {
    /// The subject is empty.
    case subjectEmpty
    /// A scope violates the grammar of RFC 6749 §3.3.
    case scopeInvalid
    /// The token would be longer than ``Tokens/maxByteCount``.
    case tooLong

    /// What cannot be issued, in fixed words.
    public var logDescription: String {
        switch self {
        case .subjectEmpty: "no token for an empty subject"
        case .scopeInvalid: "no token for an invalid scope"
        case .tooLong: "no token of such a length"
        }
    }
}
