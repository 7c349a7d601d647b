// SPDX-License-Identifier: MIT
//
// The vectors of project Wycheproof for HMAC and compact JWS, where they are on the machine.
// Documentation/Testing.md says how to run this.
// Touches: an environment variable, and the folder that it names.

import Foundation
import GatehouseSecurity
import Testing

@Suite("Wycheproof's vectors", .enabled(if: Wycheproof.folder != nil))
struct WycheproofTests {
    @Test(
        "HMAC agrees with every vector",
        arguments: [(.hs256, "sha256"), (.hs384, "sha384"), (.hs512, "sha512")]
            as [(TokenAlgorithm, String)]
    )
    func hmac(algorithm: TokenAlgorithm, name: String) throws {
        let groups = try Wycheproof.read("hmac_\(name)_test", as: Wycheproof.MACGroup.self)
        #expect(groups.reduce(0) { $0 + $1.tests.count } > 100)
        for test in groups.flatMap(\.tests) {
            let message = TokenSupport.bytes(hex: test.msg)
            let tag = TokenSupport.bytes(hex: test.tag)
            let key = TokenSupport.bytes(hex: test.key)
            let mac = try HMAC(key: key.span, algorithm)
            let text = try mac.tag(of: message.span).base64URL
            let isRight = Base64URL.decode(text.span)?.starts(with: tag) == true
            #expect(isRight == (test.result == .valid), "\(test.tcId): \(test.comment)")
            // A tag that was cut short is right for others; a token has all of it.
            let isWhole = tag.count == algorithm.tagByteCount
            let isTaken = try mac.isValid(tag.span, for: message.span)
            #expect(isTaken == (isRight && isWhole), "\(test.tcId): \(test.comment)")
        }
    }

    /// What Wycheproof takes, where it skips a character that is not base64url.
    ///
    /// RFC 7515 §5.2 allows no additional characters.
    private static let lenient = [
        "InvalidCharacterInsertedInHeader", "InvalidCharacterInsertedInPayload",
    ]

    @Test(
        "Compact JWS with keys of ours agree with every vector",
        arguments: [("json_web_signature_test", 35), ("json_web_crypto_test", 15)]
    )
    func jws(name: String, count: Int) throws {
        var tried = 0
        for group in try Wycheproof.read(name, as: Wycheproof.JWSGroup.self) {
            guard let signature = try group.signature() else { continue }
            // Two texts are there twice, as valid and as invalid: their wrong padding got lost.
            let right = group.tests.filter { test in
                test.result == .valid && !Self.lenient.contains(test.comment)
            }.compactMap { test in test.jws?.text }
            for test in group.tests {
                guard let token = test.jws?.text else { continue }
                tried += 1
                let bytes = Array(token.utf8)
                let isTaken = (try? signature.payload(of: bytes.span)) != nil
                #expect(isTaken == right.contains(token), "\(test.tcId): \(test.comment)")
            }
        }
        #expect(tried >= count)
    }
}

/// Reads the files of Wycheproof.
private enum Wycheproof {
    static let folder = ProcessInfo.processInfo.environment["GATEHOUSE_WYCHEPROOF"]

    enum Verdict: String, Decodable {
        case valid, invalid, acceptable
    }

    struct MACGroup: Decodable {
        struct Test: Decodable {
            let tcId: Int
            let comment: String
            let key: String
            let msg: String
            let tag: String
            let result: Verdict
        }

        let tests: [Test]
    }

    struct JWSGroup: Decodable {
        struct Test: Decodable {
            let tcId: Int
            let comment: String
            /// Nil for an encrypted text, which is in the same file.
            let jws: Compact?
            let result: Verdict
        }

        /// A signed text; nil for one in JSON serialization, which no bearer token is.
        struct Compact: Decodable {
            let text: String?

            init(from decoder: any Decoder) throws {
                text = try? decoder.singleValueContainer().decode(String.self)
            }
        }

        /// One key, or a set of them.
        struct Keys: Decodable {
            let keys: [Key]?
            let kty: String?
            let alg: String?
            let k: String?
            let kid: String?
        }

        struct Key: Decodable {
            let kty: String
            let alg: String?
            let k: String?
            let kid: String?
        }

        let `private`: Keys?
        let tests: [Test]

        /// The keys as those of a service, or nil if one of them is none of ours.
        func signature() throws -> TokenSignature? {
            guard let own = `private` else { return nil }
            let one = own.kty.map { Key(kty: $0, alg: own.alg, k: own.k, kid: own.kid) }
            let keys = try (own.keys ?? one.map { [$0] } ?? []).map(Self.secretKey)
            let known = keys.compactMap(\.self)
            guard let first = known.first, known.count == keys.count else { return nil }
            return try TokenSignature(signingKey: first, formerKeys: Array(known.dropFirst()))
        }

        private static func secretKey(_ key: Key) throws -> SecretKey? {
            guard key.kty == "oct", let text = key.k, let name = key.alg,
                let algorithm = TokenAlgorithm(rawValue: name),
                let bytes = Base64URL.decode(Array(text.utf8).span)
            else { return nil }
            let secret = try SecretKey(bytes: bytes, algorithm: algorithm)
            // Names of a file may be longer than ours.
            return (try? key.kid.map(secret.named)) ?? secret
        }
    }

    private struct File<Group: Decodable>: Decodable {
        let testGroups: [Group]
    }

    static func read<Group: Decodable>(_ name: String, as: Group.Type) throws -> [Group] {
        let url = URL(filePath: try #require(folder)).appending(path: name + ".json")
        return try JSONDecoder().decode(File<Group>.self, from: Data(contentsOf: url)).testGroups
    }
}
