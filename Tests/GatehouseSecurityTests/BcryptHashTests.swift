// SPDX-License-Identifier: MIT
//
// The parser of bcrypt hashes.

import GatehouseSecurity
import Testing

private func parse(_ text: String) throws(PasswordHashError) -> BcryptHash {
    try BcryptHash(Array(text.utf8).span)
}

private let valid = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"

@Suite("The text of a bcrypt hash")
struct BcryptHashTests {
    @Test("The variant and the cost of a bcrypt hash are read")
    func readsVariantAndCost() throws {
        let hash = try parse(valid)
        #expect(hash.variant == .b)
        #expect(hash.cost == 12)
    }

    @Test("The three sound variants of bcrypt are taken", arguments: ["a", "b", "y"])
    func takesVariant(letter: String) throws {
        #expect(throws: Never.self) { try parse(valid.replacing("$2b$", with: "$2\(letter)$")) }
    }

    @Test(
        "The broken variant of bcrypt and unknown ones are refused",
        arguments: ["x", "c", "B", "A", "$", " "]
    )
    func refusesVariant(letter: String) {
        #expect(throws: PasswordHashError.malformedHash) {
            try parse(valid.replacing("$2b$", with: "$2\(letter)$"))
        }
    }

    @Test(
        "A bcrypt hash with too low or too high a cost is refused",
        arguments: ["00", "03", "17", "31", "99"]
    )
    func refusesCost(digits: String) {
        #expect(throws: PasswordHashError.costOutOfRange) {
            try parse(valid.replacing("$12$", with: "$\(digits)$"))
        }
    }

    @Test("A bcrypt hash that is shortened or too long is refused")
    func refusesOtherLengths() {
        for count in 0..<valid.utf8.count {
            #expect(throws: PasswordHashError.malformedHash) {
                try parse(String(valid.prefix(count)))
            }
        }
        #expect(throws: PasswordHashError.malformedHash) { try parse(valid + ".") }
    }

    @Test("A bcrypt hash with a byte outside the alphabet is refused, wherever it is")
    func refusesForeignBytes() {
        for position in 7..<60 {
            for byte: UInt8 in [0, 0x0A, 0x20, 0x24, 0x2B, 0x2D, 0x3D, 0x5F, 0x7F, 0x80, 0xFF] {
                var bytes = Array(valid.utf8)
                bytes[position] = byte
                #expect(throws: PasswordHashError.malformedHash) { try BcryptHash(bytes.span) }
            }
        }
    }

    @Test("A salt ends in one of 4 characters and a checksum in one of 16, as the free bits allow")
    func refusesUnusedBits() {
        #expect(countOfAccepted(at: 28) == 4)
        #expect(countOfAccepted(at: 59) == 16)
    }

    private func countOfAccepted(at position: Int) -> Int {
        var bytes = Array(valid.utf8)
        return (UInt8.min...UInt8.max).count { byte in
            bytes[position] = byte
            return (try? BcryptHash(bytes.span)) != nil
        }
    }

    @Test(
        "A bcrypt setting has a cost of two digits and a salt of 22 characters",
        arguments: [
            (4, UInt8(0), "$2b$04$......................"),
            (16, UInt8(255), "$2b$16$999999999999999999999u"),
        ]
    )
    func writesSettings(cost: Int, byte: UInt8, expected: String) {
        let setting = BcryptHash.setting(cost: cost, salt: [UInt8](repeating: byte, count: 16))
        #expect(String(decoding: setting, as: UTF8.self) == expected)
        #expect(setting.count == BcryptHash.settingByteCount)
    }
}
