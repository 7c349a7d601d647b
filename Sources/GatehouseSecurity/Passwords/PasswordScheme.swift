// SPDX-License-Identifier: MIT

/// A way of hashing passwords whose stored hashes can be verified.
package protocol PasswordScheme: Sendable {
    /// Returns whether a stored hash claims to be of this scheme, judging by its first characters.
    func recognizes(_ hash: Span<UInt8>) -> Bool

    /// Returns the work of one verification, judging by the text, before anything is computed.
    ///
    /// - Throws: Why the hash cannot be used: it is malformed, or its cost makes it an attack.
    func work(of hash: Span<UInt8>) throws(PasswordHashError) -> PasswordWork

    /// Returns whether a password belongs to a hash; false costs as much as true.
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

    /// Returns whether a hash is not what ``hash(_:)`` would make now: variant or cost differ.
    func isOutdated(_ hash: Span<UInt8>) -> Bool

    /// Wastes that much work, for a password that has failed.
    ///
    /// - Throws: `.computationFailed`, but nothing for a password that the scheme cannot read.
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

    /// The work of bcrypt; a cost out of range is clamped.
    package static func bcrypt(cost: Int) -> PasswordWork {
        PasswordWork(units: 1 << UInt64(min(max(cost, 0), 31)))
    }

    /// Returns what is left of the work after a part of it is done.
    package func less(_ part: PasswordWork) -> PasswordWork {
        PasswordWork(units: units > part.units ? units - part.units : 0)
    }
}

/// Why a password cannot be hashed, or cannot be compared with a hash.
///
/// A client sees the same response for all.
public enum PasswordHashError: LogSafe, Equatable {
    /// The password is longer than the scheme reads; it is never truncated.
    case passwordTooLong
    /// The password contains a NUL, where the scheme would stop reading.
    case passwordContainsNUL
    /// No available scheme has hashes that begin like this one.
    case unsupportedScheme
    /// The hash begins like one of the scheme but is malformed.
    case malformedHash
    /// The cost is out of range: too cheap for a hash, or so expensive that it is an attack.
    case costOutOfRange
    /// The library failed, for lack of memory or because it refuses the hash.
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
