// SPDX-License-Identifier: MIT
//
// The models that the API responds with. A test checks each schema against its model.
// Specification: the tutorial's Pydantic models, RFC 6749 §5.1.

public import Gatehouse
public import GatehouseAccounts

/// A user, as the API presents it.
public struct User: Content {
    /// The name to log in with.
    public let username: String
    /// The e-mail address, if there is one.
    public let email: String?
    /// The full name, if it is known.
    public let fullName: String?
    /// Whether the user may no longer use the API.
    public let disabled: Bool

    /// Creates a user.
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

    /// Creates a user from what others may see of an account.
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

    /// The schema of a user.
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

/// Something that a user owns.
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

/// The response to a login (RFC 6749 §5.1).
struct Token: Content {
    let accessToken: String
    let tokenType = "bearer"
    let expiresIn: Int64
    /// The scopes that were granted; nil if the client asked for none.
    let scope: String?

    private enum CodingKeys: String, CodingKey {
        case accessToken = "access_token"
        case tokenType = "token_type"
        case expiresIn = "expires_in"
        case scope
    }

    /// Omits the scope if none was asked for, instead of writing null.
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
