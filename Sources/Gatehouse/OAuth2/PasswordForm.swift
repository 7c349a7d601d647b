// SPDX-License-Identifier: MIT
//
// Specification: RFC 6749 §3.2, §4.3.2 and §5.2, FastAPI's OAuth2PasswordRequestForm.

/// The form of OAuth2's password flow: what a client sends to get a token (RFC 6749 §4.3.2).
public struct OAuth2PasswordForm: Sendable {
    /// The name, exactly as sent.
    public let username: String
    /// The password, exactly as sent, byte for byte.
    public let password: Secret
    /// The scopes that the client asks for, in its order.
    public let scopes: [String]
    /// Whether the client has named the grant type, as OAuth2 clients do.
    public let namesGrantType: Bool
}

/// The error codes of a token endpoint (RFC 6749 §5.2 and §4.1.2.1).
public enum OAuth2Error: String, Sendable {
    /// The name or the password is wrong.
    case invalidGrant = "invalid_grant"
    /// A field is missing, malformed, or present more than once.
    case invalidRequest = "invalid_request"
    /// The scope is malformed, unknown, or more than the user has.
    case invalidScope = "invalid_scope"
    /// The server does not support the grant type.
    case unsupportedGrantType = "unsupported_grant_type"
    /// The server cannot answer at present.
    case temporarilyUnavailable = "temporarily_unavailable"

    /// The members that an OAuth2 client looks for next to `detail`.
    func members(_ description: String) -> JSONObject {
        JSONObject([("error", .string(rawValue)), ("error_description", .string(description))])
    }
}

extension OAuth2PasswordForm {
    /// Creates the refusal of a token request.
    ///
    /// A client that has named the grant type is an OAuth2 client, and finds the members of
    /// RFC 6749 §5.2 next to `detail`; any other gets the tutorial's response.
    ///
    /// - Parameters:
    ///   - status: The status.
    ///   - detail: The text for the client.
    ///   - error: The code for an OAuth2 client.
    ///   - fields: Further header fields.
    ///   - cause: What led to it, for the log.
    /// - Returns: An error to throw.
    public func refusal(
        _ status: Response.Status,
        _ detail: String,
        error: OAuth2Error,
        fields: Fields = Fields(),
        cause: (any Error)? = nil
    ) -> HTTPError {
        HTTPError(
            status,
            detail,
            fields: fields,
            members: namesGrantType ? error.members(detail) : JSONObject(),
            cause: cause
        )
    }

    /// Creates the refusal of a token request that cannot be answered at present: 503, to be
    /// retried after two seconds.
    public func unavailable(_ detail: String, cause: any Error) -> HTTPError {
        refusal(
            .serviceUnavailable,
            detail,
            error: .temporarilyUnavailable,
            fields: [.retryAfter: "2"],
            cause: cause
        )
    }
}

// MARK: - Reading

/// The only node of the form, so that everything that needs it shares its value, and an override
/// finds it.
private let sharedOAuth2Form = Dependency<OAuth2PasswordForm>(.form(PasswordFormReader.schema)) {
    try PasswordFormReader(form: $0).read()
}

extension Dependency where Value == OAuth2PasswordForm {
    /// The form of OAuth2's password flow, at most 64 KiB long.
    ///
    /// `username` and `password` are required; `grant_type` is `password` or absent. An empty value
    /// counts as absent. All faults are in one response with status 422. A repeated field is
    /// answered with 400 (RFC 6749 §3.2). Passwords are never part of a response.
    ///
    /// This is the same dependency wherever it is written: an override of it applies everywhere.
    public static var oauth2Form: Dependency<OAuth2PasswordForm> { sharedOAuth2Form }
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

    /// The fields that RFC 6749 §3.2 allows only once.
    private static let single = [
        "username", "password", "grant_type", "scope", "client_id", "client_secret",
    ]

    /// The maximum length of the scope, in bytes: room for a hundred names.
    private static let maxScopeBytes = 4096

    private let form: Form
    private let namesGrantType: Bool
    private var faults: [ValidationError.Fault] = []
    private var error = OAuth2Error.invalidRequest

    init(form: Form) {
        self.form = form
        namesGrantType = form.bytes(named: "grant_type")?.isEmpty == false
    }

    consuming func read() throws -> OAuth2PasswordForm {
        for name in Self.single where form.count(named: name) > 1 {
            throw refusal("Field \(name) appears more than once.", .invalidRequest)
        }
        // As much as can be echoed: what is not UTF-8 takes long to be made readable.
        if let grantType = optionalText("grant_type", maxBytes: 1024),
            !grantType.isEqual(to: "password")
        {
            refuseGrantType(grantType)
        }
        let username = requiredText("username")
        let password = requiredSecret("password")
        let scope = form.bytes(named: "scope") ?? []
        for name in ["scope", "client_id", "client_secret"] { refuseFile(name) }
        guard scope.count <= Self.maxScopeBytes else {
            throw refusal(
                "Field scope exceeds the limit of \(Self.maxScopeBytes) bytes.",
                .invalidScope
            )
        }
        guard faults.isEmpty else {
            let members = error.members("The form is not valid.")
            throw ValidationError(faults, members: namesGrantType ? members : JSONObject())
        }
        return OAuth2PasswordForm(
            username: username,
            password: password,
            scopes: scope.split(separator: ASCII.space).map { String(decoding: $0, as: UTF8.self) },
            namesGrantType: namesGrantType
        )
    }

    private func refusal(_ detail: String, _ error: OAuth2Error) -> HTTPError {
        HTTPError(
            .badRequest,
            detail,
            members: namesGrantType ? error.members(detail) : JSONObject()
        )
    }

    /// Records a fault if there is a file in place of a text.
    @discardableResult
    private mutating func refuseFile(_ name: String) -> Bool {
        guard form.isFile(named: name) else { return false }
        faults.append(
            ValidationError.Fault(
                type: "string_type",
                location: ["body", name],
                message: "Input should be a valid string"
            )
        )
        return true
    }

    /// The value of a field; nil if it is absent or empty.
    private mutating func optionalText(_ name: String, maxBytes: Int = .max) -> String? {
        guard !refuseFile(name), let bytes = form.bytes(named: name), !bytes.isEmpty else {
            return nil
        }
        return Self.text(bytes.prefix(maxBytes))
    }

    /// How much is repaired of a text that is not UTF-8, in bytes: more than any name has.
    private static let maxRepairedBytes = 1024

    /// The text of a field, with U+FFFD for what is not UTF-8.
    ///
    /// To repair a text takes long. One that is longer than any name is cut, and ends in U+FFFD so that
    /// it is no other text.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let kept = String(decoding: bytes.prefix(maxRepairedBytes), as: UTF8.self)
        return bytes.count > maxRepairedBytes ? kept + "\u{FFFD}" : kept
    }

    private mutating func requiredText(_ name: String) -> String {
        let known = faults.count
        if let text = optionalText(name) { return text }
        if faults.count == known { faults.append(.missing(["body", name])) }
        return ""
    }

    /// The bytes as they are: passwords that are not UTF-8 must not all become the same.
    private mutating func requiredSecret(_ name: String) -> Secret {
        let secret = form.secret(named: name)
        if !refuseFile(name), secret.isEmpty { faults.append(.missing(["body", name])) }
        return secret
    }

    private mutating func refuseGrantType(_ value: String) {
        error = .unsupportedGrantType
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

extension String {
    /// Compares byte for byte, not by canonical equivalence.
    fileprivate func isEqual(to text: String) -> Bool { utf8.elementsEqual(text.utf8) }
}
