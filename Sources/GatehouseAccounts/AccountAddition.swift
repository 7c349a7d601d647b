// SPDX-License-Identifier: MIT
//
// The rules for adding and removing accounts, which all stores have in common.

/// What comes of an account that is to be added.
package enum AccountAddition {
    /// It is put in the place of the account whose name is the same or looks the same, if there is one,
    /// and that is recorded.
    case put(Account, AuditRecord)
    /// It is refused.
    case refuse(AccountStoreError.Reason)

    /// Decides by the policy.
    ///
    /// - Parameters:
    ///   - new: The account to be added.
    ///   - policy: What to do about names that are in use.
    ///   - existing: The account whose name is the same or looks the same, removed or not; nil if there
    ///     is none.
    ///   - isRemoved: Whether that one was removed.
    ///   - author: Who adds it.
    /// - Returns: What to do.
    package static func decide(
        _ new: Account,
        _ policy: AdditionPolicy,
        existing: Account?,
        isRemoved: Bool,
        by author: ChangeAuthor
    ) -> AccountAddition {
        // What is left of an account that was removed is none that could be updated.
        let replaced = isRemoved ? nil : existing
        let put = { (account: Account) -> AccountAddition in
            .put(account, AuditRecord(putting: account, inPlaceOf: replaced, by: author))
        }
        if let fault = AccountName.fault(of: new.username) { return .refuse(.invalidName(fault)) }
        guard let existing else { return put(new.with(epoch: 0)) }
        if isRemoved {
            guard policy.contains(.reusingNames) else { return .refuse(.nameWasUsed) }
            // The tokens of the account that was removed stay invalid.
            return put(new.with(epoch: existing.epoch))
        }
        guard existing.username.utf8.elementsEqual(new.username.utf8) else {
            return .refuse(.nameLooksTaken)
        }
        guard policy.contains(.updatingExisting) else { return .refuse(.nameTaken) }
        return put(new.replacing(existing))
    }
}

extension Account {
    /// What is kept of an account that is removed: the name, and an epoch in which no token of it is
    /// good.
    package var removed: Account {
        Account(username: username, passwordHash: "", epoch: epoch &+ 1, createdAt: createdAt)
    }

    /// This account in the place of another of the same name, whose tokens end if the password changes
    /// or if it is disabled now.
    fileprivate func replacing(_ existing: Account) -> Account {
        let hasSamePassword = existing.passwordHash.utf8.elementsEqual(passwordHash.utf8)
        let endsTokens = !hasSamePassword || (isDisabled && !existing.isDisabled)
        var account = with(epoch: endsTokens ? existing.epoch &+ 1 : existing.epoch)
        account.createdAt = existing.createdAt
        if hasSamePassword { account.passwordChangedAt = existing.passwordChangedAt }
        return account
    }

    fileprivate func with(epoch: Int64) -> Account {
        var account = self
        account.epoch = epoch
        return account
    }
}
