// SPDX-License-Identifier: MIT

/// A place where accounts are kept.
///
/// Every function may block the calling thread, so none may be called on an event loop: see
/// `AccountCache`. Each change is done whole or not at all, and is kept once the function has
/// returned. A condition is checked in the same step as the change, so two callers cannot both
/// succeed. What a change was, and who made it, is recorded in the same step; a change that is refused
/// leaves no record.
public protocol AccountStore: Sendable {
    /// Returns the account with exactly this name, compared byte for byte; nil if there is none.
    func account(named name: String) throws(AccountStoreError) -> Account?

    /// Returns a page of the accounts, in the order of the bytes of their names.
    ///
    /// - Parameters:
    ///   - name: The last name of the page before; nil for the first page.
    ///   - limit: The maximum number of accounts to return.
    /// - Returns: The accounts; none after the last.
    /// - Throws: `AccountStoreError.unavailable`.
    func accounts(after name: String?, limit: Int) throws(AccountStoreError) -> [Account]

    /// Calls a function with all accounts as they are at one moment, page by page, in the order of the
    /// bytes of their names.
    ///
    /// - Parameter body: Called with each page, which is never empty; it must not call the store.
    /// - Throws: `AccountStoreError.unavailable`; what the function throws.
    func readAll(_ body: ([Account]) throws -> Void) throws

    /// Adds accounts, all of them or none.
    ///
    /// - Parameters:
    ///   - accounts: The new accounts. Their names must satisfy `AccountName`; their epochs are
    ///     chosen by the store.
    ///   - policy: What to do about names that are in use.
    ///   - author: Who adds them.
    ///   - progress: Called now and then with the number of accounts added so far.
    /// - Throws: `AccountStoreError.rejected` with the position of each account that cannot be
    ///   added, at most 100 of them.
    func add(
        _ accounts: [Account],
        _ policy: AdditionPolicy,
        by author: ChangeAuthor,
        progress: (Int) -> Void
    ) throws(AccountStoreError)

    /// Changes an account.
    ///
    /// - Parameters:
    ///   - name: The name of the account.
    ///   - change: The change.
    ///   - author: Who makes it.
    /// - Returns: The account after the change.
    /// - Throws: `AccountStoreError.noSuchAccount`; `AccountStoreError.conflict` if the condition of
    ///   the change does not hold.
    func change(
        _ name: String,
        _ change: AccountChange,
        by author: ChangeAuthor
    ) throws(AccountStoreError) -> Account

    /// Removes an account. Its name is kept, so that nobody else gets it by accident.
    ///
    /// - Parameters:
    ///   - name: The name of the account.
    ///   - author: Who removes it.
    /// - Throws: `AccountStoreError.noSuchAccount`.
    func remove(_ name: String, by author: ChangeAuthor) throws(AccountStoreError)

    /// Calls a function with the records of changes as they are at one moment, page by page, in the
    /// order of the changes.
    ///
    /// - Parameters:
    ///   - time: The time of the first record to read; nil to read all.
    ///   - body: Called with each page, which is never empty; it must not call the store.
    /// - Throws: `AccountStoreError.unavailable`; what the function throws.
    func readRecords(since time: UnixTime?, _ body: ([AuditRecord]) throws -> Void) throws

    /// Returns what has changed since a version of the store.
    ///
    /// - Parameter version: The version of the last news; nil to learn the present one.
    /// - Returns: The news.
    /// - Throws: `AccountStoreError.unavailable`.
    func news(since version: Int64?) throws(AccountStoreError) -> AccountNews
}

extension AccountStore {
    /// How many accounts or records a page has at most.
    package static var pageSize: Int { 1000 }

    /// Adds one account whose name was never used.
    public func add(_ account: Account) throws(AccountStoreError) {
        try add([account], .newNamesOnly) { _ in }
    }
}

/// Changes that the program makes on its own.
extension AccountStore {
    /// Adds accounts, all of them or none.
    public func add(
        _ accounts: [Account],
        _ policy: AdditionPolicy,
        progress: (Int) -> Void
    ) throws(AccountStoreError) {
        try add(accounts, policy, by: .program, progress: progress)
    }

    /// Changes an account, and returns it.
    public func change(
        _ name: String,
        _ change: AccountChange
    ) throws(AccountStoreError) -> Account {
        try self.change(name, change, by: .program)
    }

    /// Removes an account, and keeps its name.
    public func remove(_ name: String) throws(AccountStoreError) {
        try remove(name, by: .program)
    }
}

