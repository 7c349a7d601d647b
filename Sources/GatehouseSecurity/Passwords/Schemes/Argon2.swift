// SPDX-License-Identifier: MIT

/// Argon2 as the library itself, PassLib and argon2-cffi write it,
/// `$argon2id$v=19$m=65536,t=3,p=4$salt$checksum`, with Django's `argon2` in front or without.
package struct Argon2: PasswordHasher {
    private let random: RandomSource

    /// Creates the scheme.
    ///
    /// - Parameter random: Where salts come from.
    package init(random: @escaping RandomSource = RandomBytes.system) {
        self.random = random
    }

    package func parse(_ text: HashText) throws(PasswordHashError) -> StoredHash? {
        if let inner = text.dropping("argon2$argon2") {
            return try parse(inner, after: "", scheme: { _ in "django-argon2" })
        }
        return try parse(text, after: "$argon2", scheme: { $0.rawValue })
    }

    /// Parses `id$v=19$…`.
    private func parse(
        _ text: HashText,
        after prefix: String,
        scheme: (Argon2Parameters.Variant) -> String
    ) throws(PasswordHashError) -> StoredHash? {
        guard let fields = try text.fields(after: prefix, count: 5) else { return nil }
        let name = "argon2" + String(decoding: fields[0].bytes, as: UTF8.self)
        guard let variant = Argon2Parameters.Variant(rawValue: name)
        else { throw .unsupportedScheme }
        let version = try fields[1].number(named: "v", in: 16...19)
        guard version == 16 || version == 19 else { throw .malformedHash }
        let costs = try fields[2].split(ASCII.comma, count: 3)
        let parameters = try Argon2Parameters(
            variant,
            version: version,
            memory: try costs[0].number(named: "m", in: 0...Int(UInt32.max)),
            passes: try costs[1].number(named: "t", in: 0...Int(UInt32.max)),
            lanes: try costs[2].number(named: "p", in: 0...Int(UInt32.max))
        )
        return StoredHash(
            scheme: scheme(variant),
            parameters,
            salt: try fields[3].base64(byteCounts: 8...256),
            checksum: try fields[4].base64(byteCounts: 16...64)
        )
    }

    /// The second choice of RFC 9106 §4.
    private static var preferred: Argon2Parameters? {
        try? Argon2Parameters(.id, memory: 64 << 10, passes: 3, lanes: 4)
    }

    package var sample: StoredHash {
        guard let parameters = Self.preferred else { return Bcrypt.standard.sample }
        return StoredHash(
            scheme: "argon2id",
            parameters,
            salt: [UInt8](repeating: 0x5A, count: 16),
            checksum: []
        )
    }

    package func hash(_ password: Secret) throws(PasswordHashError) -> String {
        guard let parameters = Self.preferred else { throw .costOutOfRange }
        let salt = random(16)
        let checksum = try parameters.hash(password, salt: salt, byteCount: 32)
        let costs = "m=\(parameters.memory),t=\(parameters.passes),p=\(parameters.lanes)"
        return "$argon2id$v=19$\(costs)$\(Self.base64(salt))$\(Self.base64(checksum))"
    }

    /// A bcrypt hash of cost 15 or more takes a second: that is kept.
    package func improves(on hash: StoredHash) -> Bool {
        switch hash.family {
        case .iterated: true
        case .bcrypt(let cost): cost < 15
        case .memoryHard(let bytes, _): bytes < Self.preferred?.traffic ?? 0
        }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        String(decoding: Base64URL.encode(bytes.span), as: UTF8.self)
            .replacing("-", with: "+").replacing("_", with: "/")
    }
}

extension StoredHash {
    fileprivate init(
        scheme: String,
        _ parameters: Argon2Parameters,
        salt: [UInt8],
        checksum: [UInt8]
    ) {
        self.init(
            scheme: scheme,
            cost: parameters.cost,
            family: .memoryHard(bytes: parameters.traffic, ample: Argon2Parameters.ampleBytes)
        ) { password throws(PasswordHashError) in
            let byteCount = max(16, checksum.count)
            let hash = try parameters.hash(password, salt: salt, byteCount: byteCount)
            return ConstantTime.areEqual(hash.span, checksum.span)
        }
    }
}
