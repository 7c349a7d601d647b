// SPDX-License-Identifier: MIT

/// The result of verifying a password against a stored hash.
public enum PasswordVerdict: Equatable, Sendable {
    /// It is the password; it should be hashed again if `needsRehash`.
    case match(needsRehash: Bool)
    /// It is not, for whatever reason.
    case noMatch
    /// Unknown: a library failed, which is a fault of this machine and not of the client.
    case undecided(PasswordHashError)

    /// Whether the password is the right one.
    public var isMatch: Bool { if case .match = self { true } else { false } }
}
