// SPDX-License-Identifier: MIT

/// `$7$` of crypt(5): scrypt.
struct ScryptCrypt: PasswordScheme {
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        guard let fields = try text.fields(after: "$7$", count: 2) else { return nil }
        // One character for the logarithm of N, five each for r and p, then the salt.
        let head = Array(fields[0].bytes)
        guard (12...75).contains(head.count), fields[0].isCryptText(1...75),
            fields[1].isCryptText(43...43), let logarithm = CryptAlphabet.value(of: head[0])
        else { throw .malformedHash }
        guard logarithm <= 24 else { throw .costOutOfRange }
        let scrypt = try Scrypt(
            n: 1 << logarithm,
            r: Self.number(head[1..<6]),
            p: Self.number(head[6..<11])
        )
        let hash = text.bytes
        return StoredHash(
            scheme: "scrypt-crypt",
            cost: HashCost(function(scrypt), scrypt.traffic, memory: scrypt.memory),
            family: scrypt.family
        ) { password throws(PasswordHashError) in
            try Crypt.matches(password, hash)
        }
    }

    /// Reads a number of 30 bits, the least significant character first.
    private static func number(_ characters: ArraySlice<UInt8>) -> Int {
        characters.reversed().reduce(0) { $0 << 6 | (CryptAlphabet.value(of: $1) ?? 0) }
    }

    /// The C library's own scrypt, with r = 32.
    private func function(_ scrypt: Scrypt) -> HashFunction {
        HashFunction(name: "scrypt-crypt", memory: 128 * scrypt.r * scrypt.n) { memory in
            let logarithm = CryptAlphabet.character((memory / 4096).trailingZeroBitCount)
            let setting = "$7$\(logarithm)U..../....SodiumChloride"
            _ = try? Crypt.matches(Secret("secret"), Array(setting.utf8))
        }
    }
}
