// SPDX-License-Identifier: MIT
//
// What a client and the log are told where OpenSSL or libcrypt fails: never that the client was
// wrong.

import AuthAPI
import Gatehouse
import GatehouseSecurity
import GatehouseTesting
import Testing

/// A MAC without OpenSSL under it.
private final class BrokenMAC: MessageAuthenticator {
    func tag(of message: Span<UInt8>) throws(CryptographyError) -> AuthenticationTag {
        throw .unavailable
    }
}

@Suite("AuthAPI over broken libraries")
struct BrokenLibraryTests {
    private static let brokenTokens = Tokens(
        signature: TokenSignature(signer: TokenKey(BrokenMAC()))
    )

    private let observed = Observations()

    private func client(
        passwords: PasswordContext? = nil,
        tokens: Tokens
    ) throws -> TestClient {
        let auth = AuthAPI(
            accounts: Fixture.accounts,
            passwords: try passwords ?? PasswordContext(bcryptCost: 10),
            tokens: tokens,
            workers: InlineWorkers()
        )
        let app = Application(title: "Test", version: "1.0.0")
        auth.declare(on: app)
        let observer = Observer(now: { .zero }, ended: observed.add)
        return TestClient(try app.responder(observer: observer))
    }

    private func expectMistake(_ response: Response, reason: String) {
        #expect(response.status == .internalServerError)
        #expect(response.text == #"{"detail":"Internal Server Error"}"#)
        #expect(response.fields[.wwwAuthenticate] == nil)
        #expect(observed.reasons == [reason])
    }

    @Test("A token that OpenSSL cannot verify is 500, and never 401")
    func verifying() async throws {
        let token = try Tokens(signingKey: SecretKey(Fixture.key)).issue(to: "johndoe")
        let client = try client(tokens: Self.brokenTokens)
        let authorization = try #require(FieldValue("Bearer " + token))
        let response = await client.get("/users/me", fields: [.authorization: authorization])
        expectMistake(response, reason: "OpenSSL failed")
    }

    @Test("A token that OpenSSL cannot sign is 500")
    func signing() async throws {
        let client = try client(tokens: Self.brokenTokens)
        let response = await client.post("/token", form: "username=johndoe&password=secret")
        expectMistake(response, reason: "OpenSSL failed")
    }

    @Test(
        "A password that libcrypt cannot hash is 500, and never 401, for known and unknown names",
        arguments: ["johndoe", "nobody"],
        ["secret", "wrong", "%00"]
    )
    func hashing(name: String, password: String) async throws {
        let bcrypt = try Bcrypt(
            cost: 10,
            compute: { _, _ throws(PasswordHashError) in throw .computationFailed }
        )
        let client = try client(
            passwords: PasswordContext(bcrypt: bcrypt),
            tokens: Tokens(signingKey: SecretKey(Fixture.key))
        )
        let response = await client.post("/token", form: "username=\(name)&password=\(password)")
        expectMistake(response, reason: "the computation of a password hash failed")
    }
}
