// SPDX-License-Identifier: MIT

/// A record in the values that both databases have columns for.
package struct StoredAuditRecord {
    package let milliseconds: Int64
    /// `system`, `account` or `program`.
    package let authorKind: String
    /// The name of a system user; nil for other authors.
    package let author: String?
    package let action: String
    package let username: String
    /// The scopes, separated by spaces.
    package let scopes: String?
    package let isDisabled: Bool?
    package let hasNewPassword: Bool?

    /// Creates the values as they were read.
    package init(
        milliseconds: Int64,
        authorKind: String,
        author: String?,
        action: String,
        username: String,
        scopes: String?,
        isDisabled: Bool?,
        hasNewPassword: Bool?
    ) {
        self.milliseconds = milliseconds
        self.authorKind = authorKind
        self.author = author
        self.action = action
        self.username = username
        self.scopes = scopes
        self.isDisabled = isDisabled
        self.hasNewPassword = hasNewPassword
    }

    /// Creates the values that are to be stored.
    package init(_ record: AuditRecord) {
        milliseconds = record.time.wholeMilliseconds
        authorKind = record.author.kind
        author = if case .system(let name) = record.author { name } else { nil }
        action = record.action.rawValue
        username = record.username
        scopes = record.detail.scopes?.joined(separator: " ")
        isDisabled = record.detail.isDisabled
        hasNewPassword = record.detail.hasNewPassword
    }

    /// Returns the record; nil if the values are not as this program writes them.
    package var record: AuditRecord? {
        guard let action = AuditRecord.Action(rawValue: action),
            let author = ChangeAuthor(kind: authorKind, name: author)
        else { return nil }
        return AuditRecord(
            time: UnixTime(seconds: Double(milliseconds) / 1000),
            author: author,
            action: action,
            username: username,
            detail: AuditRecord.Detail(
                scopes: scopes?.split(separator: " ").map(String.init),
                isDisabled: isDisabled,
                hasNewPassword: hasNewPassword
            )
        )
    }
}

extension ChangeAuthor {
    /// The kind of author as a fixed name.
    package var kind: String {
        switch self {
        case .system: "system"
        case .account: "account"
        case .program: "program"
        }
    }

    fileprivate init?(kind: String, name: String?) {
        switch (kind, name) {
        case ("system", let name?): self = .system(name)
        case ("account", nil): self = .account
        case ("program", nil): self = .program
        default: return nil
        }
    }
}
