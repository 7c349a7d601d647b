// SPDX-License-Identifier: MIT

/// The bcrypt scheme: makes `$2b$` hashes, verifies `$2a$`, `$2b$` and `$2y$`, truncates nothing.
package struct Bcrypt: PasswordHasher {
    /// Computes the hash of a password for a setting or for a hash that begins with one.
    package typealias Function =
        @Sendable (_ password: Span<UInt8>, _ setting: Span<UInt8>) throws(PasswordHashError) ->
        [UInt8]

    /// bcrypt reads 72 bytes and ignores the rest.
    package static let maxPasswordByteCount = 72

    /// The scheme for those who only verify.
    package static let standard = Bcrypt(
        verifiedCost: 12,
        random: RandomBytes.system,
        compute: Crypt.hash
    )

    private let cost: Int
    private let random: RandomSource
    private let compute: Function

    /// Creates the scheme.
    ///
    /// - Parameters:
    ///   - cost: The cost of new hashes, within ``BcryptHash/costs``.
    ///   - random: Where salts come from.
    ///   - compute: The computation itself, which a test replaces to count calls.
    /// - Throws: `.costOutOfRange`.
    package init(
        cost: Int,
        random: @escaping RandomSource = RandomBytes.system,
        compute: @escaping Function = Crypt.hash
    ) throws(PasswordHashError) {
        guard BcryptHash.costs.contains(cost) else { throw .costOutOfRange }
        self.init(verifiedCost: cost, random: random, compute: compute)
    }

    private init(verifiedCost: Int, random: @escaping RandomSource, compute: @escaping Function) {
        cost = verifiedCost
        self.random = random
        self.compute = compute
    }

    package func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        guard BcryptHash.hasPrefix(text.bytes.span) else { return nil }
        let hash = text.bytes
        let cost = try BcryptHash(hash.span).cost
        return StoredHash(
            scheme: "bcrypt",
            cost: Self.cost(cost),
            family: .bcrypt(cost: cost)
        ) { password throws(PasswordHashError) in
            try verify(password, against: hash)
        }
    }

    /// Compares a password with a hash that is known to be well-formed.
    func verify(_ password: Secret, against hash: [UInt8]) throws(PasswordHashError) -> Bool {
        try Self.check(password)
        let computed = try compute(password, setting: hash)
        return ConstantTime.areEqual(computed.span, hash.span)
    }

    package var sample: StoredHash {
        StoredHash(scheme: "bcrypt", cost: Self.cost(cost), family: .bcrypt(cost: cost)) {
            password throws(PasswordHashError) in
            try Self.check(password)
            try spend(cost, on: password)
            return false
        }
    }

    /// Makes a hash; for a password that bcrypt cannot read whole, in PassLib's form.
    package func hash(_ password: Secret) throws(PasswordHashError) -> String {
        let salt = random(16)
        guard (try? Self.check(password)) != nil else {
            return try PasslibBcryptSHA256(compute: compute).hash(password, cost: cost, salt: salt)
        }
        let hash = try compute(password, setting: BcryptHash.setting(cost: cost, salt: salt))
        return String(decoding: hash, as: UTF8.self)
    }

    package func improves(on hash: StoredHash) -> Bool {
        switch hash.family {
        case .iterated: true
        case .bcrypt(let cost): cost < self.cost
        case .memoryHard(let bytes, let ample): bytes < ample
        }
    }

    /// Computes and discards hashes: one for each bit of the number of rounds, from the cheapest up.
    ///
    /// After a computation of cost c, one each of c, c + 1, … p - 1 makes up the work of cost p. Fewer
    /// rounds than the cheapest hash has are left out.
    func spend(rounds: Int) throws(PasswordHashError) {
        guard rounds > 0 else { return }
        let password = Secret("no password")
        for cost in BcryptHash.costs where rounds & (1 << cost) != 0 {
            try spend(cost, on: password)
        }
        let dearest = BcryptHash.costs.upperBound
        for _ in 0..<(rounds >> (dearest + 1)) * 2 { try spend(dearest, on: password) }
    }

    /// The salt is constant, since nothing is ever compared with the result.
    private func spend(_ cost: Int, on password: Secret) throws(PasswordHashError) {
        let salt = [UInt8](repeating: 0x5A, count: 16)
        _ = try compute(password, setting: BcryptHash.setting(cost: cost, salt: salt))
    }

    private func compute(
        _ password: Secret,
        setting: [UInt8]
    ) throws(PasswordHashError) -> [UInt8] {
        try password.withBytes { bytes throws(PasswordHashError) in
            try compute(bytes, setting.span)
        }
    }

    private static func check(_ password: Secret) throws(PasswordHashError) {
        guard password.count <= maxPasswordByteCount else { throw .passwordTooLong }
        let hasNUL = password.withBytes { bytes in
            bytes.firstIndex(of: 0, in: 0..<bytes.count) != nil
        }
        guard !hasNUL else { throw .passwordContainsNUL }
    }
}

