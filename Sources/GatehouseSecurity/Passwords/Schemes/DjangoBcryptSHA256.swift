// SPDX-License-Identifier: MIT

/// Django's `bcrypt_sha256$`: bcrypt of the hexadecimal digits of the password's SHA-256.
struct DjangoBcryptSHA256: PasswordScheme {
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        guard let inner = text.dropping("bcrypt_sha256$") else { return nil }
        guard let hash = try Bcrypt.standard.parse(inner) else { throw .malformedHash }
        return StoredHash(
            scheme: "django-bcrypt-sha256",
            cost: hash.cost,
            family: hash.family
        ) { password throws(PasswordHashError) in
            let digits = Hexadecimal.encode(try SHA256.digest(password))
            return try hash.matches(Secret(digits))
        }
    }
}
