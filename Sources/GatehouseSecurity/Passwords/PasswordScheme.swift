// SPDX-License-Identifier: MIT
//
// What a way of hashing passwords has to offer, so that a context can hold several of them.

/// A way of hashing passwords whose stored hashes can be verified.
package protocol PasswordScheme: Sendable {
    /// Tells whether a stored hash claims to be of this scheme, by its first characters.
    func recognizes(_ hash: Span<UInt8>) -> Bool

    /// Returns the work of one verification, decided from the text before anything is computed.
    ///
    /// - Throws: Why the hash cannot be used: it is malformed, or an attack by its cost.
    func work(of hash: Span<UInt8>) throws(PasswordHashError) -> PasswordWork

    /// Tells whether a password belongs to a hash; false costs as much as true.
    ///
    /// - Throws: Why they cannot be compared, before any work is done.
    func verify(
        _ password: Secret,
        against hash: Span<UInt8>
    ) throws(PasswordHashError) -> Bool
}

/// A scheme that also makes new hashes, with a cost of its own.
package protocol PasswordHasher: PasswordScheme {
    /// The work of verifying a new hash.
    var work: PasswordWork { get }

    /// Makes a hash with a fresh salt.
    func hash(_ password: Secret) throws(PasswordHashError) -> String

    /// Tells whether a hash is not what ``hash(_:)`` would make today: variant or cost differ.
    func isOutdated(_ hash: Span<UInt8>) -> Bool

    /// Does that much work in vain, for a password that has failed.
    ///
    /// - Throws: `.computationFailed`, and nothing for a password that the scheme cannot read.
    func spend(_ work: PasswordWork, on password: Secret) throws(PasswordHashError)
}

/// An amount of work, in rounds of bcrypt: a hash of cost c takes 2^c of them.
///
/// Other schemes say how many rounds take as long.
package struct PasswordWork: Equatable, Sendable {
    package let units: UInt64

    package init(units: UInt64) {
        self.units = units
    }

    package static let none = PasswordWork(units: 0)

    /// The work of bcrypt; a cost out of its range counts as the nearest one within.
    package static func bcrypt(cost: Int) -> PasswordWork {
        PasswordWork(units: 1 << UInt64(min(max(cost, 0), 31)))
    }

    /// What is left of it when a part is done.
    package func less(_ part: PasswordWork) -> PasswordWork {
        PasswordWork(units: units > part.units ? units - part.units : 0)
    }
}

/// Why a password is not hashed, or not compared with a hash.
///
/// A client sees one answer for all.
public enum PasswordHashError: LogSafe, Equatable {
    /// The password is longer than the scheme reads; it is never cut off.
    case passwordTooLong
    /// The password holds a NUL, where the scheme would stop reading.
    case passwordContainsNUL
    /// No scheme at hand has hashes that begin like this one.
    case unsupportedScheme
    /// The hash begins like one of the scheme but is not well formed.
    case malformedHash
    /// The cost is out of range: too cheap to be a hash, or so dear that it is an attack.
    case costOutOfRange
    /// The library failed, for want of memory or because it refuses the hash.
    case computationFailed

    /// What went wrong, in fixed words.
    public var logDescription: String {
        switch self {
        case .passwordTooLong: "password too long"
        case .passwordContainsNUL: "password with a NUL"
        case .unsupportedScheme: "password hash of an unknown scheme"
        case .malformedHash: "password hash malformed"
        case .costOutOfRange: "password hash with a cost out of range"
        case .computationFailed: "libcrypt failed"
        }
    }
}
