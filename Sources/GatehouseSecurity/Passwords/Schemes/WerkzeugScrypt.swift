// SPDX-License-Identifier: MIT

/// Werkzeug's and so Flask's `scrypt:N:r:p$salt$checksum`, its default.
struct WerkzeugScrypt: PasswordScheme {
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        guard let fields = try text.fields(after: "scrypt:", count: 3) else { return nil }
        let parameters = try fields[0].split(ASCII.colon, count: 3)
        return StoredHash(
            scheme: "werkzeug-scrypt",
            try Scrypt(
                n: parameters[0].number(in: 0...Int(Int32.max)),
                r: parameters[1].number(in: 0...Int(Int32.max)),
                p: parameters[2].number(in: 0...Int(Int32.max))
            ),
            salt: try fields[1].textSalt(),
            checksum: try fields[2].hexadecimal(byteCount: 64)
        )
    }
}
