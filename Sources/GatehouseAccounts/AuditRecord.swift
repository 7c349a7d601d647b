// SPDX-License-Identifier: MIT
//
// Specification: OWASP ASVS 5.0, 16.3.

/// Who changes an account.
public enum ChangeAuthor: Equatable, Sendable {
    /// Somebody who runs a command on the machine, by the name that the system knows.
    case system(String)
    /// The user whose account it is.
    case account
    /// The program on its own, as when it renews a hash.
    case program
}

/// What was done to an account, when and by whom.
///
/// It is for whoever watches over the accounts, and is kept after the account is removed. So there is
/// never a hash in it, nor an e-mail address or a full name.
public struct AuditRecord: Equatable, Sendable {
    /// What was done.
    ///
    /// The names are fixed: programs look for them.
    public enum Action: String, CaseIterable, Sendable {
        /// The account was added.
        case added
        /// All that is stored about the account was replaced.
        case updated
        /// A new password was set.
        case passwordChanged = "password_changed"
        /// The hash of the same password was replaced by a stronger one.
        case passwordRehashed = "password_rehashed"
        /// The account was disabled.
        case disabled
        /// The account was enabled.
        case enabled
        /// The user's tokens were ended.
        case loggedOut = "logged_out"
        /// Other scopes were set.
        case scopesChanged = "scopes_changed"
        /// The account was removed.
        case removed
    }

    /// What an action does not say by its name; nil where it does not matter to the action.
    public struct Detail: Equatable, Sendable {
        /// The scopes that the account has since.
        public var scopes: [String]?
        /// Whether the account is disabled since.
        public var isDisabled: Bool?
        /// Whether the password is another since.
        public var hasNewPassword: Bool?

        /// Creates a detail.
        public init(
            scopes: [String]? = nil,
            isDisabled: Bool? = nil,
            hasNewPassword: Bool? = nil
        ) {
            self.scopes = scopes
            self.isDisabled = isDisabled
            self.hasNewPassword = hasNewPassword
        }
    }

    /// When it was done, to the millisecond.
    public let time: UnixTime
    /// Who did it.
    public let author: ChangeAuthor
    /// What was done.
    public let action: Action
    /// The name of the account.
    public let username: String
    /// What else there is to say.
    public let detail: Detail

    /// Creates a record.
    public init(
        time: UnixTime,
        author: ChangeAuthor,
        action: Action,
        username: String,
        detail: Detail = Detail()
    ) {
        self.time = time
        self.author = author
        self.action = action
        self.username = username
        self.detail = detail
    }
}

extension AuditRecord {
    /// The record of a change to one account.
    package init(_ change: AccountChange, of username: String, by author: ChangeAuthor) {
        var detail = Detail()
        if case .scopes(let scopes) = change { detail.scopes = scopes }
        self.init(
            time: .now(),
            author: author,
            action: change.action,
            username: username,
            detail: detail
        )
    }

    /// The record of a removal.
    package init(removalOf username: String, by author: ChangeAuthor) {
        self.init(time: .now(), author: author, action: .removed, username: username)
    }

    /// The record of an account that is put in the place of another of its name, or of none.
    package init(putting new: Account, inPlaceOf existing: Account?, by author: ChangeAuthor) {
        var detail = Detail(scopes: new.scopes, isDisabled: new.isDisabled)
        detail.hasNewPassword = existing.map { existing in
            !existing.passwordHash.utf8.elementsEqual(new.passwordHash.utf8)
        }
        self.init(
            time: .now(),
            author: author,
            action: existing == nil ? .added : .updated,
            username: new.username,
            detail: detail
        )
    }
}

extension AccountChange {
    fileprivate var action: AuditRecord.Action {
        switch self {
        case .password: .passwordChanged
        case .rehash: .passwordRehashed
        case .disable: .disabled
        case .enable: .enabled
        case .logout: .loggedOut
        case .scopes: .scopesChanged
        }
    }
}
