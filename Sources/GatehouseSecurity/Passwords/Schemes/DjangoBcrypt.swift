// SPDX-License-Identifier: MIT

/// Django's `bcrypt$` in front of a bcrypt hash.
struct DjangoBcrypt: PasswordScheme {
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        guard let inner = text.dropping("bcrypt$") else { return nil }
        guard let hash = try Bcrypt.standard.parse(inner) else { throw .malformedHash }
        return StoredHash(
            scheme: "django-bcrypt",
            cost: hash.cost,
            family: hash.family,
            matches: hash.matches
        )
    }
}
