// SPDX-License-Identifier: MIT

internal import Synchronization

/// Makes every failed login take the same time: that of the most expensive hash in use.
///
/// Where nothing was computed, as for an unknown name, the very computation of that hash is done, for
/// the password that was sent. After a cheaper computation, rounds of bcrypt make up the difference.
/// How many rounds a function is worth is measured once on this machine.
final class FailureWork: Sendable {
    /// The most expensive hash in use of each function.
    private let dearest = Mutex<[String: StoredHash]>([:])
    private let filler: Bcrypt
    private let paces: HashPaces

    init(filler: Bcrypt, paces: HashPaces) {
        self.filler = filler
        self.paces = paces
    }

    /// Takes note of a hash that is in use.
    ///
    /// - Returns: Whether its function is still to be measured.
    @discardableResult
    func expect(_ hash: StoredHash) -> Bool {
        let function = hash.cost.function
        guard function.isAvailable else { return false }
        let amount = hash.cost.amount(passwordByteCount: 0)
        dearest.withLock { dearest in
            let known = dearest[function.name]?.cost.amount(passwordByteCount: 0) ?? -1
            if amount > known { dearest[function.name] = hash }
        }
        return !paces.knows(function)
    }

    /// Measures the functions in use, those that were not measured before.
    func prepare() {
        for hash in dearest.withLock({ Array($0.values) }) { paces.measure(hash.cost.function) }
    }

    /// Does what is missing to the work of the most expensive hash.
    ///
    /// - Parameters:
    ///   - password: What the client sent.
    ///   - attempted: The hash that it was compared with; nil if nothing was computed.
    ///   - memory: What the computations share.
    /// - Throws: `.computationFailed`.
    func complete(
        _ password: Secret,
        attempted: StoredHash?,
        memory: HashingMemory
    ) throws(PasswordHashError) {
        // No scheme reads more, and what is compared took no time.
        let isReadable = password.count <= HashBounds.maxPasswordByteCount
        let password = isReadable ? password : Self.anyPassword
        let byteCount = password.count
        let hashes = dearest.withLock { Array($0.values) }
        guard let target = hashes.max(by: { work($0, byteCount) < work($1, byteCount) })
        else { return }
        guard let attempted else { return try compute(target, password, memory) }
        let missing = work(target, byteCount) - work(attempted, byteCount)
        try filler.spend(rounds: missing)
    }

    /// Takes the place of a password that cannot be read.
    private static let anyPassword = Secret("no password")

    /// The work for a password of that length, in rounds of bcrypt.
    private func work(_ hash: StoredHash, _ passwordByteCount: Int) -> Int {
        let amount = hash.cost.amount(passwordByteCount: passwordByteCount)
        return paces.rounds(of: hash.cost.function, amount)
    }

    private func compute(
        _ hash: StoredHash,
        _ password: Secret,
        _ memory: HashingMemory
    ) throws(PasswordHashError) {
        try memory.with(hash.cost.memory) { () throws(PasswordHashError) in
            do throws(PasswordHashError) { _ = try hash.matches(password) } catch {
                guard error != .computationFailed else { throw error }
                // The scheme cannot read it.
                _ = try hash.matches(Self.anyPassword)
            }
        }
    }
}

/// How fast functions are, compared with bcrypt.
final class HashPaces: Sendable {
    /// Measures how long a computation takes, in nanoseconds.
    typealias Stopwatch = @Sendable (_ compute: () -> Void) -> UInt64

    /// How many rounds of bcrypt take as long as one unit of a function, by its name.
    private let paces = Mutex<[String: Double]>([:])
    private let stopwatch: Stopwatch

    init(stopwatch: @escaping Stopwatch = HashPaces.processorTime) {
        self.stopwatch = stopwatch
    }

    /// The time of the processor: what other programs do meanwhile does not count.
    @Sendable
    static func processorTime(_ compute: () -> Void) -> UInt64 {
        let start = SystemTime.threadNanoseconds
        compute()
        return SystemTime.threadNanoseconds - start
    }

    /// Returns how many rounds of bcrypt take as long.
    func rounds(of function: HashFunction, _ amount: Int) -> Int {
        let pace = pace(of: function)
        let rounds = (Double(amount) * pace).rounded()
        return rounds < 1e12 ? Int(rounds) : 1_000_000_000_000
    }

    func knows(_ function: HashFunction) -> Bool {
        function.name == Bcrypt.function.name || paces.withLock { $0[function.name] != nil }
    }

    /// Measures a function, unless that was done.
    func measure(_ function: HashFunction) { _ = pace(of: function) }

    private func pace(of function: HashFunction) -> Double {
        if function.name == Bcrypt.function.name { return 1 }
        if let known = paces.withLock({ $0[function.name] }) { return known }
        let pace = measured(function)
        // Of two threads that measured, the first is believed by both.
        return paces.withLock { paces in
            let known = paces[function.name] ?? pace
            paces[function.name] = known
            return known
        }
    }

    /// Measures function and bcrypt in turns, and takes the median of the ratios: the machine may be
    /// slower from one moment to the next, but hardly between two neighbours.
    private func measured(_ function: HashFunction) -> Double {
        let reference = Bcrypt.function
        var ratios: [Double] = []
        var spent: UInt64 = 0
        while ratios.count < 3 || ratios.count < 9 && spent < 100_000_000 {
            let time = stopwatch(function.computeSample)
            let timeOfReference = stopwatch(reference.computeSample)
            spent += time
            ratios.append(Double(time) / Double(max(1, timeOfReference)))
        }
        let scale = Double(reference.sampleAmount) / Double(max(1, function.sampleAmount))
        return ratios.sorted()[ratios.count / 2] * scale
    }
}
