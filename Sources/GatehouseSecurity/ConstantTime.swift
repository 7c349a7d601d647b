// SPDX-License-Identifier: MIT
//
// Comparison of secrets whose time says nothing about where they differ (CRYPTO_memcmp).
// Answers timing attacks on tokens and password hashes.

internal import COpenSSL

package enum ConstantTime {
    /// Tells whether both spans hold the same bytes.
    ///
    /// The length is no secret: spans of different length are unequal at once.
    package static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        // Both pointers hold for the call and cover `count` bytes; an empty span may have none.
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                guard let a = left.baseAddress, let b = right.baseAddress else { return true }
                return unsafe CRYPTO_memcmp(a, b, left.count) == 0
            }
        }
    }
}
