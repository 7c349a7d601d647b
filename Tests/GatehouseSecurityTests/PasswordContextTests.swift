// SPDX-License-Identifier: MIT
//
// The password context: verdicts, rehashing, and that no failure is cheaper than another, counted
// in computations rather than measured in time.

import Foundation
import GatehouseSecurity
import Synchronization
import Testing

private let checksumOfZeros = String(repeating: ".", count: 31)
private let otherChecksum = String(repeating: "9", count: 30) + "."
private let salt = "EixZaYVK1fsbw1ZfbX3OXe"

@Suite("Password context")
struct PasswordContextTests {
    @Test("The right password matches, and no other does")
    func verdicts() throws {
        let context = PasswordContext(preferred: try Bcrypt(cost: 4))
        let hash = try context.hash(Secret("secret"))
        #expect(context.verify(Secret("secret"), against: hash) == .match(needsRehash: false))
        #expect(context.verify(Secret("Secret"), against: hash) == .noMatch)
        #expect(context.verify(Secret("secret"), against: nil) == .noMatch)
    }

    @Test("A password context takes costs from 10 to 16", arguments: [9, 17, -1, Int.max])
    func refusesCosts(cost: Int) {
        #expect(throws: PasswordHashError.costOutOfRange) { try PasswordContext(bcryptCost: cost) }
        for cost in PasswordContext.bcryptCosts {
            #expect(throws: Never.self) { try PasswordContext(bcryptCost: cost) }
        }
    }

    @Test("New hashes have cost 12 by default")
    func defaultCost() throws {
        #expect(try PasswordContext().hash(Secret("secret")).hasPrefix("$2b$12$"))
    }

    @Test("A hash is made anew if a new one is stronger, never if it would be weaker")
    func needsRehash() throws {
        let context = try PasswordContext()
        let kept = [
            "$2b$12$", "$2a$12$", "$2y$12$", "$2b$13$", "$2b$16$", "bcrypt$$2b$12$",
            "bcrypt_sha256$$2b$14$",
        ]
        for hash in kept { #expect(!context.needsRehash(hash + salt + otherChecksum), "\(hash)") }
        for hash in ["$2a$11$", "$2y$04$", "$2b$11$", "bcrypt_sha256$$2b$10$"] {
            #expect(context.needsRehash(hash + salt + otherChecksum), "\(hash)")
        }
        #expect(context.needsRehash("pbkdf2_sha256$1000000$salt$" + base64(byteCount: 32)))
        #expect(context.needsRehash(""))
    }

    @Test("A memory-hard hash gives way to bcrypt only below the recommended minimum")
    func memoryHardHashes() throws {
        let context = try PasswordContext()
        let checksum = base64(byteCount: 32).dropLast()
        let argon2 = { (memory: Int, passes: Int) in
            "$argon2id$v=19$m=\(memory),t=\(passes),p=1$c2FsdHNhbHQ$\(checksum)"
        }
        #expect(!context.needsRehash(argon2(65536, 3)))
        #expect(!context.needsRehash(argon2(19456, 2)))
        #expect(context.needsRehash(argon2(19456, 1)))
        let scrypt = { (n: Int, p: Int) in
            "scrypt$\(n)$salt$8$\(p)$\(base64(byteCount: 64))"
        }
        #expect(!context.needsRehash(scrypt(16384, 5)))
        #expect(context.needsRehash(scrypt(16384, 1)))
        let yescrypt = "$y$j9T$abcdefghijklmnop$" + String(repeating: ".", count: 43)
        #expect(!context.needsRehash(yescrypt))
        #expect(context.needsRehash(yescrypt.replacing("j9T", with: "j75")))
    }

    @Test(
        "Argon2id takes the place of all hashes that are weaker",
        .enabled(if: Argon2Parameters.isAvailable)
    )
    func argon2id() throws {
        let context = try PasswordContext(.argon2id)
        let hash = try context.hash(Secret("secret"))
        #expect(hash.hasPrefix("$argon2id$v=19$m=65536,t=3,p=4$"))
        #expect(context.verify(Secret("secret"), against: hash) == .match(needsRehash: false))
        #expect(context.verify(Secret("Secret"), against: hash) == .noMatch)
        #expect(context.needsRehash(hash.replacing("m=65536", with: "m=65535")))
        #expect(!context.needsRehash(hash.replacing("m=65536", with: "m=65540")))
        #expect(context.needsRehash("$2b$12$" + salt + otherChecksum))
        #expect(!context.needsRehash("$2b$15$" + salt + otherChecksum))
        #expect(context.needsRehash("$y$j9T$abcdefgh$" + String(repeating: ".", count: 43)))
    }

    private func base64(byteCount: Int) -> String {
        Data(repeating: 0, count: byteCount).base64EncodedString()
    }

    @Test("An old hash is reported together with the match")
    func matchNeedsRehash() throws {
        let old = try PasswordContext(preferred: Bcrypt(cost: 4)).hash(Secret("secret"))
        let context = PasswordContext(preferred: try Bcrypt(cost: 5))
        #expect(context.verify(Secret("secret"), against: old) == .match(needsRehash: true))
    }

    @Test("A hash that the preferred scheme does not know is for the other schemes")
    func asksOtherSchemes() throws {
        let context = PasswordContext(bcrypt: try Bcrypt(cost: 4), others: [Reversed()])
        let verdict = context.verify(Secret("abc"), against: "reversed:cba")
        #expect(verdict == .match(needsRehash: true))
        #expect(context.verify(Secret("abc"), against: "reversed:abc") == .noMatch)
    }

    /// A scheme for this test only.
    fileprivate struct Reversed: PasswordScheme {
        func parse(_ text: HashText) -> StoredHash? {
            let hash = String(decoding: text.bytes, as: UTF8.self)
            guard hash.hasPrefix("reversed:") else { return nil }
            let function = HashFunction(name: "reversed", sampleAmount: 64) {}
            return StoredHash(
                scheme: "reversed",
                cost: HashCost(function, 48),
                family: .iterated
            ) { password throws(PasswordHashError) in
                hash == "reversed:" + String(password.value.reversed())
            }
        }
    }
}

@Suite("The work of a failed login")
struct FailedLoginTests {
    /// Passwords and hashes that cannot match; the log's computation gives a checksum of zeros.
    static let failures: [(why: String, password: String, hash: String?)] = [
        ("wrong password", "secret", "$2b$12$" + salt + otherChecksum),
        ("unknown user", "secret", nil),
        ("empty hash", "secret", ""),
        ("locked account", "secret", "!"),
        ("failure token", "secret", "*0"),
        ("foreign scheme", "secret", "$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1"),
        ("broken variant", "secret", "$2x$12$" + salt + checksumOfZeros),
        ("malformed hash", "secret", "$2b$12$" + salt),
        ("cost bomb", "secret", "$2b$31$" + salt + checksumOfZeros),
        ("too cheap", "secret", "$2b$03$" + salt + checksumOfZeros),
        ("73 bytes", String(repeating: "x", count: 73), "$2b$12$" + salt + checksumOfZeros),
        ("512 bytes", String(repeating: "x", count: 512), "$2b$12$" + salt + checksumOfZeros),
        ("NUL", "secret\0", "$2b$12$" + salt + checksumOfZeros),
        ("unknown user and 73 bytes", String(repeating: "x", count: 73), nil),
        ("unknown user and NUL", "\0", nil),
    ]

