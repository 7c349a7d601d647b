// SPDX-License-Identifier: MIT
//
// Reads the test vectors: hashes and tokens made by other implementations.
// Touches: the files in Vectors/.

import Foundation
import GatehouseSecurity
import Testing

/// A stored hash, a password and what a verifier must say.
struct HashVector: Decodable, Sendable, CustomTestStringConvertible {
    enum Verdict: String, Decodable {
        case match
        case noMatch = "no_match"
        case refuse
    }

    let id: String
    let tier: Int
    let hash: String
    let password: String?
    let passwordInBase64: String?
    let verdict: Verdict
    let backend: String
    let why: String

    enum CodingKeys: String, CodingKey {
        case id, tier, hash, password, verdict, backend, why
        case passwordInBase64 = "password_b64"
    }

    var testDescription: String { "\(id): \(verdict.rawValue), \(why)" }

    var passwordBytes: [UInt8] {
        if let password { return Array(password.utf8) }
        return Data(base64Encoded: passwordInBase64 ?? "").map(Array.init) ?? []
    }

    static let all = read("hashes", as: HashVector.self)
}

/// A token, a key, a clock and what a verifier must say.
struct TokenVector: Decodable, Sendable, CustomTestStringConvertible {
    enum Kind: String, Decodable {
        case jwt, jws
    }

    enum Verdict: String, Decodable {
        case accept, reject
        case rejectOrLast = "reject_or_last"
        case acceptOrReject = "accept_or_reject"
    }

    struct Key: Decodable {
        let kty: String
        let utf8: String?
        let k: String?
    }

    /// Of the claims only those that our verifier reads.
    struct Claims: Decodable {
        let sub: String?
        let exp: Double?
    }

    let id: String
    let name: String
    let tier: Int
    let kind: Kind
    let token: String
    let key: Key
    let algorithms: [String]
    let now: Double
    let verdict: Verdict
    let reason: String
    let claims: Claims?
    let payloadInBase64: String?

    enum CodingKeys: String, CodingKey {
        case id, name, tier, kind, token, key, now, verdict, reason, claims
        case algorithms = "allowed_algs"
        case payloadInBase64 = "payload_b64"
    }

    var testDescription: String { "\(id) \(name): \(verdict.rawValue), \(reason)" }

    var payload: [UInt8]? {
        payloadInBase64.flatMap { Data(base64Encoded: $0) }.map(Array.init)
    }

    var keyBytes: [UInt8] {
        if let text = key.utf8 { return Array(text.utf8) }
        let standard = (key.k ?? "").replacing("-", with: "+").replacing("_", with: "/")
        let padded = standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
        return Data(base64Encoded: padded).map(Array.init) ?? []
    }

    /// The algorithm that a service of ours would be set to, the last that is allowed; nil if it is
    /// none of ours.
    var algorithm: TokenAlgorithm? {
        algorithms.last.flatMap(TokenAlgorithm.init).flatMap { key.kty == "oct" ? $0 : nil }
    }

    var secretKey: SecretKey {
        get throws { try SecretKey(bytes: keyBytes, algorithm: algorithm ?? .hs256) }
    }

    /// The vectors for keys and algorithms that we have.
    static let ours = read("jwt", as: TokenVector.self).filter { $0.algorithm != nil }
}

private struct VectorFile<Vector: Decodable>: Decodable {
    let count: Int
    let vectors: [Vector]
}

/// Reads a file of vectors; one that is missing or broken ends the test run.
private func read<Vector: Decodable>(_ name: String, as: Vector.Type) -> [Vector] {
    guard let url = Bundle.module.url(forResource: "Vectors/\(name)", withExtension: "json"),
        let data = try? Data(contentsOf: url),
        let file = try? JSONDecoder().decode(VectorFile<Vector>.self, from: data),
        file.vectors.count == file.count
    else { fatalError("Vectors/\(name).json cannot be read") }
    return file.vectors
}
