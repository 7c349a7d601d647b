// SPDX-License-Identifier: MIT
//
// An account is not for the client: the web layer makes a model of its own from it, and a handler
// that returns an account does not compile.

/// What the server stores about a user, including the hash of the password.
public struct Account: Sendable {
    /// The name to log in with; names are compared byte for byte.
    public let username: String
    /// The e-mail address, if there is one.
    public let email: String?
    /// The full name, if it is known.
    public let fullName: String?
    /// Whether the user may no longer use the API.
    public let isDisabled: Bool
    /// The hash of the password, in the format of crypt(5).
    public let passwordHash: String
    /// The scopes that the user's tokens may have.
    public let scopes: [String]

    /// Creates an account.
    public init(
        username: String,
        email: String? = nil,
        fullName: String? = nil,
        isDisabled: Bool = false,
        passwordHash: String,
        scopes: [String] = []
    ) {
        self.username = username
        self.email = email
        self.fullName = fullName
        self.isDisabled = isDisabled
        self.passwordHash = passwordHash
        self.scopes = scopes
    }

    /// Returns the requested scopes that the account has, without duplicates, in the requested
    /// order.
    ///
    /// Scopes are compared byte for byte: Swift's `==` takes the KELVIN SIGN for a K, and
    /// permissions must not depend on that.
    public func grantedScopes(of requested: [String]) -> [String] {
        let own = Set(scopes.map { Array($0.utf8) })
        var granted = Set<[UInt8]>()
        return requested.filter { scope in
            let bytes = Array(scope.utf8)
            return own.contains(bytes) && granted.insert(bytes).inserted
        }
    }
}

extension Account: CustomStringConvertible, CustomReflectable {
    /// The name of the user, and nothing else.
    public var description: String { "Account(\(username))" }
    /// A mirror without the hash.
    public var customMirror: Mirror { Mirror(self, children: ["username": username]) }
}

/// A place where accounts are stored.
///
/// An implementation answers from memory: it is called on the event loop, once for each request
/// with a token.
public protocol AccountStore: Sendable {
    /// Returns the account with exactly this name, compared byte for byte; nil if there is none.
    ///
    /// - Throws: `AccountStoreUnavailable` if the store cannot answer at present, or whatever else
    ///   keeps it from answering.
    func account(named name: String) async throws -> Account?

    /// Whether the store can be queried at present.
    var isAvailable: Bool { get async }

    /// One hash of each kind in the store, that is of each scheme and cost.
    ///
    /// They determine how long a failed login has to take.
    var passwordHashSamples: [String] { get }
}

/// The error of a store that cannot be queried at present: it says neither yes nor no.
public struct AccountStoreUnavailable: LogSafe, Hashable {
    /// Creates the error.
    public init() {}

    /// A fixed description.
    public var logDescription: String { "the accounts are not available" }
}
