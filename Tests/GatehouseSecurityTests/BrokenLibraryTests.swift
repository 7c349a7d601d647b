// SPDX-License-Identifier: MIT
//
// A library that fails says nothing of a token or a password: that is neither yes nor no.

import GatehouseSecurity
import Testing

/// A MAC without OpenSSL under it.
private final class BrokenMAC: MessageAuthenticator {
    func tag(of message: Span<UInt8>) throws(CryptographyError) -> AuthenticationTag {
        throw .unavailable
    }
}

@Suite("Broken libraries")
struct BrokenLibraryTests {
    private static let hash =
        "$2b$10$EixZaYVK1fsbw1ZfbX3OXe" + String(repeating: "9", count: 30) + "."

    /// Passwords and hashes whose verdict needs a computation, be it in vain.
    private static let attempts: [(password: String, hash: String?)] = [
        ("secret", hash), ("secret", nil), ("secret", "!"), ("\0", hash),
        (String(repeating: "x", count: 73), hash),
    ]

    @Test("A password is neither right nor wrong where libcrypt fails", arguments: attempts)
    func crypt(password: String, hash: String?) throws {
        let bcrypt = try Bcrypt(
            cost: 10,
            compute: { _, _ throws(PasswordHashError) in throw .computationFailed }
        )
        let context = PasswordContext(bcrypt: bcrypt)
        let verdict = context.verify(Secret(password), against: hash)
        #expect(verdict == .undecided(.computationFailed))
        #expect(!verdict.isMatch)
    }

    @Test("A token is neither good nor refused where OpenSSL fails")
    func verifying() throws {
        let token = try TokenSupport.tokens().issue(to: "alice")
        let broken = Tokens(signature: TokenSignature(signer: TokenKey(BrokenMAC())))
        #expect(throws: CryptographyError.unavailable) { try broken.verify(token) }
        #expect(throws: CryptographyError.unavailable) { try broken.issue(to: "alice") }
    }

    @Test("A former key that fails does not make a token's signature wrong")
    func formerKey() throws {
        let token = try TokenSupport.tokens().issue(to: "alice")
        let key = try SecretKey("another key that is long enough for HS256")
        let signer = try TokenKey(key)
        let former = TokenKey(BrokenMAC())
        let broken = Tokens(signature: TokenSignature(signer: signer, former: [former]))
        #expect(throws: CryptographyError.unavailable) { try broken.verify(token) }
    }
}