extension Bcrypt {
    /// What a computation costs: its unit is a round.
    static func cost(_ cost: Int) -> HashCost { HashCost(function, 1 << cost) }

    /// The function that others are measured by.
    static let function = HashFunction(name: "bcrypt", sampleAmount: 1 << 6) {
        try? standard.spend(rounds: 1 << 6)
    }
}

// MARK: - Hashes

/// The text of a bcrypt hash: `$2b$`, cost, `$`, 22 characters of salt, 31 of checksum; parsed
/// completely before any work is done, since libraries are too lenient.
package struct BcryptHash: Equatable, Sendable {
    /// The letter after the 2.
    ///
    /// `$2x$`, the mark of hashes made by a broken implementation, is missing on purpose.
    package enum Variant: UInt8, Sendable {
        case a = 0x61
        case b = 0x62
        case y = 0x79
    }

    package static let byteCount = 60
    /// `$2b$12$` and the salt: the input of a computation.
    package static let settingByteCount = 29
    /// 4 is the minimum of bcrypt; beyond 16 (4 s on a fast core) a hash is a denial of service.
    package static let costs = 4...16

    package let variant: Variant
    /// The base-2 logarithm of the number of rounds.
    package let cost: Int

    /// Parses a stored hash.
    ///
    /// - Throws: `.malformedHash`, or `.costOutOfRange` for two digits outside ``costs``.
    package init(_ text: Span<UInt8>) throws(PasswordHashError) {
        guard text.count == Self.byteCount, Self.hasPrefix(text), text[6] == Self.dollar,
            let variant = Variant(rawValue: text[2]),
            let tens = Self.digit(text[4]),
            let ones = Self.digit(text[5])
        else { throw .malformedHash }
        guard Self.isCanonical(text, from: 7, to: 29, unusedBits: 4),
            Self.isCanonical(text, from: 29, to: 60, unusedBits: 2)
        else { throw .malformedHash }
        guard Self.costs.contains(tens * 10 + ones) else { throw .costOutOfRange }
        self.variant = variant
        self.cost = tens * 10 + ones
    }

    /// Returns whether a text begins like every bcrypt hash: `$2`, a letter, `$`.
    package static func hasPrefix(_ text: Span<UInt8>) -> Bool {
        text.count >= 4 && text[0] == dollar && text[1] == 0x32 && text[3] == dollar
    }

    /// Returns the setting of a new hash: `$2b$`, the cost and a salt of 16 bytes.
    package static func setting(cost: Int, salt: [UInt8]) -> [UInt8] {
        prefix(cost: cost) + encode(salt)
    }

    /// Returns the beginning of a new hash: `$2b$` and the cost.
    static func prefix(cost: Int) -> [UInt8] {
        Array("$2b$\(cost < 10 ? "0" : "")\(cost)$".utf8)
    }

    private static let dollar: UInt8 = 0x24
    private static let alphabet = Array(
        "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8
    )

    private static func digit(_ byte: UInt8) -> Int? {
        byte.isDigit ? Int(byte - ASCII.zero) : nil
    }

    /// Returns whether all characters are in bcrypt's alphabet, and the last has no unused bits
    /// set.
    private static func isCanonical(
        _ text: Span<UInt8>,
        from start: Int,
        to end: Int,
        unusedBits: Int
    ) -> Bool {
        var last = 0
        for index in start..<end {
            guard let value = alphabet.firstIndex(of: text[index]) else { return false }
            last = value
        }
        return last & ((1 << unusedBits) - 1) == 0
    }

    /// Encodes bytes in bcrypt's own base64: most significant bits first, no padding.
    private static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        var bits = 0
        var bitCount = 0
        for byte in bytes {
            bits = (bits << 8 | Int(byte)) & 0xFFFF
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(alphabet[bits >> bitCount & 63])
            }
        }
        if bitCount > 0 { text.append(alphabet[bits << (6 - bitCount) & 63]) }
        return text
    }
}
