// SPDX-License-Identifier: MIT
//
// The scheme bcrypt: makes `$2b$` hashes, verifies `$2a$`, `$2b$` and `$2y$`, cuts no password
// off and lets no failure be faster than another. Touches: memory only; spends CPU time.

/// The scheme bcrypt with a cost for new hashes.
package struct Bcrypt: PasswordHasher {
    /// Computes the hash of a password for a setting or for a hash that begins with one.
    package typealias Function =
        @Sendable (_ password: Span<UInt8>, _ setting: Span<UInt8>) throws(PasswordHashError) ->
        [UInt8]

    /// bcrypt reads 72 bytes and ignores the rest.
    package static let maximumPasswordByteCount = 72

    private let cost: Int
    private let random: RandomSource
    private let compute: Function

    /// Creates the scheme.
    ///
    /// - Parameters:
    ///   - cost: The cost of new hashes, within ``BcryptHash/costs``.
    ///   - random: Where salts come from.
    ///   - compute: The computation itself; a test counts here what is done.
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

    package func hash(_ password: Password) throws(PasswordHashError) -> String {
        try Self.check(password)
        let setting = BcryptHash.setting(cost: cost, salt: random(16))
        let hash = try compute(password.bytes.span, setting.span)
        return String(decoding: hash, as: UTF8.self)
    }

    package func isOutdated(_ hash: Span<UInt8>) -> Bool {
        guard let parsed = try? BcryptHash(hash) else { return true }
        return parsed.variant != .b || parsed.cost != cost
    }

    package func verify(
        _ password: Password,
        against hash: Span<UInt8>
    ) throws(PasswordHashError) -> Bool {
        let parsed = try BcryptHash(hash)
        try Self.check(password)
        let computed = try compute(password.bytes.span, hash)
        let isMatch = ConstantTime.areEqual(computed.span, hash)
        if !isMatch { spendDifference(from: parsed.cost, on: password) }
        return isMatch
    }

    package func spendOneVerification(on password: Password) {
        spend(cost, on: password)
    }

    /// Makes a failure on an old, cheaper hash as slow as one on a hash of today.
    ///
    /// Else the time would tell an account with such a hash from one that does not exist. After
    /// one computation of cost c, one each of c, c + 1, … p - 1 fill up to the time of cost p.
    private func spendDifference(from oldCost: Int, on password: Password) {
        guard oldCost < cost else { return }
        for step in oldCost..<cost { spend(step, on: password) }
    }

    /// Computes one hash and forgets it.
    ///
    /// The salt is a constant, since nothing is ever compared with the result. A password that
    /// bcrypt cannot read is replaced: its time does not depend on the password.
    private func spend(_ cost: Int, on password: Password) {
        let isReadable = (try? Self.check(password)) != nil
        let bytes = isReadable ? password.bytes : Array("no password".utf8)
        let setting = BcryptHash.setting(cost: cost, salt: [UInt8](repeating: 0x5A, count: 16))
        _ = try? compute(bytes.span, setting.span)
    }

    private static func check(_ password: Password) throws(PasswordHashError) {
        guard password.bytes.count <= maximumPasswordByteCount else { throw .passwordTooLong }
        guard !password.bytes.contains(0) else { throw .passwordContainsNUL }
    }
}
