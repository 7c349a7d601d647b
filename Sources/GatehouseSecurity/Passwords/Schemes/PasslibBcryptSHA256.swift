// SPDX-License-Identifier: MIT

/// PassLib's `$bcrypt-sha256$`, version 2: bcrypt of the password's HMAC-SHA256 in base64.
///
/// The key of the HMAC is the text of the salt. A password of any length and with any bytes is read whole.
struct PasslibBcryptSHA256: PasswordScheme {
    private let compute: Bcrypt.Function

    init(compute: @escaping Bcrypt.Function = Crypt.hash) {
        self.compute = compute
    }

    func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        guard let fields = try text.fields(after: "$bcrypt-sha256$", count: 3) else { return nil }
        let parameters = try fields[0].split(ASCII.comma, count: 3)
        guard parameters[0].bytes.elementsEqual("v=2".utf8),
            parameters[1].bytes.elementsEqual("t=2b".utf8)
        else { throw .malformedHash }
        let cost = try parameters[2].number(named: "r", in: BcryptHash.costs)
        let (salt, checksum) = (Array(fields[1].bytes), Array(fields[2].bytes))
        guard salt.count == 22 else { throw .malformedHash }
        let inner = BcryptHash.prefix(cost: cost) + salt + checksum
        _ = try BcryptHash(inner.span)
        return StoredHash(
            scheme: "passlib-bcrypt-sha256",
            cost: Bcrypt.cost(cost),
            family: .bcrypt(cost: cost)
        ) { password throws(PasswordHashError) in
            let computed = try hash(password, saltText: salt, setting: inner)
            return ConstantTime.areEqual(computed.span, inner.span)
        }
    }

    /// Makes a hash.
    func hash(
        _ password: Secret,
        cost: Int,
        salt: [UInt8]
    ) throws(PasswordHashError) -> String {
        let setting = BcryptHash.setting(cost: cost, salt: salt)
        let saltText = Array(setting.suffix(22))
        let hash = try hash(password, saltText: saltText, setting: setting)
        let text = "$bcrypt-sha256$v=2,t=2b,r=\(cost)$".utf8 + saltText + "$".utf8 + hash.suffix(31)
        return String(decoding: text, as: UTF8.self)
    }

    private func hash(
        _ password: Secret,
        saltText: [UInt8],
        setting: [UInt8]
    ) throws(PasswordHashError) -> [UInt8] {
        let digest = try SHA256.hmac(password, key: saltText)
        return try Secret(bytes: Self.base64(digest)).withBytes {
            digest throws(PasswordHashError) in try compute(digest, setting.span)
        }
    }

    /// The standard alphabet, with one character of padding for 32 bytes.
    private static func base64(_ bytes: [UInt8]) -> [UInt8] {
        Base64URL.encode(bytes.span).map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): ASCII.slash
            default: byte
            }
        } + [ASCII.equals]
    }
}
