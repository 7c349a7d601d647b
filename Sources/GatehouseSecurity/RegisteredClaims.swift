// SPDX-License-Identifier: MIT
//
// The claims of RFC 7519 section 4.1 that mean something here: their types, strictly, and their
// moments against the clock, without leeway. Touches: memory only.

internal import GatehouseJSON

/// The registered claims of a payload, each as far as it is there.
package struct RegisteredClaims: Sendable {
    package private(set) var subject: String?
    package private(set) var expiresAt: UnixTime?
    package private(set) var notBefore: UnixTime?
    package private(set) var issuedAt: UnixTime?
    package private(set) var id: String?
    package private(set) var scope: String?

    /// Reads the claims of a payload; what is not known is skipped, yet must be strict JSON.
    ///
    /// - Throws: `.claimsMalformed`, or the case for a claim of the wrong type.
    package init(_ payload: Span<UInt8>) throws(TokenError) {
        var object = try TokenObject(payload, malformed: .claimsMalformed)
        while let name = try object.nextName(payload) {
            try read(name, of: &object, in: payload)
        }
    }

    private mutating func read(
        _ name: JSONString,
        of object: inout TokenObject,
        in payload: Span<UInt8>
    ) throws(TokenError) {
        if name.equals("sub", in: payload) {
            subject = try object.string(payload, else: .subjectInvalid)
        } else if name.equals("exp", in: payload) {
            expiresAt = try object.date(payload)
        } else if name.equals("nbf", in: payload) {
            notBefore = try object.date(payload)
        } else if name.equals("iat", in: payload) {
            issuedAt = try object.date(payload)
        } else if name.equals("jti", in: payload) {
            id = try object.string(payload, else: .identifierInvalid)
        } else if name.equals("scope", in: payload) {
            scope = try object.string(payload, else: .scopeInvalid)
        } else if name.equals("aud", in: payload) {
            throw .audienceForeign
        } else {
            try object.skip(payload)
        }
    }

    /// Compares the moments that are there with the clock.
    ///
    /// Each comparison is written so that a clock that is not a number accepts nothing.
    ///
    /// - Throws: `.expired`, `.notYetValid`, `.issuedInFuture`.
    package func check(at now: UnixTime) throws(TokenError) {
        if let expiresAt {
            guard now.seconds < expiresAt.seconds else { throw .expired }
        }
        if let notBefore {
            guard notBefore.seconds <= now.seconds else { throw .notYetValid }
        }
        if let issuedAt {
            guard issuedAt.seconds <= now.seconds else { throw .issuedInFuture }
        }
    }
}
