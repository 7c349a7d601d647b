// SPDX-License-Identifier: MIT

internal import Synchronization

/// Hashes passwords with the current scheme and verifies those of every supported one.
///
/// A computation takes a fifth of a second or more at the usual cost: never call this on an event
/// loop. All functions may be called from any thread; copies share what they know about the store.
public struct PasswordContext: Sendable {
    /// The allowed costs of new hashes.
    public static let bcryptCosts = 10...16

    private let preferred: any PasswordHasher
    private let others: [any PasswordScheme]
    private let target: FailureTarget

    /// Creates a context that makes bcrypt hashes.
    ///
    /// - Parameters:
    ///   - bcryptCost: The cost of new hashes, 10 to 16; each step doubles the time.
    ///   - random: Where salts come from.
    /// - Throws: ``PasswordHashError/costOutOfRange`` for any other cost.
    public init(
        bcryptCost: Int = 12,
        random: @escaping RandomSource = RandomBytes.system
    ) throws(PasswordHashError) {
        guard Self.bcryptCosts.contains(bcryptCost) else { throw .costOutOfRange }
        self.init(preferred: try Bcrypt(cost: bcryptCost, random: random))
    }

    /// Creates a context from any schemes; `preferred` makes the new hashes.
    package init(preferred: any PasswordHasher, others: [any PasswordScheme] = []) {
        self.preferred = preferred
        self.others = others
        target = FailureTarget(preferred.work)
    }

    /// Hashes a password, with a fresh salt.
    ///
    /// - Throws: ``PasswordHashError/passwordTooLong`` over 72 bytes,
    ///   ``PasswordHashError/passwordContainsNUL``, or ``PasswordHashError/computationFailed``.
    public func hash(_ password: Secret) throws(PasswordHashError) -> String {
        try preferred.hash(password)
    }

    /// Verifies a password against a stored hash, or against none.
    ///
    /// Every failure costs the same work: as much as the most expensive hash that is expected or
    /// was seen, and at least that of a new one. For an unknown user, an unusable hash, a password
    /// that cannot be hashed or a cheaper hash, the difference is made up with wasted work. So
    /// neither the answer nor its time reveals which it was (CWE-208, OWASP ASVS 6.3.8).
    ///
    /// - Parameters:
    ///   - password: What the client sent.
    ///   - hash: The stored hash; nil if there is no such user.
    /// - Returns: The verdict, without a reason.
    public func verify(_ password: Secret, against hash: String?) -> PasswordVerdict {
        let attempt = attempt(password, hash)
        if case .match = attempt.verdict { return attempt.verdict }
        do throws(PasswordHashError) {
            try preferred.spend(target.work.less(attempt.work), on: password)
        } catch {
            return .undecided
        }
        return attempt.verdict
    }

    /// Compares, and returns the verdict with the work that was done for it.
    ///
    /// What cannot be compared does not match, and has cost nothing.
    private func attempt(
        _ password: Secret,
        _ hash: String?
    ) -> (verdict: PasswordVerdict, work: PasswordWork) {
        guard let hash else { return (.noMatch, .none) }
        let bytes = Array(hash.utf8)
        guard let scheme = scheme(of: bytes.span), let work = try? scheme.work(of: bytes.span)
        else { return (.noMatch, .none) }
        target.raise(to: work)
        do throws(PasswordHashError) {
            let isMatch = try scheme.verify(password, against: bytes.span)
            return (isMatch ? .match(needsRehash: needsRehash(hash)) : .noMatch, work)
        } catch {
            return (error == .computationFailed ? .undecided : .noMatch, .none)
        }
    }

    /// Makes every failure cost as much as one on this hash, which is in the store.
    ///
    /// Without this, the time of an unknown user would be that of a new hash until the first login
    /// to an account with a more expensive one. A hash that cannot be used changes nothing.
    public func expect(_ hash: String) {
        let bytes = Array(hash.utf8)
        guard let work = try? scheme(of: bytes.span)?.work(of: bytes.span) else { return }
        target.raise(to: work)
    }

    /// Returns whether a password should be hashed again at the next login, because its hash has
    /// another scheme, variant or cost than new hashes have.
    public func needsRehash(_ hash: String) -> Bool {
        let bytes = Array(hash.utf8)
        return !preferred.recognizes(bytes.span) || preferred.isOutdated(bytes.span)
    }

    /// Returns whether a password belongs to a hash, or throws the reason if it cannot be compared.
    ///
    /// Not for logins: a refusal comes at once, and its time reveals it.
    package func matches(
        _ password: Secret,
        _ hash: String
    ) throws(PasswordHashError) -> Bool {
        let bytes = Array(hash.utf8)
        guard let scheme = scheme(of: bytes.span) else { throw .unsupportedScheme }
        return try scheme.verify(password, against: bytes.span)
    }

    private func scheme(of hash: Span<UInt8>) -> (any PasswordScheme)? {
        if preferred.recognizes(hash) { return preferred }
        for scheme in others where scheme.recognizes(hash) { return scheme }
        return nil
    }
}

/// The work of every failed login: that of the most expensive hash known so far.
private final class FailureTarget: Sendable {
    private let units: Atomic<UInt64>

    init(_ work: PasswordWork) {
        units = Atomic(work.units)
    }

    var work: PasswordWork { PasswordWork(units: units.load(ordering: .relaxed)) }

    func raise(to work: PasswordWork) {
        units.max(work.units, ordering: .relaxed)
    }
}

/// The result of verifying a password against a stored hash.
public enum PasswordVerdict: Equatable, Sendable {
    /// It is the password; it should be hashed again if `needsRehash`.
    case match(needsRehash: Bool)
    /// It is not, for whatever reason.
    case noMatch
    /// Unknown: the library failed, which is a fault of this machine and not of the client.
    case undecided

    /// Whether the password is the right one.
    public var isMatch: Bool { if case .match = self { true } else { false } }
}
