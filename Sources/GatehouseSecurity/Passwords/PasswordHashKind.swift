// SPDX-License-Identifier: MIT

/// What password hashes of the same scheme and cost have in common: they take the same time to
/// verify.
package struct PasswordHashKind: Hashable, Sendable {
    /// The beginning of such hashes, up to the salt: `$2b$12$`.
    package let prefix: String

    /// The name of the scheme, for people.
    package var scheme: String { "bcrypt" }

    /// Finds the kind of a hash; nil if the hash cannot be verified.
    package init?(_ hash: String) {
        guard (try? BcryptHash(hash.utf8.span)) != nil else { return nil }
        prefix = String(hash.prefix(7))
    }
}
