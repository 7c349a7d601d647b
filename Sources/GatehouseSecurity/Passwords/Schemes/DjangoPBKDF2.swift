// SPDX-License-Identifier: MIT

/// Django's `pbkdf2_sha256$iterations$salt$checksum`, its default, and `pbkdf2_sha1$`.
struct DjangoPBKDF2: PasswordScheme {
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        if let hash = try parse(text, "pbkdf2_sha256$", .sha256) { return hash }
        return try parse(text, "pbkdf2_sha1$", .sha1)
    }

    private func parse(
        _ text: HashText,
        _ prefix: String,
        _ digest: SHA
    ) throws(PasswordHashError) -> StoredHash? {
        guard let fields = try text.fields(after: prefix, count: 3) else { return nil }
        return StoredHash(
            scheme: "django-pbkdf2-\(digest)",
            digest: digest,
            iterations: try fields[0].number(in: HashBounds.pbkdf2Iterations),
            salt: try fields[1].textSalt(),
            checksum: try fields[2].paddedBase64(byteCount: digest.byteCount)
        )
    }
}

extension StoredHash {
    /// A hash of PBKDF2, however it was written.
    init(scheme: String, digest: SHA, iterations: Int, salt: [UInt8], checksum: [UInt8]) {
        self.init(
            scheme: scheme,
            cost: HashCost(digest.pbkdf2, iterations),
            family: .iterated
        ) { password throws(PasswordHashError) in
            let key = try digest.pbkdf2(password, salt: salt, iterations: iterations)
            return ConstantTime.areEqual(key.span, checksum.span)
        }
    }
}
