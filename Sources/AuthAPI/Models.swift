// SPDX-License-Identifier: MIT
//
// What the API answers with. Each schema is held to its model by a test.
// Specification: the tutorial's Pydantic models, RFC 6749 §5.1.

public import Gatehouse
public import GatehouseAccounts

/// A user, as the API shows one.
public struct User: Content {
    /// The name to log in with.
    public let username: String
    /// The address for mail, where there is one.
    public let email: String?
    /// The name in full, where it is known.
    public let fullName: String?
    /// Whether the user may no longer use the API.
    public let disabled: Bool

    /// Makes a user.
    public init(
        username: String,
        email: String? = nil,
        fullName: String? = nil,
        disabled: Bool = false
    ) {
        self.username = username
        self.email = email
        self.fullName = fullName
        self.disabled = disabled
    }

    /// Makes a user of what others may see of an account.
    public init(_ account: Account) {
        self.init(
            username: account.username,
            email: account.email,
            fullName: account.fullName,
            disabled: account.isDisabled
        )
    }

    private enum CodingKeys: String, CodingKey {
        case username, email
        case fullName = "full_name"
        case disabled
    }

    /// What the document says of a user.
    public static var schema: Schema {
        .object(
            "User",
            [
                "username": .string,
                "email": .optional(.string),
                "full_name": .optional(.string),
                "disabled": .boolean,
            ]
        )
    }
}

/// A thing that a user owns.
struct Item: Content {
    let itemID: String
    let owner: String

    private enum CodingKeys: String, CodingKey {
        case itemID = "item_id"
        case owner
    }

    static var schema: Schema {
        .object("Item", ["item_id": .string, "owner": .string])
    }
}

/// The answer to a login (RFC 6749 §5.1).
struct Token: Content {
    let accessToken: String
    let tokenType = "bearer"
    let expiresIn: Int64
    /// The scopes that were granted; there only if the client asked for any.
    let scope: String?

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case tokenType = "token_type"
        case expiresIn = "expires_in"
        case scope
    }

    /// Leaves the scope out where none was asked for, instead of writing null.
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(accessToken, forKey: .accessToken)
        try container.encode(tokenType, forKey: .tokenType)
        try container.encode(expiresIn, forKey: .expiresIn)
        if let scope { try container.encode(scope, forKey: .scope) }
    }

    static var schema: Schema {
        .object(
            "Token",
            optional: ["scope"],
            [
                "access_token": .string,
                "token_type": .string,
                "expires_in": .integer,
                "scope": .string,
            ]
        )
    }
}
