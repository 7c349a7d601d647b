// SPDX-License-Identifier: MIT
//
// The one place that hashes and verifies passwords: one scheme for new hashes, several for old
// ones, and the same time for every failure. Touches: memory only; spends CPU time.

/// Hashes passwords with the scheme of today and verifies those of every supported one.
///
/// A computation takes a fifth of a second and more at the usual cost: never call this on an
/// event loop. All functions may be called from any thread.
public struct PasswordContext: Sendable {
    /// The costs that a new hash may have.
    public static let bcryptCosts = 10...16

    private let preferred: any PasswordHasher
    private let others: [any PasswordScheme]

    /// Creates a context that makes bcrypt hashes.
    ///
    /// - Parameters:
    ///   - bcryptCost: The cost of new hashes, 10 to 16; each step doubles the time.
    ///   - random: Where salts come from.
    /// - Throws: ``PasswordHashError/costOutOfRange`` for another cost.
    public init(
        bcryptCost: Int = 12,
        random: @escaping RandomSource = RandomBytes.system
    ) throws(PasswordHashError) {
        guard Self.bcryptCosts.contains(bcryptCost) else { throw .costOutOfRange }
        self.init(preferred: try Bcrypt(cost: bcryptCost, random: random))
    }

    /// Creates a context of any schemes; the first one makes the new hashes.
    package init(preferred: any PasswordHasher, others: [any PasswordScheme] = []) {
        self.preferred = preferred
        self.others = others
    }

    /// Makes a hash of a password, with a fresh salt.
    ///
    /// - Throws: ``PasswordHashError/passwordTooLong`` over 72 bytes,
    ///   ``PasswordHashError/passwordContainsNUL``, or ``PasswordHashError/computationFailed``.
    public func hash(_ password: Password) throws(PasswordHashError) -> String {
        try preferred.hash(password)
    }

    /// Judges a password against a stored hash, or against none.
    ///
    /// Every failure costs at least one computation of the preferred scheme: without a hash (an
    /// unknown user), with a hash that cannot be used, or with a password that cannot be hashed,
    /// one is done in vain. So neither the answer nor its time tells which it was.
    ///
    /// - Parameters:
    ///   - password: What the client sent.
    ///   - hash: The stored hash; nil if there is no such user.
    /// - Returns: The verdict, without a reason.
    public func verify(_ password: Password, against hash: String?) -> PasswordVerdict {
        do {
            guard let hash else { throw PasswordHashError.unsupportedScheme }
            guard try matches(password, hash) else { return .noMatch }
            return .match(needsRehash: needsRehash(hash))
        } catch {
            preferred.spendOneVerification(on: password)
            return .noMatch
        }
    }

    /// Tells whether a hash should be made anew at the next login: another scheme, another variant
    /// of it or another cost than new hashes have.
    public func needsRehash(_ hash: String) -> Bool {
        let bytes = Array(hash.utf8)
        return !preferred.recognizes(bytes.span) || preferred.isOutdated(bytes.span)
    }

    /// Tells whether a password belongs to a hash, with the reason if that cannot be said.
    ///
    /// Not for logins: a refusal comes at once, and its time tells of it.
    package func matches(
        _ password: Password,
        _ hash: String
    ) throws(PasswordHashError) -> Bool {
        let bytes = Array(hash.utf8)
        if preferred.recognizes(bytes.span) {
            return try preferred.verify(password, against: bytes.span)
        }
        for scheme in others where scheme.recognizes(bytes.span) {
            return try scheme.verify(password, against: bytes.span)
        }
        throw .unsupportedScheme
    }
}

/// What a password is to a stored hash.
public enum PasswordVerdict: Equatable, Sendable {
    /// It is the password; the hash should be made anew if `needsRehash`.
    case match(needsRehash: Bool)
    /// It is not, for whatever reason.
    case noMatch

    /// Whether the password is the right one.
    public var isMatch: Bool { self != .noMatch }
}
