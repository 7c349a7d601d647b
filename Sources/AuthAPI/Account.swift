// SPDX-License-Identifier: MIT
//
// What the server keeps of a user. It is no `Content`: a handler that returned one would not compile.
// Touches: memory only.

/// A user with the hash of the password.
public struct Account: Sendable {
    /// What others may see.
    public let user: User
    /// The hash of the password, in the form of crypt(5).
    public let passwordHash: String
    /// What the user's tokens may be good for.
    public let scopes: [String]

    /// Makes an account.
    public init(user: User, passwordHash: String, scopes: [String] = []) {
        self.user = user
        self.passwordHash = passwordHash
        self.scopes = scopes
    }

    /// Returns those of the requested scopes that the account may have, each once, in their order.
    func grantedScopes(of requested: [String]) -> [String] {
        var granted: [String] = []
        for scope in requested where scopes.contains(scope) && !granted.contains(scope) {
            granted.append(scope)
        }
        return granted
    }
}

extension Account: CustomStringConvertible, CustomReflectable {
    /// The name of the user, and nothing else.
    public var description: String { "Account(\(user.username))" }
    /// A mirror without the hash.
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