/// What to do about names that are in use when accounts are added.
public struct AdditionPolicy: OptionSet, Sendable {
    /// The bits of the policy.
    public let rawValue: Int

    /// Creates a policy from its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Refuses names that exist or have existed.
    public static let newNamesOnly: AdditionPolicy = []
    /// Replaces what is stored about an account that exists.
    ///
    /// If that changes the hash, or disables the account, its tokens end.
    public static let updatingExisting = AdditionPolicy(rawValue: 1)
    /// Allows the name of an account that was removed; the tokens of that one stay invalid.
    public static let reusingNames = AdditionPolicy(rawValue: 2)
    /// Adds nothing, and throws `AccountStoreError.rejected` with what would be rejected, even if that is
    /// nothing.
    public static let dryRun = AdditionPolicy(rawValue: 4)
}

/// A change to one account.
public enum AccountChange: Sendable, Equatable {
    /// Sets a new password, if the hash is still `expected` or nothing is expected. The user's
    /// tokens end.
    case password(hash: String, at: UnixTime, expected: String?)
    /// Stores another hash of the same password, if the hash is still `expected`. Tokens stay valid.
    case rehash(hash: String, expected: String)
    /// Disables the account. The user's tokens end.
    case disable
    /// Enables the account; tokens that have ended stay invalid.
    case enable
    /// Ends the user's tokens.
    case logout
    /// Replaces the scopes.
    case scopes([String])
}

extension AccountChange {
    /// Returns the account after the change; nil if the condition does not hold.
    package func applied(to account: Account) -> Account? {
        var account = account
        switch self {
        case .password(let hash, let time, let expected):
            if let expected, !expected.utf8.elementsEqual(account.passwordHash.utf8) { return nil }
            account.passwordHash = hash
            account.passwordChangedAt = time
            account.epoch &+= 1
        case .rehash(let hash, let expected):
            guard expected.utf8.elementsEqual(account.passwordHash.utf8) else { return nil }
            account.passwordHash = hash
        case .disable:
            account.isDisabled = true
            account.epoch &+= 1
        case .enable: account.isDisabled = false
        case .logout: account.epoch &+= 1
        case .scopes(let scopes): account.scopes = scopes
        }
        return account
    }
}

/// What has changed in a store since a version.
public struct AccountNews: Sendable {
    /// The version of the store now; it grows with every change.
    public let version: Int64
    /// The names of the accounts that have changed; nil if they are too many to list, or unknown.
    public let changedNames: [String]?
    /// One password hash of each kind in the store, that is of each scheme and cost; nil if nothing
    /// has changed.
    public let passwordHashes: [String]?

    /// Creates news.
    public init(version: Int64, changedNames: [String]?, passwordHashes: [String]?) {
        self.version = version
        self.changedNames = changedNames
        self.passwordHashes = passwordHashes
    }
}

/// Why a store did not do what it was asked to do.
public enum AccountStoreError: Error, Equatable, Sendable {
    /// There is no account with the name.
    case noSuchAccount
    /// The condition of a change does not hold any more.
    case conflict
    /// Some accounts cannot be added; none was.
    case rejected([Rejection])
    /// The store cannot be reached at present, or cannot be written to; the text says why.
    case unavailable(String)
    /// The store, or the part of it that was asked for, is damaged; the text says how that showed.
    case damaged(String)
    /// A newer version of Gatehouse has written the store; the text names the place.
    case tooNew(String)

    /// An account that cannot be added.
    public struct Rejection: Equatable, Sendable {
        /// The position in the list of accounts to be added, from 0.
        public let index: Int
        /// Why it cannot be added.
        public let reason: Reason

        /// Creates a rejection.
        public init(index: Int, reason: Reason) {
            self.index = index
            self.reason = reason
        }
    }

    /// Why an account cannot be added.
    public enum Reason: Equatable, Sendable {
        /// Its name violates the rules.
        case invalidName(AccountName.Fault)
        /// There is an account with the name.
        case nameTaken
        /// There is an account whose name looks the same, but has other bytes.
        case nameLooksTaken
        /// There was an account with the name, or with one that looks the same.
        case nameWasUsed
    }
}

extension AccountStoreError: LogSafe {
    /// What went wrong, without any name or value.
    public var logDescription: String {
        switch self {
        case .noSuchAccount: "no such account"
        case .conflict: "the account has changed meanwhile"
        case .rejected: "accounts cannot be added"
        case .unavailable(let reason), .damaged(let reason): reason
        case .tooNew(let place): "\(place) was written by a newer version of Gatehouse"
        }
    }
}
