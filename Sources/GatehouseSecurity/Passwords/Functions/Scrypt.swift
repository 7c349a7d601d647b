// SPDX-License-Identifier: MIT
//
// Specification: RFC 7914.
// Unsafe: passes memory to OpenSSL.

internal import COpenSSL

/// The parameters of scrypt, within bounds.
package struct Scrypt: Sendable {
    /// The minimum of the OWASP Password Storage Cheat Sheet: N = 2^17, r = 8, p = 1 goes through
    /// 128 MiB, and the sets that it calls equal through 80 MiB or more.
    static let ampleBytes = 80 << 20

    /// N, the cost.
    package let n: Int
    /// r, the size of a block in units of 128 bytes.
    package let r: Int
    /// p, the number of passes, each with memory of its own.
    package let p: Int

    /// Creates parameters.
    ///
    /// - Throws: `.malformedHash` if N is no power of two; `.costOutOfRange` beyond
    ///   ``HashBounds``.
    package init(n: Int, r: Int, p: Int) throws(PasswordHashError) {
        guard n > 1, r > 0, p > 0 else { throw .costOutOfRange }
        guard n & (n - 1) == 0 else { throw .malformedHash }
        // All factors are small enough for their product to fit.
        guard n <= 1 << 24, r <= 1 << 16, p <= 1 << 16 else { throw .costOutOfRange }
        guard 128 * r * (n + p) <= HashBounds.maxMemory, 128 * r * n * p <= HashBounds.maxTraffic
        else { throw .costOutOfRange }
        self.n = n
        self.r = r
        self.p = p
    }

    /// How much memory the computation takes, in bytes.
    package var memory: Int { 128 * r * (n + p) }
    /// How many bytes the computation goes through.
    package var traffic: Int { 128 * r * n * p }

    /// What the computation costs.
    package var cost: HashCost { HashCost(function, traffic, memory: memory) }
    package var family: HashFamily { .memoryHard(bytes: traffic, ample: Self.ampleBytes) }

    private var function: HashFunction {
        HashFunction(name: "scrypt", memory: 128 * r * n) { memory in
            let sample = try? Scrypt(n: memory / 1024, r: 8, p: 1)
            _ = try? sample?.key(Secret("secret"), salt: [1], byteCount: 32)
        }
    }

    /// Derives a key.
    ///
    /// - Throws: `.passwordContainsNUL` for a password that ends in a NUL, as for PBKDF2, which is the
    ///   first step; `.computationFailed`.
    package func key(
        _ password: Secret,
        salt: [UInt8],
        byteCount: Int
    ) throws(PasswordHashError) -> [UInt8] {
        try HashInput.checkLastByte(of: password)
        var key = [UInt8](repeating: 0, count: byteCount)
        let isDone = password.withBytes { password in
            unsafe HashInput.withPointers(password, salt, &key) { password, salt, key in
                unsafe EVP_PBE_scrypt(
                    password.baseAddress?.assumingMemoryBound(to: CChar.self),
                    password.count,
                    salt.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    salt.count,
                    UInt64(n),
                    UInt64(r),
                    UInt64(p),
                    // OpenSSL's own limit is lower; ours was checked.
                    UInt64(2 * HashBounds.maxMemory),
                    key.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    key.count
                ) == 1
            }
        }
        guard isDone else { throw .computationFailed }
        return key
    }
}
