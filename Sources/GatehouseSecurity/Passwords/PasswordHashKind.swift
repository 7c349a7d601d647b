// SPDX-License-Identifier: MIT

/// What password hashes of the same scheme and about the same cost have in common: they take about
/// the same time to verify.
package struct PasswordHashKind: Hashable, Sendable {
    /// The name of the scheme, for people.
    package let scheme: String
    /// Scheme and cost; no two kinds have the same.
    package let name: String
    /// Whether this machine has the library that verifies such hashes.
    package let isVerifiable: Bool

    /// Finds the kind of a hash.
    ///
    /// - Throws: Why the hash cannot be verified.
    package init(_ hash: String) throws(PasswordHashError) {
        let stored = try PasswordSchemes.parse(hash)
        scheme = stored.scheme
        let amount = stored.cost.amount(passwordByteCount: 0)
        name = "\(stored.scheme) \(Self.rounded(amount))"
        isVerifiable = stored.cost.function.isAvailable
    }

    /// Rounds up to five significant bits, so that there are few kinds whatever the costs are.
    private static func rounded(_ amount: Int) -> Int {
        let shift = max(0, amount.bitWidth - amount.leadingZeroBitCount - 5)
        return ((amount - 1) >> shift + 1) << shift
    }
}
