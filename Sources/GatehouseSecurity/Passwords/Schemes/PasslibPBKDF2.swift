// SPDX-License-Identifier: MIT

/// PassLib's `$pbkdf2-sha256$rounds$salt$checksum`, `$pbkdf2-sha512$`, and `$pbkdf2$` for SHA-1.
struct PasslibPBKDF2: PasswordScheme {
    private static let digests: [(prefix: String, digest: SHA)] = [
        ("$pbkdf2$", .sha1), ("$pbkdf2-sha256$", .sha256), ("$pbkdf2-sha512$", .sha512),
    ]

    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        for (prefix, digest) in Self.digests {
            guard let fields = try text.fields(after: prefix, count: 3) else { continue }
            // Its base64 has a full stop for the plus, and no padding.
            return StoredHash(
                scheme: "passlib-pbkdf2-\(digest)",
                digest: digest,
                iterations: try fields[0].number(in: HashBounds.pbkdf2Iterations),
                salt: try fields[1].base64(plus: ".", byteCounts: 1...256),
                checksum: try fields[2].base64(
                    plus: ".",
                    byteCounts: digest.byteCount...digest.byteCount
                )
            )
        }
        return nil
    }
}
