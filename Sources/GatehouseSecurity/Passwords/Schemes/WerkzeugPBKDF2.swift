// SPDX-License-Identifier: MIT

/// Werkzeug's and so Flask's `pbkdf2:sha256:iterations$salt$checksum`.
struct WerkzeugPBKDF2: PasswordScheme {
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        guard let fields = try text.fields(after: "pbkdf2:", count: 3) else { return nil }
        let method = try fields[0].split(ASCII.colon, count: 2)
        guard let digest = SHA(rawValue: String(decoding: method[0].bytes, as: UTF8.self))
        else { throw .unsupportedScheme }
        return StoredHash(
            scheme: "werkzeug-pbkdf2",
            digest: digest,
            iterations: try method[1].number(in: HashBounds.pbkdf2Iterations),
            salt: try fields[1].textSalt(),
            checksum: try fields[2].hexadecimal(byteCount: digest.byteCount)
        )
    }
}
