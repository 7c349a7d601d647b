// SPDX-License-Identifier: MIT
//
// Specification: Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512".

/// `$5$` and `$6$` of crypt(5), with `rounds=` or without.
struct SHACrypt: PasswordScheme {
    /// What the two variants differ in.
    struct Variant {
        let name: String
        let prefix: String
        let checksumCharacters: Int
        let digestByteCount: Int
        let blockByteCount: Int
        /// The bytes that the digest appends to what it hashes, at least.
        let paddingByteCount: Int
    }

    private static let variants = [
        Variant(
            name: "sha256-crypt",
            prefix: "$5$",
            checksumCharacters: 43,
            digestByteCount: 32,
            blockByteCount: 64,
            paddingByteCount: 9
        ),
        Variant(
            name: "sha512-crypt",
            prefix: "$6$",
            checksumCharacters: 86,
            digestByteCount: 64,
            blockByteCount: 128,
            paddingByteCount: 17
        ),
    ]

    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        for variant in Self.variants {
            if let hash = try parse(text, variant) { return hash }
        }
        return nil
    }

    private func parse(
        _ text: HashText,
        _ variant: Variant
    ) throws(PasswordHashError) -> StoredHash? {
        let hasRounds = text.hasPrefix(variant.prefix + "rounds=")
        guard var fields = try text.fields(after: variant.prefix, count: hasRounds ? 3 : 2)
        else { return nil }
        var rounds = 5000
        if hasRounds {
            rounds = try fields[0].number(named: "rounds", in: HashBounds.shaCryptRounds)
            fields.removeFirst()
        }
        let salt = try fields[0].textSalt()
        guard salt.count <= 16, !salt.contains(ASCII.colon),
            fields[1].isCryptText(variant.checksumCharacters...variant.checksumCharacters)
        else { throw .malformedHash }
        let hash = text.bytes
        return StoredHash(
            scheme: variant.name,
            cost: variant.cost(rounds: rounds, saltByteCount: salt.count),
            family: .iterated
        ) { password throws(PasswordHashError) in
            try Crypt.matches(password, hash)
        }
    }
}

extension SHACrypt.Variant {
    /// What a computation costs, in blocks that are hashed: it depends on the length of the password,
    /// which goes into every round once or twice.
    fileprivate func cost(rounds: Int, saltByteCount: Int) -> HashCost {
        HashCost(function) { passwordByteCount in
            let isReadable = passwordByteCount <= Crypt.maxPasswordByteCount
            let blocks = blocksInCycle(isReadable ? passwordByteCount : 0, saltByteCount)
            return rounds * blocks / Self.cycle
        }
    }

    /// The inputs of the rounds repeat after this many.
    private static var cycle: Int { 42 }

    private func blocksInCycle(_ password: Int, _ salt: Int) -> Int {
        (0..<Self.cycle).reduce(0) { sum, round in
            var input = password + digestByteCount
            if !round.isMultiple(of: 3) { input += salt }
            if !round.isMultiple(of: 7) { input += password }
            return sum + (input + paddingByteCount + blockByteCount - 1) / blockByteCount
        }
    }

    private var function: HashFunction {
        let setting = "\(prefix)rounds=10000$saltsalt"
        let blocks = blocksInCycle(6, 8)
        return HashFunction(name: name, sampleAmount: 10_000 * blocks / Self.cycle) {
            _ = try? Crypt.matches(Secret("secret"), Array(setting.utf8))
        }
    }
}
