// SPDX-License-Identifier: MIT
//
// The form of OAuth2's password flow: read, judged, and described.
// Specification: RFC 6749 §3.2 and §4.3.2, FastAPI's OAuth2PasswordRequestForm. Touches: memory only.

/// What a client sends to get a token with a name and a password (RFC 6749 §4.3.2).
public struct OAuth2PasswordForm: Sendable {
    /// The name, exactly as sent.
    public let username: String
    /// The password, exactly as sent.
    public let password: Secret
    /// The scopes that the client asks for, in its order.
    public let scopes: [String]
    /// Whether the client has named the grant type, as OAuth2 clients do.
    public let namesGrantType: Bool
}

extension Dependency where Value == OAuth2PasswordForm {
    /// The form of OAuth2's password flow.
    ///
    /// `username` and `password` are required; `grant_type` is `password` or absent. An empty value
    /// counts as none. All faults are in one answer of status 422. A field more than once is
    /// answered with 400 (RFC 6749 §3.2). Passwords are never part of an answer.
    public static var oauth2Form: Dependency<OAuth2PasswordForm> {
        Dependency(.form(PasswordFormReader.schema)) { form in
            try PasswordFormReader(form: form).read()
        }
    }
}

/// Reads the fields of the form.
private struct PasswordFormReader {
    static var schema: Schema {
        .object(
            "OAuth2PasswordForm",
            optional: ["grant_type", "scope", "client_id", "client_secret"],
            [
                "grant_type": .optional(.string.with(["pattern": "^password$"])),
                "username": .string,
                "password": .string.with(["format": "password"]),
                "scope": .string.with(["default": ""]),
                "client_id": .optional(.string),
                "client_secret": .optional(.string).with(["format": "password"]),
            ]
        )
    }

    /// The fields that RFC 6749 §3.2 allows once only.
    private static let single = [
        "username", "password", "grant_type", "scope", "client_id", "client_secret",
    ]

    private let form: Form
    private var faults: [ValidationError.Fault] = []

    init(form: Form) {
        self.form = form
    }

    consuming func read() throws -> OAuth2PasswordForm {
        for name in Self.single where form.values(named: name).count > 1 {
            throw HTTPError.badRequest("Field \(name) appears more than once.")
        }
        let grantType = optionalText("grant_type")
        if let grantType, grantType != "password" { refuseGrantType(grantType) }
        let username = requiredText("username")
        let password = requiredText("password")
        let scope = optionalText("scope")
        _ = optionalText("client_id")
        _ = optionalText("client_secret")
        guard faults.isEmpty else { throw ValidationError(faults) }
        return OAuth2PasswordForm(
            username: username,
            password: Secret(password),
            scopes: scope.map { $0.split(separator: " ").map(String.init) } ?? [],
            namesGrantType: grantType != nil
        )
    }

    /// The value of a field; nil where it is absent or empty.
    private mutating func optionalText(_ name: String) -> String? {
        switch form.firstValue(named: name) {
        case .text(let text): return text.isEmpty ? nil : text
        case .file:
            faults.append(
                ValidationError.Fault(
                    type: "string_type",
                    location: ["body", name],
                    message: "Input should be a valid string"
                )
            )
            return nil
        case nil: return nil
        }
    }

    private mutating func requiredText(_ name: String) -> String {
        let known = faults.count
        if let text = optionalText(name) { return text }
        if faults.count == known { faults.append(.missing(["body", name])) }
        return ""
    }

    private mutating func refuseGrantType(_ value: String) {
        faults.append(
            ValidationError.Fault(
                type: "string_pattern_mismatch",
                location: ["body", "grant_type"],
                message: "String should match pattern '^password$'",
                input: .string(value),
                context: ["pattern": "^password$"]
            )
        )
    }
}
