// SPDX-License-Identifier: MIT

/// A stored hash that was understood: its scheme is known, and so is what verifying it costs, which
/// is within ``HashBounds``.
package struct StoredHash: Sendable {
    /// Compares a password with the hash; false costs as much as true.
    ///
    /// It throws why they cannot be compared, before any work is done, or `.computationFailed`.
    package typealias Comparison = @Sendable (Secret) throws(PasswordHashError) -> Bool

    /// The name of the scheme, for people.
    package let scheme: String
    package let cost: HashCost
    package let family: HashFamily
    package let matches: Comparison

    package init(
        scheme: String,
        cost: HashCost,
        family: HashFamily,
        matches: @escaping Comparison
    ) {
        self.scheme = scheme
        self.cost = cost
        self.family = family
        self.matches = matches
    }
}

/// What decides whether a hash is good enough to be kept.
package enum HashFamily: Equatable, Sendable {
    /// PBKDF2 and SHA-crypt: graphics cards compute many at a time.
    case iterated
    /// bcrypt, whatever the password went through before.
    case bcrypt(cost: Int)
    /// A function that goes through that much memory, in bytes; `ample` is the recommended minimum for
    /// that function.
    case memoryHard(bytes: Int, ample: Int)
}

/// The limits of what a stored hash may cost, decided by its text before anything is computed.
///
/// A hash can come from anywhere, so without limits it is an attack: scrypt can ask for all memory, and
/// PBKDF2 for years. None within the limits takes much longer than bcrypt at cost 16, which is four
/// seconds on a machine where cost 12 takes a quarter of one.
package enum HashBounds {
    /// The maximum length of a stored hash, in bytes; the longest in use have 200.
    package static let maxHashByteCount = 512
    /// The maximum length of a password, in bytes.
    package static let maxPasswordByteCount = 1024
    /// The most iterations of PBKDF2; Django's default was 1,000,000 in 2025, and grows by a fifth
    /// each year.
    package static let pbkdf2Iterations = 1...5_000_000
    /// The rounds of SHA-crypt; PassLib's default for SHA-512 is 656,000.
    ///
    /// For fewer than 1000 libcrypt computes 1000.
    package static let shaCryptRounds = 1000...1_000_000
    /// The most memory of one computation, in bytes; Django's default for Argon2 takes 100 MiB.
    package static let maxMemory = 256 << 20
    /// The most memory that one computation goes through, passes included, in bytes: two seconds of
    /// Argon2, four of scrypt.
    package static let maxTraffic = 1 << 30
}

/// What the verification of a hash takes, in time and memory.
package struct HashCost: Sendable {
    /// The function that takes the time.
    package let function: HashFunction
    /// How much memory it takes, in bytes; 0 for a little.
    package let memory: Int
    private let amount: @Sendable (_ passwordByteCount: Int) -> Int

    /// A cost that is the same for all passwords, in a unit of the function.
    package init(_ function: HashFunction, _ amount: Int, memory: Int = 0) {
        self.init(function, memory: memory) { _ in amount }
    }

    /// A cost that depends on the length of the password.
    package init(
        _ function: HashFunction,
        memory: Int = 0,
        amount: @escaping @Sendable (_ passwordByteCount: Int) -> Int
    ) {
        self.function = function
        self.memory = memory
        self.amount = amount
    }

    /// How much of the function is computed for a password of that length.
    package func amount(passwordByteCount: Int) -> Int { amount(passwordByteCount) }
}

/// A function that takes long on purpose, with a sample by which its speed can be measured.
package struct HashFunction: Sendable {
    package let name: String
    /// How much of the function the sample computes, in the function's unit.
    package let sampleAmount: Int
    package let computeSample: @Sendable () -> Void
    private let availability: @Sendable () -> Bool

    package init(
        name: String,
        sampleAmount: Int,
        isAvailable: @escaping @Sendable () -> Bool = { true },
        computeSample: @escaping @Sendable () -> Void
    ) {
        self.name = name
        self.sampleAmount = sampleAmount
        self.computeSample = computeSample
        availability = isAvailable
    }

    /// A function that goes through memory: its speed depends on how much fits into the caches, so it is
    /// measured with about as much.
    ///
    /// - Parameters:
    ///   - name: The name of the function.
    ///   - memory: The memory of the computation to be estimated, in bytes.
    ///   - isAvailable: Whether this machine has the library.
    ///   - computeSample: Goes once through that much memory, in bytes: a power of two.
    package init(
        name: String,
        memory: Int,
        isAvailable: @escaping @Sendable () -> Bool = { true },
        computeSample: @escaping @Sendable (_ memory: Int) -> Void
    ) {
        let wanted = min(max(memory, 1 << 14), HashBounds.maxMemory / 2)
        let rounded = 1 << (Int.bitWidth - 1 - wanted.leadingZeroBitCount)
        self.init(
            name: "\(name) \(rounded)",
            sampleAmount: rounded,
            isAvailable: isAvailable
        ) {
            computeSample(rounded)
        }
    }

    /// Whether this machine has the library that computes it.
    package var isAvailable: Bool { availability() }
}
