// SPDX-License-Identifier: MIT

/// `$y$` and `$gy$` of crypt(5): yescrypt, the default of Debian's passwords, in the form that
/// crypt_gensalt(3) writes.
struct Yescrypt: PasswordScheme {
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        if let hash = try parse(text, "$y$", "yescrypt") { return hash }
        return try parse(text, "$gy$", "gost-yescrypt")
    }

    private func parse(
        _ text: HashText,
        _ prefix: String,
        _ scheme: String
    ) throws(PasswordHashError) -> StoredHash? {
        guard let fields = try text.fields(after: prefix, count: 3) else { return nil }
        guard fields[1].isCryptText(1...86), fields[2].isCryptText(43...43)
        else { throw .malformedHash }
        let bytes = try Self.traffic(fields[0])
        let hash = text.bytes
        return StoredHash(
            scheme: scheme,
            cost: HashCost(Self.function(bytes), bytes, memory: bytes),
            family: .memoryHard(bytes: bytes, ample: Self.ampleBytes)
        ) { password throws(PasswordHashError) in
            try Crypt.matches(password, hash)
        }
    }

    /// What crypt_gensalt(3) asks for by default: 16 MiB.
    private static let ampleBytes = 16 << 20

    /// Reads the parameters: the flavour, the logarithm of N, and r, one character each.
    ///
    /// - Returns: 128 times N times r, the memory.
    private static func traffic(_ field: HashField) throws(PasswordHashError) -> Int {
        let values = field.bytes.map { CryptAlphabet.value(of: $0) ?? -1 }
        // Larger values begin a number of several characters, which no usual cost needs.
        guard values.count == 3, field.bytes.first == UInt8(ascii: "j"),
            values.allSatisfy({ (0...47).contains($0) })
        else { throw .malformedHash }
        // Each value stands for a number that is one more.
        let (logarithm, r) = (values[1] + 1, values[2] + 1)
        guard logarithm <= 24, 128 * r << logarithm <= HashBounds.maxMemory
        else { throw .costOutOfRange }
        return 128 * r << logarithm
    }

    /// yescrypt with r = 32.
    private static func function(_ memory: Int) -> HashFunction {
        HashFunction(name: "yescrypt", memory: memory) { memory in
            let logarithm = CryptAlphabet.character((memory / 4096).trailingZeroBitCount - 1)
            let setting = "$y$j\(logarithm)T$" + String(repeating: "/", count: 22)
            _ = try? Crypt.matches(Secret("secret"), Array(setting.utf8))
        }
    }
}
