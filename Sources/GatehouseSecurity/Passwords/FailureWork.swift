// SPDX-License-Identifier: MIT

internal import Synchronization

/// Makes every failed login take the same time: that of the most expensive hash in use.
///
/// Where nothing was computed, as for an unknown name, the very computation of that hash is done, for
/// the password that was sent. After a cheaper computation, rounds of bcrypt make up the difference.
/// How many rounds a function is worth at present is measured.
final class FailureWork: Sendable {
    /// The most expensive hash in use of each function.
    private let dearest = Mutex<[String: StoredHash]>([:])
    private let filler: Bcrypt
    let paces: HashPaces

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
            do throws(PasswordHashError) { _ = try paces.matches(password, hash) } catch {
                guard error != .computationFailed else { throw error }
                // The scheme cannot read it.
                _ = try paces.matches(Self.anyPassword, hash)
            }
        }
    }
}

/// How fast functions are, compared with bcrypt, on this machine and at this time.
///
/// Each function is measured once, by a sample, and from then on by every computation that is done
/// anyway: on a shared machine a function can be half as fast an hour later, and bcrypt as fast as ever.
final class HashPaces: Sendable {
    /// Measures how long a computation takes, in nanoseconds.
    typealias Stopwatch = @Sendable (_ compute: () -> Void) -> UInt64

    /// How long a unit of each function takes, in nanoseconds, by its name.
    private let times = Mutex<[String: Double]>([:])
    private let stopwatch: Stopwatch
    private let learns: Bool

    /// Creates paces.
    ///
    /// - Parameters:
    ///   - stopwatch: Measures samples, and computations.
    ///   - learns: Whether computations change what the samples have said.
    init(stopwatch: @escaping Stopwatch = HashPaces.processorTime, learns: Bool = true) {
        self.stopwatch = stopwatch
        self.learns = learns
    }

    /// The time of the processor: what other programs do meanwhile does not count.
    @Sendable
    static func processorTime(_ compute: () -> Void) -> UInt64 {
        let start = SystemTime.threadNanoseconds
        compute()
        return SystemTime.threadNanoseconds - start
    }

    /// Four times the work of bcrypt at cost 16: more than any hash within ``HashBounds`` takes.
    private static let maxRounds = 1 << 18

    /// Returns how many rounds of bcrypt take as long.
    func rounds(of function: HashFunction, _ amount: Int) -> Int {
        guard function.name != Bcrypt.function.name else { return amount }
        let rounds = (Double(amount) * time(of: function) / time(of: Bcrypt.function)).rounded()
        // Whatever was measured, the work of a failure is bounded.
        return min(Int(exactly: rounds) ?? Self.maxRounds, Self.maxRounds)
    }

    /// Compares a password with a hash, and learns from how long that takes.
    func matches(_ password: Secret, _ hash: StoredHash) throws(PasswordHashError) -> Bool {
        var result = Result<Bool, PasswordHashError>.success(false)
        let time = stopwatch {
            result = Result { () throws(PasswordHashError) in try hash.matches(password) }
        }
        if case .success = result {
            note(hash.cost.function, hash.cost.amount(passwordByteCount: password.count), time)
        }
        return try result.get()
    }

    /// Shorter computations are mostly overhead: 5 ms.
    private static let shortest: UInt64 = 5_000_000

    private func note(_ function: HashFunction, _ amount: Int, _ nanoseconds: UInt64) {
        guard learns, nanoseconds >= Self.shortest, amount > 0 else { return }
        let time = Double(nanoseconds) / Double(amount)
        times.withLock { times in
            guard let known = times[function.name] else {
                times[function.name] = time
                return
            }
            // One that was disturbed must not count for too much.
            times[function.name] = 0.75 * known + 0.25 * min(max(time, known / 2), known * 2)
        }
    }

    func knows(_ function: HashFunction) -> Bool {
        function.name == Bcrypt.function.name || times.withLock { $0[function.name] != nil }
    }

    /// Measures a function, unless that was done.
    func measure(_ function: HashFunction) { _ = time(of: function) }

    private func time(of function: HashFunction) -> Double {
        if let known = times.withLock({ $0[function.name] }) { return known }
        let time = measured(function)
        // Of two threads that measured, the first is believed by both.
        return times.withLock { times in
            let known = times[function.name] ?? time
            times[function.name] = known
            return known
        }
    }

    /// Measures function and bcrypt in turns, and takes the median of the ratios: the machine may be
    /// slower from one moment to the next, but hardly between two neighbours.
    private func measured(_ function: HashFunction) -> Double {
        let reference = Bcrypt.function
        guard function.name != reference.name else {
            let times = (0..<3).map { _ in stopwatch(reference.computeSample) }.sorted()
            return Double(max(1, times[1])) / Double(reference.sampleAmount)
        }
        var ratios: [Double] = []
        var spent: UInt64 = 0
        while ratios.count < 3 || ratios.count < 9 && spent < 100_000_000 {
            let time = stopwatch(function.computeSample)
            let timeOfReference = stopwatch(reference.computeSample)
            spent += time
            ratios.append(Double(time) / Double(max(1, timeOfReference)))
        }
        let scale = Double(reference.sampleAmount) / Double(max(1, function.sampleAmount))
        return ratios.sorted()[ratios.count / 2] * scale * time(of: reference)
    }
}
