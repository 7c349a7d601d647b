// SPDX-License-Identifier: MIT
//
// The reasons why a password and a hash cannot be compared, one case each. They stay inside: a
// client sees one answer for all. Touches: memory only.

/// Why a password is not hashed, or not compared with a hash.
public enum PasswordHashError: Error, Equatable, Sendable {
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
}
