// SPDX-License-Identifier: MIT
//
// Specification: RFC 9106.
// Unsafe: passes memory to libargon2.

internal import CArgon2

/// The parameters of Argon2, within bounds, and its computation by libargon2.
package struct Argon2Parameters: Equatable, Sendable {
    package enum Variant: String, Sendable {
        case d = "argon2d"
        case i = "argon2i"
        case id = "argon2id"
    }

    /// The minimum of the OWASP Password Storage Cheat Sheet: its sets of parameters, from 7 MiB in
    /// 5 passes to 46 MiB in one, go through 35 MiB or more.
    static let ampleBytes = 35 << 20

    package let variant: Variant
    /// 19, or 16 for the first version.
    package let version: Int
    /// The memory, in KiB.
    package let memory: Int
    package let passes: Int
    package let lanes: Int

    /// Creates parameters.
    ///
    /// - Throws: `.costOutOfRange` beyond ``HashBounds``, or for parameters that RFC 9106 §3.1 forbids.
    package init(
        _ variant: Variant,
        version: Int = 19,
        memory: Int,
        passes: Int,
        lanes: Int
    ) throws(PasswordHashError) {
        guard memory > 0, passes > 0, lanes > 0, lanes <= 1 << 16 else { throw .costOutOfRange }
        // Two factors of at most 2^32 and 2^20: the product fits.
        guard memory <= HashBounds.maxMemory >> 10, passes <= 1 << 20 else { throw .costOutOfRange }
        guard memory >= 8 * lanes, memory << 10 * passes <= HashBounds.maxTraffic
        else { throw .costOutOfRange }
        self.variant = variant
        self.version = version
        self.memory = memory
        self.passes = passes
        self.lanes = lanes
    }

    /// How many bytes the computation goes through.
    package var traffic: Int { (memory << 10) * passes }

    package var cost: HashCost { HashCost(function, traffic, memory: memory << 10) }

    private var function: HashFunction {
        HashFunction(
            name: "argon2",
            memory: memory << 10,
            isAvailable: { Argon2Parameters.isAvailable }
        ) { memory in
            let sample = try? Argon2Parameters(.id, memory: memory >> 10, passes: 1, lanes: 1)
            _ = try? sample?.hash(Secret("secret"), salt: [1, 2, 3, 4, 5, 6, 7, 8], byteCount: 32)
        }
    }

    /// Whether libargon2 is installed.
    package static var isAvailable: Bool { cargon2_load() }

    /// Computes a hash, on this thread alone.
    ///
    /// - Throws: `.libraryMissing`, `.computationFailed`.
    package func hash(
        _ password: Secret,
        salt: [UInt8],
        byteCount: Int
    ) throws(PasswordHashError) -> [UInt8] {
        guard Self.isAvailable else { throw .libraryMissing }
        var hash = [UInt8](repeating: 0, count: byteCount)
        let status = password.withBytes { password in
            unsafe HashInput.withPointers(password, salt, &hash) { password, salt, hash in
                unsafe cargon2_hash(
                    variant.number,
                    UInt32(clamping: version),
                    UInt32(clamping: passes),
                    UInt32(clamping: memory),
                    UInt32(clamping: lanes),
                    password.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    password.count,
                    salt.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    salt.count,
                    hash.baseAddress?.assumingMemoryBound(to: UInt8.self),
                    hash.count
                )
            }
        }
        guard status == 0 else { throw .computationFailed }
        return hash
    }
}

extension Argon2Parameters.Variant {
    fileprivate var number: CInt {
        switch self {
        case .d: CInt(cargon2_d)
        case .i: CInt(cargon2_i)
        case .id: CInt(cargon2_id)
        }
    }
}
