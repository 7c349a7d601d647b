// SPDX-License-Identifier: MIT

/// How new passwords are hashed.
public enum NewPasswordHash: Equatable, Sendable {
    /// bcrypt at a cost of 10 to 16; each step doubles the time.
    ///
    /// A password that bcrypt cannot read whole, over 72 bytes or with a NUL, is hashed in PassLib's
    /// form `$bcrypt-sha256$`.
    case bcrypt(cost: Int)
    /// Argon2id with 64 MiB in 3 passes of 4 lanes, the second choice of RFC 9106 §4 and the default of
    /// Python's argon2-cffi. It needs libargon2.
    case argon2id
}

/// Hashes passwords with the current scheme and verifies those of every supported one.
///
/// A computation takes a fifth of a second or more at the usual cost: never call this on an event
/// loop. All functions may be called from any thread; copies share what they know about the store.
public struct PasswordContext: Sendable {
    /// The allowed costs of new hashes.
    public static let bcryptCosts = 10...16
    /// The default of how much memory all computations together take, in bytes: 512 MiB.
    public static let defaultMemory = 512 << 20

    /// Whether libargon2 is installed, without which no hash of Argon2 can be made or verified.
    public static var hasArgon2: Bool { Argon2Parameters.isAvailable }

    private let preferred: any PasswordHasher
    private let schemes: [any PasswordScheme]
    private let failureWork: FailureWork
    private let memory: HashingMemory

    /// Creates a context that makes bcrypt hashes.
    ///
    /// - Parameters:
    ///   - bcryptCost: The cost of new hashes, 10 to 16; each step doubles the time.
    ///   - random: Where salts come from.
    /// - Throws: ``PasswordHashError/costOutOfRange`` for any other cost.
    public init(
        bcryptCost: Int = 12,
        random: @escaping RandomSource = RandomBytes.system
    ) throws(PasswordHashError) {
        try self.init(.bcrypt(cost: bcryptCost), random: random)
    }

    /// Creates a context.
    ///
    /// - Parameters:
    ///   - newHash: How new passwords are hashed.
    ///   - memory: The most memory that all computations together take, in bytes, at least 256 MiB:
    ///     one that needs more than is left waits for others.
    ///   - random: Where salts come from.
    /// - Throws: ``PasswordHashError/costOutOfRange``, or ``PasswordHashError/libraryMissing`` if there
    ///   is no libargon2 for Argon2id.
    public init(
        _ newHash: NewPasswordHash,
        memory: Int = defaultMemory,
        random: @escaping RandomSource = RandomBytes.system
    ) throws(PasswordHashError) {
        let preferred: any PasswordHasher
        switch newHash {
        case .bcrypt(let cost):
            guard Self.bcryptCosts.contains(cost) else { throw .costOutOfRange }
            preferred = try Bcrypt(cost: cost, random: random)
        case .argon2id:
            guard Argon2Parameters.isAvailable else { throw .libraryMissing }
            preferred = Argon2(random: random)
        }
        self.init(preferred: preferred, memory: memory)
    }

    /// Creates a context from any schemes.
    ///
    /// - Parameters:
    ///   - preferred: The scheme of new hashes.
    ///   - schemes: The schemes whose hashes are verified.
    ///   - filler: What makes cheaper failures as expensive as others.
    ///   - stopwatch: Measures how long a computation takes, in nanoseconds.
    ///   - memory: The most memory of all computations together, in bytes.
    ///   - learns: Whether computations change what is known of the speed of functions.
    package init(
        preferred: any PasswordHasher,
        schemes: [any PasswordScheme] = PasswordSchemes.all,
        filler: Bcrypt = .standard,
        stopwatch: @escaping @Sendable (_ compute: () -> Void) -> UInt64 = HashPaces.processorTime,
        memory: Int = defaultMemory,
        learns: Bool = true
    ) {
        self.preferred = preferred
        self.schemes = schemes
        self.memory = HashingMemory(total: memory)
        let paces = HashPaces(stopwatch: stopwatch, learns: learns)
        failureWork = FailureWork(filler: filler, paces: paces)
        failureWork.expect(preferred.sample)
    }

