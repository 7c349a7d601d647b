// SPDX-License-Identifier: MIT
//
// An account is not for the client: the web layer makes a model of its own from it, and a handler
// that returns an account does not compile.

/// What the server stores about a user, including the hash of the password.
public struct Account: Sendable {
    /// The name to log in with; names are compared byte for byte.
    public let username: String
    /// The e-mail address, if there is one.
    public var email: String?
    /// The full name, if it is known.
    public var fullName: String?
    /// Whether the user may no longer use the API.
    public var isDisabled: Bool
    /// The hash of the password, in the format of crypt(5).
    public var passwordHash: String
    /// The scopes that the user's tokens may have.
    public var scopes: [String]
    /// A number that grows whenever the user's tokens end; a token of another epoch is refused.
    public var epoch: Int64
    /// When the account was added.
    public var createdAt: UnixTime
    /// When the password was set.
    public var passwordChangedAt: UnixTime

    /// Creates an account.
    public init(
        username: String,
        email: String? = nil,
        fullName: String? = nil,
        isDisabled: Bool = false,
        passwordHash: String,
        scopes: [String] = [],
        epoch: Int64 = 0,
        createdAt: UnixTime = UnixTime(seconds: 0),
        passwordChangedAt: UnixTime = UnixTime(seconds: 0)
    ) {
        self.username = username
        self.email = email
        self.fullName = fullName
        self.isDisabled = isDisabled
        self.passwordHash = passwordHash
        self.scopes = scopes
        self.epoch = epoch
        self.createdAt = createdAt
        self.passwordChangedAt = passwordChangedAt
    }

    /// Returns whether the account has a scope.
    ///
    /// Scopes are compared byte for byte: Swift's `==` takes the KELVIN SIGN for a K, and
    /// permissions must not depend on that.
    public func has(_ scope: String) -> Bool { scopes.contains(scope: scope) }

    /// Returns whether a token may do what scopes are demanded for: the account has them, and the token
    /// was not narrowed to others.
    ///
    /// - Parameters:
    ///   - required: The demanded scopes.
    ///   - narrowed: The scopes that the token was narrowed to; nil if it was not.
    /// - Returns: Whether it may.
    public func allows(_ required: [String], narrowedTo narrowed: [String]?) -> Bool {
        required.allSatisfy { scope in has(scope) && narrowed?.contains(scope: scope) ?? true }
    }
}

extension [String] {
    fileprivate func contains(scope: String) -> Bool {
        contains { $0.utf8.elementsEqual(scope.utf8) }
    }
}

extension Account: CustomStringConvertible, CustomReflectable {
    /// The name of the user, and nothing else.
    public var description: String { "Account(\(username))" }
    /// A mirror without the hash.
    public var customMirror: Mirror { Mirror(self, children: ["username": username]) }
}
