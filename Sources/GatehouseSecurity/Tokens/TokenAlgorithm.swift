// SPDX-License-Identifier: MIT

/// An algorithm that signs tokens: HMAC with a hash function of SHA-2 (RFC 7518 §3.2).
///
/// The raw value is what a token's `alg` says.
public enum TokenAlgorithm: String, CaseIterable, Sendable {
    /// HMAC with SHA-256.
    case hs256 = "HS256"
    /// HMAC with SHA-384.
    case hs384 = "HS384"
    /// HMAC with SHA-512.
    case hs512 = "HS512"

    /// The minimum length of a key in bytes: 32, 48 or 64, the output of the hash function
    /// (RFC 7518 §3.2).
    public var minKeyByteCount: Int { tagByteCount }

    /// The length of an authentication tag in bytes.
    package var tagByteCount: Int {
        switch self {
        case .hs256: 32
        case .hs384: 48
        case .hs512: 64
        }
    }
}
