// SPDX-License-Identifier: MIT
//
// The scheme bcrypt: every core vector, and what is computed in which case.
// Touches: the vectors' file.

import GatehouseSecurity
import Synchronization
import Testing

/// Stands in for the computation and notes the settings and passwords it was asked for.
final class ComputationLog: Sendable {
    struct Entry: Equatable {
        let cost: Int
        let password: [UInt8]
    }

    private let log = Mutex<[Entry]>([])

    var entries: [Entry] { log.withLock { $0 } }
    var costs: [Int] { entries.map(\.cost) }

    /// Returns the scheme with a computation that is noted and answers with zeros for a checksum.
    func bcrypt(cost: Int) throws(PasswordHashError) -> Bcrypt {
        let function: Bcrypt.Function = {
            (password, setting) throws(PasswordHashError) -> [UInt8] in
            let cost = Int(setting[4] - 0x30) * 10 + Int(setting[5] - 0x30)
            let entry = Entry(
                cost: cost,
                password: password.indices.map { password[$0] }
            )
            self.log.withLock { $0.append(entry) }
            let head = (0..<BcryptHash.settingByteCount).map { setting[$0] }
            return head + Array(String(repeating: ".", count: 31).utf8)
        }
        return try Bcrypt(cost: cost, compute: function)
    }
}

private func verify(_ scheme: Bcrypt, _ password: Secret, _ hash: String) throws -> Bool {
    try PasswordSchemes.parse(hash, by: [scheme]).matches(password)
}

@Suite("The scheme bcrypt")
struct BcryptTests {
    @Test(
        "Bcrypt verifies its own hashes and no other password",
        arguments: ["", "secret", "pässwörd"]
    )
    func verifiesOwnHashes(text: String) throws {
        let bcrypt = try Bcrypt(cost: 4)
        let hash = try bcrypt.hash(Secret(text))
        #expect(hash.hasPrefix("$2b$04$"))
        #expect(try verify(bcrypt, Secret(text), hash))
        #expect(try !verify(bcrypt, Secret(text + "x"), hash))
    }

    @Test("Each bcrypt hash has another salt")
    func saltsDiffer() throws {
        let bcrypt = try Bcrypt(cost: 4)
        #expect(try bcrypt.hash(Secret("secret")) != bcrypt.hash(Secret("secret")))
    }

    @Test("A bcrypt hash matches no password of 73 bytes")
    func refusesLongPasswords() throws {
        let bcrypt = try Bcrypt(cost: 4)
        let longest = String(repeating: "x", count: 72)
        let hash = try bcrypt.hash(Secret(longest))
        #expect(hash.hasPrefix("$2b$04$"))
        #expect(try verify(bcrypt, Secret(longest), hash))
        for text in [longest + "x", String(repeating: "x", count: 512)] {
            #expect(throws: PasswordHashError.passwordTooLong) {
                try verify(bcrypt, Secret(text), hash)
            }
        }
    }

    @Test(
        "A bcrypt hash matches no password with a NUL, wherever it is",
        arguments: ["\0", "secret\0", "\0secret", "sec\0ret"]
    )
    func refusesNUL(text: String) throws {
        let bcrypt = try Bcrypt(cost: 4)
        let hash = try bcrypt.hash(Secret("secret"))
        #expect(throws: PasswordHashError.passwordContainsNUL) {
            try verify(bcrypt, Secret(text), hash)
        }
    }

    @Test(
        "A password that bcrypt cannot read whole is hashed whole, in PassLib's form",
        arguments: [String(repeating: "x", count: 73), String(repeating: "é", count: 500), "a\0b"]
    )
    func hashesLongPasswords(text: String) throws {
        let hash = try Bcrypt(cost: 5).hash(Secret(text))
        #expect(hash.hasPrefix("$bcrypt-sha256$v=2,t=2b,r=5$"))
        let stored = try PasswordSchemes.parse(hash)
        #expect(try stored.matches(Secret(text)))
        #expect(try !stored.matches(Secret(text + "x")))
        #expect(try !stored.matches(Secret(String(text.dropLast()))))
    }

    @Test("Bcrypt refuses costs outside 4 to 16", arguments: [Int.min, -1, 0, 3, 17, 31, Int.max])
    func refusesCosts(cost: Int) {
        #expect(throws: PasswordHashError.costOutOfRange) { try Bcrypt(cost: cost) }
    }

    @Test("Nothing is computed for a bcrypt hash that is refused")
    func refusesBeforeWork() throws {
        let log = ComputationLog()
        let bcrypt = try log.bcrypt(cost: 12)
        let bomb = "$2b$31$" + String(repeating: ".", count: 53)
        #expect(throws: PasswordHashError.costOutOfRange) {
            try verify(bcrypt, Secret("secret"), bomb)
        }
        #expect(log.entries.isEmpty)
    }

    @Test("Bcrypt gives the same result on many threads at once")
    func isThreadSafe() async throws {
        let bcrypt = try Bcrypt(cost: 4)
        let hash = try bcrypt.hash(Secret("secret"))
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<32 {
                group.addTask {
                    let password = Secret(number.isMultiple(of: 2) ? "secret" : "other")
                    return (try? verify(bcrypt, password, hash)) == number.isMultiple(of: 2)
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
