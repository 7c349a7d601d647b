// SPDX-License-Identifier: MIT
//
// Specification: RFC 6750 §2.1, RFC 9110 §11.4 and §11.6.2.

extension Dependency where Value == Secret {
    /// The bearer token in the Authorization field of a request (RFC 6750 §2.1).
    ///
    /// A request without the field, or with another scheme, is answered with 401
    /// `Not authenticated`. `Bearer` without a token is an empty token, which is left to the
    /// verifier. Tokens in the query, in a cookie or in the body are ignored.
    ///
    /// - Parameters:
    ///   - tokenURL: Where a client gets a token, relative to the document.
    ///   - scopes: The scopes that a client may ask for, each with a description.
    ///   - name: The name of the scheme in the document.
    /// - Returns: A dependency whose value is the token, not yet verified.
    public static func bearer(
        tokenURL: String,
        scopes: KeyValuePairs<String, String> = [:],
        name: String = "OAuth2PasswordBearer"
    ) -> Dependency<Secret> {
        let descriptions = JSONObject(scopes.map { ($0.key, .string($0.value)) })
        let part = OperationPart(
            security: [SecurityScheme(name: name, tokenURL: tokenURL, scopes: descriptions)],
            responses: [
                ResponseDocumentation(
                    status: .unauthorized,
                    description: "Not authenticated",
                    schema: .errorDetail,
                    example: ["detail": "Not authenticated"]
                )
            ]
        )
        return Dependency(node: DependencyNode(documentation: part)) { _ in
            .now { try BearerCredentials.read(from: $0.request.head.fields) }
        }
    }
}

/// The grammar of the field: `credentials = auth-scheme 1*SP token68`.
private enum BearerCredentials {
    static func read(from fields: Fields) throws -> Secret {
        switch fields.occurrence(of: .authorization) {
        case .none: throw HTTPError.unauthorized("Not authenticated")
        case .one(let range):
            let token = fields.withBytes { bytes in Self.token(in: bytes.extracting(range)) }
            guard let token else { throw HTTPError.unauthorized("Not authenticated") }
            return token
        case .several:
            throw HTTPError.badRequest("Header field Authorization appears more than once.")
        }
    }

    /// The scheme is compared without regard to case (RFC 9110 §11.1).
    private static func token(in value: Span<UInt8>) -> Secret? {
        let scheme = 0..<min(6, value.count)
        guard value.matches("bearer", in: scheme) else { return nil }
        var start = scheme.upperBound
        guard start == value.count || value[start] == ASCII.space else { return nil }
        while start < value.count, value[start] == ASCII.space { start += 1 }
        return Secret(copying: value.extracting(start..<value.count))
    }
}