    /// Creates a context whose way to compute is the given one, so that a test can count.
    package init(bcrypt: Bcrypt, others: [any PasswordScheme] = []) {
        self.init(
            preferred: bcrypt,
            schemes: [bcrypt] + others,
            filler: bcrypt,
            stopwatch: { compute in
                // A unit of every function takes as long as a round of bcrypt.
                compute()
                return 1000
            },
            learns: false
        )
    }

    /// Hashes a password, with a fresh salt.
    ///
    /// - Throws: ``PasswordHashError/passwordTooLong`` over 1024 bytes, or
    ///   ``PasswordHashError/computationFailed``.
    public func hash(_ password: Secret) throws(PasswordHashError) -> String {
        guard password.count <= HashBounds.maxPasswordByteCount else { throw .passwordTooLong }
        return try memory.with(preferred.sample.cost.memory) { () throws(PasswordHashError) in
            try preferred.hash(password)
        }
    }

    /// Verifies a password against a stored hash, or against none.
    ///
    /// Every failure costs the same work: as much as the most expensive hash that is expected or
    /// was seen, and at least that of a new one. For an unknown user, an unusable hash, a password
    /// that cannot be hashed or a cheaper hash, the difference is made up with wasted work. So
    /// neither the answer nor its time reveals which it was (CWE-208, OWASP ASVS 6.3.8).
    ///
    /// - Parameters:
    ///   - password: What the client sent.
    ///   - hash: The stored hash; nil if there is no such user.
    /// - Returns: The verdict, without a reason.
    public func verify(_ password: Secret, against hash: String?) -> PasswordVerdict {
        let stored = hash.flatMap { try? parse($0) }
        if let stored { failureWork.expect(stored) }
        var attempted: StoredHash?
        do throws(PasswordHashError) {
            if let stored {
                if try matches(password, stored) {
                    return .match(needsRehash: preferred.improves(on: stored))
                }
                attempted = stored
            }
        } catch {
            if error.isFaultOfMachine { return .undecided(error) }
        }
        do throws(PasswordHashError) {
            try failureWork.complete(password, attempted: attempted, memory: memory)
        } catch {
            return .undecided(error)
        }
        return .noMatch
    }

    /// Makes every failure cost as much as one on this hash, which is in the store.
    ///
    /// Without this, the time of an unknown user would be that of a new hash until the first login
    /// to an account with a more expensive one. A hash that cannot be used changes nothing.
    ///
    /// - Parameter hash: The hash.
    /// - Returns: Whether ``prepare()`` has something to do.
    @discardableResult
    public func expect(_ hash: String) -> Bool {
        guard let stored = try? parse(hash) else { return false }
        return failureWork.expect(stored)
    }

    /// Measures how fast the functions of the expected hashes are on this machine, those that were not
    /// measured before.
    ///
    /// It takes up to a second or two for each, so it is for a thread that hashes passwords. Without it,
    /// the first failed login that needs a figure measures.
    public func prepare() { failureWork.prepare() }

    /// Returns whether a password should be hashed again at the next login, because a new hash would
    /// be stronger than this one; also for a hash that cannot be used.
    public func needsRehash(_ hash: String) -> Bool {
        guard let stored = try? parse(hash) else { return true }
        return preferred.improves(on: stored)
    }

    /// Returns whether a password belongs to a hash, or throws the reason if it cannot be compared.
    ///
    /// Not for logins: a refusal comes at once, and its time reveals it.
    package func matches(
        _ password: Secret,
        _ hash: String
    ) throws(PasswordHashError) -> Bool {
        try matches(password, parse(hash))
    }

    private func matches(
        _ password: Secret,
        _ stored: StoredHash
    ) throws(PasswordHashError) -> Bool {
        guard password.count <= HashBounds.maxPasswordByteCount else { throw .passwordTooLong }
        return try memory.with(stored.cost.memory) { () throws(PasswordHashError) in
            try failureWork.paces.matches(password, stored)
        }
    }

    private func parse(_ hash: String) throws(PasswordHashError) -> StoredHash {
        try PasswordSchemes.parse(hash, by: schemes)
    }
}

extension PasswordHashError {
    /// Whether the password may well be right: this machine cannot tell.
    fileprivate var isFaultOfMachine: Bool {
        self == .computationFailed || self == .libraryMissing
    }
}
