// SPDX-License-Identifier: MIT

/// The bcrypt scheme: makes `$2b$` hashes, verifies `$2a$`, `$2b$` and `$2y$`, truncates nothing.
package struct Bcrypt: PasswordHasher {
    /// Computes the hash of a password for a setting or for a hash that begins with one.
    package typealias Function =
        @Sendable (_ password: Span<UInt8>, _ setting: Span<UInt8>) throws(PasswordHashError) ->
        [UInt8]

    /// bcrypt reads 72 bytes and ignores the rest.
    package static let maxPasswordByteCount = 72

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
        self.cost = cost
        self.random = random
        self.compute = compute
    }

    package func recognizes(_ hash: Span<UInt8>) -> Bool {
        BcryptHash.hasPrefix(hash)
    }

    package var work: PasswordWork { .bcrypt(cost: cost) }

    package func work(of hash: Span<UInt8>) throws(PasswordHashError) -> PasswordWork {
        .bcrypt(cost: try BcryptHash(hash).cost)
    }

    package func hash(_ password: Secret) throws(PasswordHashError) -> String {
        try Self.check(password)
        let setting = BcryptHash.setting(cost: cost, salt: random(16))
        let hash = try compute(password, setting: setting.span)
        return String(decoding: hash, as: UTF8.self)
    }

    package func isOutdated(_ hash: Span<UInt8>) -> Bool {
        guard let parsed = try? BcryptHash(hash) else { return true }
        return parsed.variant != .b || parsed.cost != cost
    }

    package func verify(
        _ password: Secret,
        against hash: Span<UInt8>
    ) throws(PasswordHashError) -> Bool {
        _ = try BcryptHash(hash)
        try Self.check(password)
        let computed = try compute(password, setting: hash)
        return ConstantTime.areEqual(computed.span, hash)
    }

    /// Computes and discards hashes: one for each bit of the work, from the cheapest up.
    ///
    /// After a computation of cost c, one each of c, c + 1, … p - 1 makes up the work of cost p.
    package func spend(
        _ work: PasswordWork,
        on password: Secret
    ) throws(PasswordHashError) {
        // A password that bcrypt cannot read is replaced: the time does not depend on it.
        let isReadable = (try? Self.check(password)) != nil
        let readable = isReadable ? password : Secret("no password")
        for cost in BcryptHash.costs where work.units & (1 << UInt64(cost)) != 0 {
            try spend(cost, on: readable)
        }
        let dearest = PasswordWork.bcrypt(cost: BcryptHash.costs.upperBound).units
        for _ in 0..<(work.units / (2 * dearest)) * 2 {
            try spend(BcryptHash.costs.upperBound, on: readable)
        }
    }

    /// The salt is constant, since nothing is ever compared with the result.
    private func spend(_ cost: Int, on password: Secret) throws(PasswordHashError) {
        let setting = BcryptHash.setting(cost: cost, salt: [UInt8](repeating: 0x5A, count: 16))
        _ = try compute(password, setting: setting.span)
    }

    private func compute(
        _ password: Secret,
        setting: Span<UInt8>
    ) throws(PasswordHashError) -> [UInt8] {
        try password.withBytes { bytes throws(PasswordHashError) in
            try compute(bytes, setting)
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
        let digits = cost < 10 ? "0\(cost)" : "\(cost)"
        return Array("$2b$\(digits)$".utf8) + encode(salt)
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
