// SPDX-License-Identifier: MIT
//
// Compares secrets in a time that does not reveal where they differ (CRYPTO_memcmp), against timing
// attacks on tokens and password hashes.

internal import COpenSSL

package enum ConstantTime {
    /// Returns whether both spans hold the same bytes.
    ///
    /// The length is not secret: spans of different lengths are unequal at once.
    package static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        // SAFETY: both pointers are valid for the call and cover `count` bytes; an empty span may
        // have none.
        return unsafe left.withUnsafeBytes { left in
            unsafe right.withUnsafeBytes { right in
                guard let a = left.baseAddress, let b = right.baseAddress else { return true }
                return unsafe CRYPTO_memcmp(a, b, left.count) == 0
            }
        }
    }
}
