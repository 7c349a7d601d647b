// SPDX-License-Identifier: MIT

/// PassLib's `$scrypt$ln=16,r=8,p=1$salt$checksum`.
struct PasslibScrypt: PasswordScheme {
    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        guard let fields = try text.fields(after: "$scrypt$", count: 3) else { return nil }
        let parameters = try fields[0].split(ASCII.comma, count: 3)
        return StoredHash(
            scheme: "passlib-scrypt",
            try Scrypt(
                n: 1 << parameters[0].number(named: "ln", in: 1...30),
                r: parameters[1].number(named: "r", in: 0...Int(Int32.max)),
                p: parameters[2].number(named: "p", in: 0...Int(Int32.max))
            ),
            salt: try fields[1].base64(byteCounts: 1...256),
            checksum: try fields[2].base64(byteCounts: 32...32)
        )
    }
}
