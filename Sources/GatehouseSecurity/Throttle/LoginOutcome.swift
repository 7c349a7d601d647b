// SPDX-License-Identifier: MIT

/// What came of one login, as instances tell each other.
package struct LoginOutcome: Equatable, Sendable {
    /// The 16 bytes that stand for the name.
    package let account: [UInt8]
    /// Where the login came from; nil for a client without an address.
    package let source: IPAddress?
    /// Whether the password was right.
    package let isRight: Bool

    /// Creates an outcome.
    package init(account: [UInt8], source: IPAddress?, isRight: Bool) {
        self.account = account
        self.source = source
        self.isRight = isRight
    }
}