    @Test(
        "A failed login is one computation of the preferred cost, whatever failed",
        arguments: failures
    )
    func costsOneComputation(why: String, password: String, hash: String?) throws {
        let log = ComputationLog()
        let context = PasswordContext(bcrypt: try log.bcrypt(cost: 12))
        #expect(context.verify(Secret(password), against: hash) == .noMatch, "\(why)")
        #expect(log.costs == [12], "\(why)")
    }

    @Test("The work in vain is real: libxcrypt computes it")
    func vainWorkIsReal() throws {
        let log = ComputationLog()
        let context = PasswordContext(bcrypt: try log.bcrypt(cost: 4))
        _ = context.verify(Secret("\0"), against: nil)
        let entry = try #require(log.entries.first)
        let setting = BcryptHash.setting(cost: entry.cost, salt: [UInt8](repeating: 90, count: 16))
        #expect(throws: Never.self) { try Crypt.hash(entry.password.span, setting: setting.span) }
    }

    @Test("A failure on an old, cheaper hash is filled up to the preferred cost")
    func oldHashesCostTheSame() throws {
        let log = ComputationLog()
        let context = PasswordContext(bcrypt: try log.bcrypt(cost: 12))
        let old = "$2b$09$" + salt + otherChecksum
        #expect(context.verify(Secret("secret"), against: old) == .noMatch)
        #expect(log.costs.reduce(0) { $0 + (1 << $1) } == 1 << 12)
    }

