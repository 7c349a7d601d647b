// SPDX-License-Identifier: MIT
//
// The schemes of stored hashes: every vector, and the bounds that are decided from the text.
// Touches: the vectors' file.

import GatehouseSecurity
import Testing

@Suite("Password schemes")
struct PasswordSchemeTests {
    @Test("Each scheme agrees with the makers of every vector", arguments: HashVector.all)
    func agrees(with vector: HashVector) throws {
        let password = Secret(bytes: vector.passwordBytes)
        let result = Result { try PasswordSchemes.parse(vector.hash).matches(password) }
        switch vector.verdict {
        case .match: #expect(try result.get())
        case .noMatch: #expect(try !result.get())
        // Some could be computed, and are no match (the vectors' README).
        case .refuse: #expect((try? result.get()) != true)
        }
    }

    /// The longest computations within the bounds, and what is just beyond.
    private static let bounds: [(within: String, beyond: String)] = [
        (bcrypt("16"), bcrypt("17")),
        (django("pbkdf2_sha256", 5_000_000, 32), django("pbkdf2_sha256", 5_000_001, 32)),
        (django("pbkdf2_sha1", 5_000_000, 20), django("pbkdf2_sha1", 5_000_001, 20)),
        (werkzeug("pbkdf2:sha512:5000000"), werkzeug("pbkdf2:sha512:5000001")),
        (werkzeug("scrypt:131072:8:8"), werkzeug("scrypt:131072:8:9")),
        (werkzeug("scrypt:131072:15:1"), werkzeug("scrypt:262144:8:1")),
        (werkzeug("scrypt:2:1:65536"), werkzeug("scrypt:2:1:65537")),
        (argon2("m=262144,t=4,p=4"), argon2("m=262145,t=1,p=4")),
        (argon2("m=65536,t=16,p=4"), argon2("m=65536,t=17,p=4")),
        (argon2("m=8,t=131072,p=1"), argon2("m=8,t=131073,p=1")),
        (argon2("m=64,t=1,p=8"), argon2("m=64,t=1,p=9")),
        (crypt("$6$rounds=1000000", 86), crypt("$6$rounds=1000001", 86)),
        (crypt("$5$rounds=1000", 43), crypt("$5$rounds=999", 43)),
        (crypt("$y$jDT", 43), crypt("$y$jET", 43)),
        (crypt("$7$DU..../....salt", 43, ""), crypt("$7$FU..../....salt", 43, "")),
    ]

    @Test("What a hash may cost is decided from its text alone", arguments: bounds)
    func decidesBounds(within: String, beyond: String) {
        #expect(throws: Never.self) { try PasswordSchemes.parse(within) }
        #expect(throws: PasswordHashError.costOutOfRange) { try PasswordSchemes.parse(beyond) }
    }

    private static func bcrypt(_ cost: String) -> String {
        "$2b$\(cost)$" + String(repeating: ".", count: 53)
    }

    private static func django(_ name: String, _ iterations: Int, _ byteCount: Int) -> String {
        "\(name)$\(iterations)$salt$\(base64(byteCount))"
    }

    private static func werkzeug(_ method: String) -> String {
        "\(method)$salt$" + String(repeating: "0", count: 128)
    }

    private static func argon2(_ costs: String) -> String {
        "$argon2id$v=19$\(costs)$c2FsdHNhbHQ$\(base64(32).dropLast())"
    }

    private static func crypt(_ head: String, _ count: Int, _ salt: String = "$salt") -> String {
        "\(head)\(salt)$" + String(repeating: ".", count: count)
    }

    private static func base64(_ byteCount: Int) -> String {
        let groups = String(repeating: "AAAA", count: byteCount / 3)
        return groups + ["", "AA==", "AAA="][byteCount % 3]
    }

    @Test("A number in a hash has one spelling")
    func numbers() {
        for number in ["", "01000", "+1000", " 1000", "1000 ", "1e3", "0x10", "1_000", "١٠٠٠"] {
            let hash = "pbkdf2_sha256$\(number)$salt$\(Self.base64(32))"
            #expect(throws: PasswordHashError.malformedHash, "\(number)") {
                try PasswordSchemes.parse(hash)
            }
        }
    }

    @Test("A hash of more than 512 bytes is refused")
    func longHashes() {
        let salt = String(repeating: "s", count: 512)
        #expect(throws: PasswordHashError.malformedHash) {
            try PasswordSchemes.parse("pbkdf2_sha256$1000$\(salt)$\(Self.base64(32))")
        }
    }

    @Test("A password that ends in a NUL is not the one without it, where HMAC would say so")
    func trailingNUL() throws {
        let hashes = HashVector.all.filter { vector in
            vector.verdict == .match && vector.backend.hasPrefix("openssl")
        }
        #expect(hashes.count > 10)
        for vector in hashes {
            let password = Secret(bytes: vector.passwordBytes + [0])
            let stored = try PasswordSchemes.parse(vector.hash)
            #expect(throws: PasswordHashError.passwordContainsNUL) {
                try stored.matches(password)
            }
        }
    }

    @Test("Hashes of one scheme and about the same cost are of one kind")
    func kinds() throws {
        let kind = { cost in try PasswordHashKind(Self.django("pbkdf2_sha256", cost, 32)) }
        let (first, same, other) = (try kind(600_000), try kind(600_100), try kind(720_000))
        #expect(first == same)
        #expect(first != other)
        #expect(first.scheme == "django-pbkdf2-sha256")
        #expect(try PasswordHashKind(Self.bcrypt("12")) != PasswordHashKind(Self.bcrypt("13")))
        #expect(try kind(1) != kind(2))
        #expect(Set(try (1...100_000).map { try kind($0).name }).count < 250)
    }

    @Test("The longer a password, the more work SHA-crypt is")
    func workOfSHACrypt() throws {
        let cost = try PasswordSchemes.parse(Self.crypt("$6$rounds=5000", 86)).cost
        // 6 bytes: every round hashes one block of 128 bytes.
        #expect(cost.amount(passwordByteCount: 6) == 5000)
        #expect(cost.amount(passwordByteCount: 500) > 5 * 5000)
        // Longer ones are not read.
        #expect(cost.amount(passwordByteCount: 512) == cost.amount(passwordByteCount: 0))
    }
}
