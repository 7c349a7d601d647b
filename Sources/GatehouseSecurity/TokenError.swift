// SPDX-License-Identifier: MIT
//
// The reasons why a token is refused or cannot be made, one case each. They stay inside: a client
// sees one answer for all. Touches: memory only.

/// Why a token is refused, or why none can be made.
public enum TokenError: Error, Equatable, Sendable {
    /// It is longer than ``Tokens/maximumByteCount`` and was not looked at.
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
    /// `typ` is there and is not `JWT`.
    case typeNotJWT
    /// `crit` is there, in any form.
    case criticalHeader

    /// The claims are not one strict JSON object.
    case claimsMalformed
    /// `sub` is missing.
    case subjectMissing
    /// `sub` is not a string, or an empty one.
    case subjectInvalid
    /// `exp` is missing.
    case expiryMissing
    /// `exp`, `nbf` or `iat` is not a number.
    case dateInvalid
    /// The moment `exp` has come.
    case expired
    /// The moment `nbf` has not come.
    case notYetValid
    /// `iat` lies in the future.
    case issuedInFuture
    /// `aud` is there: no audience is configured, so the token is for somebody else.
    case audienceForeign
    /// `scope` is not a string; or, in making one, a name is not a scope (RFC 6749 section 3.3).
    case scopeInvalid
    /// `jti` is not a string.
    case identifierInvalid

    /// The cryptographic library failed.
    case cryptographyUnavailable
}
