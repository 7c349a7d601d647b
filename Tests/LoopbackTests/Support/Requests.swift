// SPDX-License-Identifier: MIT
//
// The requests of the tutorial as text, and what is in a token.

import Foundation
import TestSupport
import Testing

/// Requests as they go over the wire.
enum Requests {
    static let goodLogin = login("username=johndoe&password=secret")

    /// A request without a body.
    static func get(_ target: String, method: String = "GET", token: String? = nil) -> String {
        let authorization = token.map { "Authorization: Bearer \($0)\r\n" } ?? ""
        return "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(authorization)\r\n"
    }

    /// A POST of a form to `/token`; further field lines bring their line ends.
    static func login(_ form: String, fields: String = "") -> String {
        "POST /token HTTP/1.1\r\nHost: localhost\r\n" + fields
            + "Content-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: \(form.utf8.count)\r\n\r\n\(form)"
    }
}

/// The answer to a login.
struct TokenAnswer: Decodable {
    let access_token: String
    let token_type: String
    let expires_in: Int
}

/// What a token says about itself.
struct Claims: Decodable {
    let sub: String
    let iat: Int
    let exp: Int
    let jti: String
    let iss: String?
    let aud: String?
}

/// A token, taken apart without a look at its signature.
struct DecodedToken {
    let header: String
    let claims: Claims
    let segmentCount: Int

    init(_ token: String) throws {
        let segments = token.components(separatedBy: ".")
        segmentCount = segments.count
        header = String(decoding: try Self.decode(segments[0]), as: UTF8.self)
        claims = try JSONDecoder().decode(Claims.self, from: Self.decode(segments[1]))
    }

    private static func decode(_ segment: String) throws -> Data {
        let padding = String(repeating: "=", count: (4 - segment.count % 4) % 4)
        let standard = segment.replacing("-", with: "+").replacing("_", with: "/")
        return try #require(Data(base64Encoded: standard + padding))
    }
}

extension ClientSocket {
    /// Logs in as the demo's user and returns the token.
    func token() throws -> String {
        try ask(Requests.goodLogin).json(TokenAnswer.self).access_token
    }
}
