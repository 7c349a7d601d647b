// SPDX-License-Identifier: MIT
//
// What a way of hashing passwords has to offer, so that a context can hold several of them.
// Touches: memory only.

/// A way of hashing passwords whose stored hashes can be verified.
package protocol PasswordScheme: Sendable {
    /// Tells whether a stored hash claims to be of this scheme, by its first characters.
    func recognizes(_ hash: Span<UInt8>) -> Bool

    /// Tells whether a password belongs to a hash; false costs as much time as true, or more.
    ///
    /// - Throws: A reason why they cannot be compared, before any costly work is done.
    func verify(
        _ password: Password,
        against hash: Span<UInt8>
    ) throws(PasswordHashError) -> Bool
}

/// A scheme that also makes new hashes, with a cost of its own.
package protocol PasswordHasher: PasswordScheme {
    /// Makes a hash with a fresh salt.
    func hash(_ password: Password) throws(PasswordHashError) -> String

    /// Tells whether a hash is not what ``hash(_:)`` would make today: variant or cost differ.
    func isOutdated(_ hash: Span<UInt8>) -> Bool

    /// Spends the time of one verification, for a password that can match nothing.
    func spendOneVerification(on password: Password)
}
