// SPDX-License-Identifier: MIT
//
// `gatehouse audit`. Touches: the database, standard output.

package import ArgumentParser
package import GatehouseAccounts
import GatehouseBase
import GatehouseJSON

package struct AuditCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Print what was changed in the accounts, when and by whom.",
        discussion: """
            A line for each change, the oldest first. It was made by the system user who ran \
            gatehouse user (by=system), by the user of the account (by=account), or by the server on \
            its own (by=program). Logins are not changes: they are in the log of the server.

            Example: gatehouse audit --since 2026-11-01
            """
    )

    @OptionGroup var options: DatabaseOption
    @Flag(help: "Print one JSON object per change and line.") var json = false
    @Option(
        parsing: .unconditional,
        help: "Only what was changed since, such as 2026-11-28 or 2026-11-28T06:33:00+01:00."
    )
    var since: String?

    package init() {}

    package func run() throws {
        let time = try since.map(Self.time)
        try options.withStore { store, _ in
            try store.readRecords(since: time) { page in
                let shown = page.map(ShownRecord.init)
                try printResult(
                    json ? try shown.flatMap { try $0.json() } : shown.flatMap(\.line)
                )
            }
        }
    }

    private static func time(_ text: String) throws -> UnixTime {
        guard let milliseconds = RFC3339.parseMilliseconds(text) else {
            throw CommandFailure.wrongUse(
                "--since is not a time such as 2026-11-28 or 2026-11-28T06:33:00Z"
            ).report()
        }
        return UnixTime(seconds: Double(milliseconds) / 1000)
    }
}

/// A record as the command line shows it.
package struct ShownRecord: Encodable {
    private let record: AuditRecord

    package init(_ record: AuditRecord) {
        self.record = record
    }

    private var time: String {
        var text: [UInt8] = []
        RFC3339.append(milliseconds: record.time.wholeMilliseconds, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

// MARK: - JSON

extension ShownRecord {
    private enum CodingKeys: String, CodingKey {
        case time, author
        case authorKind = "author_kind"
        case action, username, detail
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(time, forKey: .time)
        try container.encode(author, forKey: .author)
        try container.encode(record.author.kind, forKey: .authorKind)
        try container.encode(record.action.rawValue, forKey: .action)
        try container.encode(record.username, forKey: .username)
        try container.encode(Detail(record.detail), forKey: .detail)
    }

    /// Who made the change, by name; what kind of name it is stands beside it.
    private var author: String {
        switch record.author {
        case .system(let name): name
        case .account: record.username
        case .program: "gatehouse"
        }
    }

    /// The line of `--json`.
    package func json() throws -> [UInt8] { try JSON.encode(self) + [ASCII.lineFeed] }

    /// What is known of a detail, and nothing else.
    private struct Detail: Encodable {
        let scopes: [String]?
        let isDisabled: Bool?
        let hasNewPassword: Bool?

        /// Nil if nothing is known.
        init?(_ detail: AuditRecord.Detail) {
            guard detail != AuditRecord.Detail() else { return nil }
            scopes = detail.scopes
            isDisabled = detail.isDisabled
            hasNewPassword = detail.hasNewPassword
        }

        private enum CodingKeys: String, CodingKey {
            case scopes
            case isDisabled = "disabled"
            case hasNewPassword = "new_password"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            // `encodeIfPresent` would write null.
            if let scopes { try container.encode(scopes, forKey: .scopes) }
            if let isDisabled { try container.encode(isDisabled, forKey: .isDisabled) }
            if let hasNewPassword { try container.encode(hasNewPassword, forKey: .hasNewPassword) }
        }
    }
}

// MARK: - Text

extension ShownRecord {
    private static let actionWidth =
        AuditRecord.Action.allCases.map(\.rawValue.count).max() ?? 0

    /// The line for a terminal: the actions are lined up, and what follows are names with values.
    package var line: [UInt8] {
        let action = record.action.rawValue
        var words = [
            time, action + String(repeating: " ", count: Self.actionWidth - action.count),
            "user=" + Self.value(record.username), "by=" + record.author.kind,
        ]
        if case .system(let name) = record.author { words.append("author=" + Self.value(name)) }
        if let scopes = record.detail.scopes {
            words.append("scopes=" + Self.value(scopes.joined(separator: " ")))
        }
        if let isDisabled = record.detail.isDisabled {
            words.append("disabled=" + (isDisabled ? "yes" : "no"))
        }
        if let hasNewPassword = record.detail.hasNewPassword {
            words.append("new_password=" + (hasNewPassword ? "yes" : "no"))
        }
        return Array((words.joined(separator: " ") + "\n").utf8)
    }

    /// A value as it may stand in a terminal, in quotes if it could be taken for more than a value.
    private static func value(_ text: String) -> String {
        let cell = Table.cell(text)
        let isPlain = cell.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && !["\"", "\\", "="].contains(scalar)
        }
        guard cell.isEmpty || !isPlain else { return cell }
        let escaped = cell.unicodeScalars.map { scalar in
            ["\"", "\\"].contains(scalar) ? "\\\(scalar)" : "\(scalar)"
        }
        return "\"" + escaped.joined() + "\""
    }
}
