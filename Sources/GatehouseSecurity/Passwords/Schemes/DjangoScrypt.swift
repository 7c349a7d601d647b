// SPDX-License-Identifier: MIT

/// Django's `scrypt$N$salt$r$p$checksum`.
struct DjangoScrypt: PasswordScheme {
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        guard let fields = try text.fields(after: "scrypt$", count: 5) else { return nil }
        return StoredHash(
            scheme: "django-scrypt",
            try Scrypt(
                n: fields[0].number(in: 0...Int(Int32.max)),
                r: fields[2].number(in: 0...Int(Int32.max)),
                p: fields[3].number(in: 0...Int(Int32.max))
            ),
            salt: try fields[1].textSalt(),
            checksum: try fields[4].paddedBase64(byteCount: 64)
        )
    }
}

extension StoredHash {
    /// A hash of scrypt, however it was written.
    init(scheme: String, _ scrypt: Scrypt, salt: [UInt8], checksum: [UInt8]) {
        self.init(
            scheme: scheme,
            cost: scrypt.cost,
            family: scrypt.family
        ) { password throws(PasswordHashError) in
            let key = try scrypt.key(password, salt: salt, byteCount: checksum.count)
            return ConstantTime.areEqual(key.span, checksum.span)
        }
    }
}
