// SPDX-License-Identifier: MIT

/// A place that answers who a name belongs to, fast enough for every request.
///
/// It is called on the event loop, once for each request with a token, so it must answer from
/// memory almost always, and wait without blocking the thread otherwise.
public protocol AccountDirectory: Sendable {
    /// Returns the account with exactly this name, compared byte for byte; nil if there is none.
    ///
    /// - Throws: `AccountsUnavailable` if that is not known at present, or whatever else keeps it
    ///   from answering.
    func account(named name: String) async throws -> Account?

    /// Returns the account with exactly this name as it is now, even if it was changed a moment ago
    /// by another server; nil if there is none.
    ///
    /// It is called where the answer of `account(named:)` may be too old to decide: at a login, and
    /// for a token of an epoch that is not known yet. The default is `account(named:)`.
    ///
    /// - Throws: As `account(named:)`.
    func currentAccount(named name: String) async throws -> Account?

    /// Changes the account with exactly this name. Once it has returned, every lookup sees the change.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - change: The change.
    ///   - author: Who makes it.
    /// - Returns: The account after the change.
    /// - Throws: `AccountStoreError`, of which `.conflict` says that the condition of the change does not
    ///   hold, and `.unavailable` also that the accounts can only be read; `WorkersBusy`.
    func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) async throws -> Account

    /// Whether the directory can answer at present.
    var isAvailable: Bool { get async }

    /// Whether every account that was needed could be read; false in a damaged database.
    var isComplete: Bool { get async }

    /// Reports a hash of each kind in use, that is of each scheme and cost: those in use now before
    /// it returns, and those that join them later when they are noticed.
    ///
    /// They determine how long a failed login has to take.
    func reportPasswordHashes(to observer: @escaping @Sendable (String) -> Void)
}

extension AccountDirectory {
    /// Returns what `account(named:)` does.
    public func currentAccount(named name: String) async throws -> Account? {
        try await account(named: name)
    }

    /// True: a directory that cannot lose a part of its accounts has no more to say.
    public var isComplete: Bool { true }
}

/// The error of a directory that cannot answer at present: it says neither yes nor no.
public struct AccountsUnavailable: LogSafe, Hashable {
    /// Creates the error.
    public init() {}

    /// A fixed description.
    public var logDescription: String { "the accounts are not available" }
}
