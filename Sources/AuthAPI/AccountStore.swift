// SPDX-License-Identifier: MIT
//
// Where accounts come from.
// Touches: nothing itself.

/// A place where accounts are kept.
///
/// An implementation answers from memory: it is asked on the event loop, once for each request with
/// a token.
public protocol AccountStore: Sendable {
    /// Returns the account with exactly this name, compared byte by byte; nil where there is none.
    ///
    /// - Throws: Whatever keeps the store from knowing; the request is then answered with 500.
    func account(named name: String) async throws -> Account?

    /// Whether the store can be asked now.
    var isAvailable: Bool { get async }
}
