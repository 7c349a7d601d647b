// SPDX-License-Identifier: MIT
//
// What the server keeps of a user, and where. An account is not for the client: the web layer makes
// a model of its own from it, and a handler that returned an account would not compile.

/// A user, with the hash of the password.
public struct Account: Sendable {
    /// The name to log in with; names are compared byte by byte.
    public let username: String
    /// The address for mail, where there is one.
    public let email: String?
    /// The name in full, where it is known.
    public let fullName: String?
    /// Whether the user may no longer use the API.
    public let isDisabled: Bool
    /// The hash of the password, in the form of crypt(5).
    public let passwordHash: String
    /// What the user's tokens may be good for.
    public let scopes: [String]

    /// Makes an account.
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

    /// Returns those of the requested scopes that the account has, each once, in their order.
    ///
    /// Scopes are compared byte by byte: Swift's `==` takes the KELVIN SIGN for a K, and rights
    /// must not depend on that.
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

/// A place where accounts are kept.
///
/// An implementation answers from memory: it is asked on the event loop, once for each request with
/// a token.
public protocol AccountStore: Sendable {
    /// Returns the account with exactly this name, compared byte by byte; nil where there is none.
    ///
    /// - Throws: `AccountStoreUnavailable` where it is not known now; or whatever else keeps the
    ///   store from knowing.
    func account(named name: String) async throws -> Account?

    /// Whether the store can be asked now.
    var isAvailable: Bool { get async }

    /// One hash of each kind that the store holds: of each scheme and cost.
    ///
    /// From them a login knows how long its failures have to take.
    var passwordHashSamples: [String] { get }
}

/// The answer of a store that cannot be asked now: it says neither yes nor no.
public struct AccountStoreUnavailable: LogSafe, Hashable {
    /// Makes one.
    public init() {}

    /// Fixed words.
    public var logDescription: String { "the accounts are not available" }
}
