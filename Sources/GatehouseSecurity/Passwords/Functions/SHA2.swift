// SPDX-License-Identifier: MIT
//
// Digests, and what is built on them: HMAC and PBKDF2 (RFC 8018 §5.2), through OpenSSL.
// Unsafe: passes memory to OpenSSL.

internal import COpenSSL

/// A digest that PBKDF2 is used with.
package enum SHA: String, Sendable {
    case sha1, sha256, sha512

    /// The length of a digest, in bytes.
    package var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha512: 64
        }
    }

    /// The work of one iteration of PBKDF2.
    package var pbkdf2: HashFunction {
        let sampleIterations = 10_000
        return HashFunction(name: "pbkdf2-\(rawValue)", sampleAmount: sampleIterations) {
            _ = try? pbkdf2(Secret("secret"), salt: [1, 2, 3, 4], iterations: sampleIterations)
        }
    }

    /// Derives a key as long as the digest.
    ///
    /// - Throws: `.passwordContainsNUL` for a password that ends in a NUL: the key of HMAC is filled up
    ///   with zeros, so it would be the same password without it. `.computationFailed`.
    package func pbkdf2(
        _ password: Secret,
        salt: [UInt8],
        iterations: Int
    ) throws(PasswordHashError) -> [UInt8] {
        try HashInput.checkLastByte(of: password)
        var key = [UInt8](repeating: 0, count: byteCount)
        let isDone = password.withBytes { password in
            unsafe HashInput.withPointers(password, salt, &key) { password, salt, key in
                unsafe PKCS5_PBKDF2_HMAC(
                    password.baseAddress?.assumingMemoryBound(to: CChar.self),
                    CInt(clamping: password.count),
                    salt.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    CInt(clamping: salt.count),
                    CInt(clamping: iterations),
                    digest,
                    CInt(clamping: key.count),
                    key.baseAddress?.assumingMemoryBound(to: UInt8.self)
                ) == 1
            }
        }
        guard isDone else { throw .computationFailed }
        return key
    }

    private var digest: OpaquePointer? {
        switch self {
        case .sha1: unsafe EVP_sha1()
        case .sha256: unsafe EVP_sha256()
        case .sha512: unsafe EVP_sha512()
        }
    }
}

/// SHA-256 of a password, before it goes to bcrypt.
package enum SHA256 {
    package static func digest(_ password: Secret) throws(PasswordHashError) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        let isDone = password.withBytes { password in
            unsafe HashInput.withPointers(password, [], &digest) { password, _, digest in
                unsafe EVP_Digest(
                    password.baseAddress,
                    password.count,
                    digest.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    nil,
                    EVP_sha256(),
                    nil
                ) == 1
            }
        }
        guard isDone else { throw .computationFailed }
        return digest
    }

    /// HMAC of a password.
    package static func hmac(
        _ password: Secret,
        key: [UInt8]
    ) throws(PasswordHashError) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: 32)
        let isDone = password.withBytes { password in
            unsafe HashInput.withPointers(password, key, &tag) { password, key, tag in
                unsafe COpenSSL.HMAC(
                    EVP_sha256(),
                    key.baseAddress,
                    CInt(clamping: key.count),
                    password.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    password.count,
                    tag.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    nil
                ) != nil
            }
        }
        guard isDone else { throw .computationFailed }
        return tag
    }
}