    @Test(
        "Every failure costs as much as the dearest hash that the store holds",
        arguments: [4, 10, 12, 14, 16],
        [10, 12, 14]
    )
    func dearestHash(stored: Int, preferred: Int) throws {
        let log = ComputationLog()
        let context = PasswordContext(bcrypt: try log.bcrypt(cost: preferred))
        let digits = stored < 10 ? "0\(stored)" : "\(stored)"
        let hash = "$2b$\(digits)$" + salt + otherChecksum
        context.expect(hash)
        let tooLong = String(repeating: "x", count: 73)
        let target = 1 << max(stored, preferred)
        var spent = 0
        for (password, hash) in [
            ("secret", nil), ("secret", hash), ("\0", hash), (tooLong, hash), ("secret", "!"),
            ("secret", "$2b$04$" + salt + otherChecksum),
        ] {
            #expect(context.verify(Secret(password), against: hash) == .noMatch)
            let total = log.costs.reduce(0) { $0 + (1 << $1) }
            #expect(total - spent == target)
            spent = total
        }
    }

    @Test("A failure of another scheme is filled up as well")
    func foreignScheme() throws {
        let log = ComputationLog()
        let context = PasswordContext(
            bcrypt: try log.bcrypt(cost: 10),
            others: [PasswordContextTests.Reversed()]
        )
        #expect(context.verify(Secret("abc"), against: "reversed:abc") == .noMatch)
        let spent = log.costs.reduce(0) { $0 + (1 << $1) }
        #expect(spent == 1024 - 48)
        #expect(context.verify(Secret("abc"), against: nil) == .noMatch)
        #expect(log.costs.reduce(0) { $0 + (1 << $1) } == spent + 1024)
    }

    @Test("To expect a hash takes no time: its function is measured when that is asked for, once")
    func measuresLater() throws {
        let count = Atomic(0)
        let context = PasswordContext(
            preferred: try ComputationLog().bcrypt(cost: 10),
            schemes: [PasswordContextTests.Reversed()]
        ) { _ in
            count.add(1, ordering: .relaxed)
            return 1
        }
        #expect(context.expect("reversed:abc"))
        #expect(count.load(ordering: .relaxed) == 0)
        context.prepare()
        let measured = count.load(ordering: .relaxed)
        #expect(measured > 0)
        #expect(!context.expect("reversed:abcd"))
        context.prepare()
        #expect(count.load(ordering: .relaxed) == measured)
    }

    @Test("What a function is worth follows the computations: a machine may slow down")
    func learns() throws {
        // In milliseconds: samples of 64 units, and computations of 48 units.
        let isSample = Atomic(true)
        let time = Atomic<UInt64>(48)
        let log = ComputationLog()
        let context = PasswordContext(
            preferred: try log.bcrypt(cost: 4),
            schemes: [PasswordContextTests.Reversed(), try log.bcrypt(cost: 4)],
            filler: try log.bcrypt(cost: 4),
            stopwatch: { compute in
                let before = log.costs.count
                compute()
                let rounds = log.costs.dropFirst(before).reduce(0) { $0 + (1 << $1) }
                if rounds > 0 { return UInt64(rounds) * 1_000_000 }
                let isSample = isSample.load(ordering: .relaxed)
                return (isSample ? 64 : time.load(ordering: .relaxed)) * 1_000_000
            }
        )
        context.expect("reversed:abc")
        context.prepare()
        isSample.store(false, ordering: .relaxed)
        func filledRounds() -> Int {
            let before = log.costs.count
            let hash = "$2b$04$" + salt + otherChecksum
            #expect(context.verify(Secret("abc"), against: hash) == .noMatch)
            return log.costs.dropFirst(before + 1).reduce(0) { $0 + (1 << $1) }
        }
        #expect(filledRounds() == 48 - 16)
        time.store(480, ordering: .relaxed)
        for _ in 0..<50 { _ = context.verify(Secret("abc"), against: "reversed:abc") }
        // Fewer than 16 rounds are not made up.
        #expect(filledRounds() == 480 - 16)
    }

    @Test("A dear hash that no one announced raises the cost of what follows")
    func seenHash() throws {
        let log = ComputationLog()
        let context = PasswordContext(bcrypt: try log.bcrypt(cost: 10))
        _ = context.verify(Secret("secret"), against: "$2b$12$" + salt + checksumOfZeros)
        _ = context.verify(Secret("secret"), against: nil)
        #expect(log.costs == [12, 12])
    }

    @Test("A right password costs no more than the hash's own computation")
    func matchesCostOneComputation() throws {
        let log = ComputationLog()
        let context = PasswordContext(bcrypt: try log.bcrypt(cost: 12))
        let old = "$2b$09$" + salt + checksumOfZeros
        #expect(context.verify(Secret("secret"), against: old) == .match(needsRehash: true))
        #expect(log.costs == [9])
    }
}
