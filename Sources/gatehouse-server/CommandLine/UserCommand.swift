// SPDX-License-Identifier: MIT
//
// `gatehouse user`: adds, shows, changes and removes accounts, while servers run or not.
// Touches: the database, the terminal, standard input and output.

package import ArgumentParser
import GatehouseAccounts
import GatehouseBase
import GatehouseSecurity

package struct UserCommand: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Manage the accounts.",
        discussion: """
            Every change is recorded with the system user who makes it: see gatehouse audit. It \
            counts for running servers within a tenth of a second, with PostgreSQL \
            within a second. Exit status: 0 done; \
            1 refused, such as a name that is taken; 64 wrong use; 65 bad data; 75 the database \
            cannot be used at present; 78 wrong settings.

            Example: gatehouse user add johndoe --email johndoe@example.com
            """,
        subcommands: [
            Add.self, List.self, Show.self, Password.self, Disable.self, Enable.self, Logout.self,
            Scopes.self, Remove.self, ImportCommand.self, ExportCommand.self,
        ]
    )

    package init() {}
}

extension UserCommand {
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add an account.",
            discussion: """
                The terminal asks for the password twice, without showing it.

                Example: gatehouse user add johndoe --full-name "John Doe" --scopes "me items"
                """
        )

        @OptionGroup var options: DatabaseOption
        @OptionGroup var input: NewPassword
        @Argument(help: "The name to log in with: 1 to 255 bytes.") var name: String
        @Option(parsing: .unconditional, help: "The e-mail address.") var email: String?
        @Option(parsing: .unconditional, help: "The full name.") var fullName: String?
        @Option(parsing: .unconditional, help: "The scopes, separated by spaces.")
        var scopes = "me items"
        @Flag(help: "Add the account disabled.") var disabled = false
        @Flag(help: "Allow the name of an account that was removed.") var reuseName = false

        func run() throws {
            try options.withStore { store, settings in
                if let fault = AccountName.fault(of: name) {
                    throw CommandFailure.badData("\(fault)")
                }
                let now = UnixTime.now()
                let email = try AccountText.checked(email, "the e-mail address")
                let fullName = try AccountText.checked(fullName, "the full name")
                let account = Account(
                    username: name,
                    email: email,
                    fullName: fullName,
                    isDisabled: disabled,
                    passwordHash: try input.hash(settings, names: [name, email, fullName]),
                    scopes: try parseScopes(scopes),
                    createdAt: now,
                    passwordChangedAt: now
                )
                try Self.add(account, reuseName ? .reusingNames : .newNamesOnly, to: store)
            }
        }

        private static func add(
            _ account: Account,
            _ policy: AdditionPolicy,
            to store: any AccountStore
        ) throws {
            do throws(AccountStoreError) {
                try store.add([account], policy, by: SystemUser.author) { _ in }
            } catch {
                guard case .rejected(let rejections) = error, let first = rejections.first else {
                    throw error
                }
                throw CommandFailure.refused(first.reason.words(account.username))
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the accounts, in the order of their names.",
            discussion: "Example: gatehouse user list --json"
        )

        @OptionGroup var options: DatabaseOption
        @Flag(help: "Print one JSON object per account and line.") var json = false

        func run() throws {
            try options.withStore { store, _ in
                var rows: [[String]] = []
                try store.readAll { page in
                    let shown = page.map(ShownAccount.init)
                    if json {
                        try printResult(try shown.flatMap { try $0.json() })
                    } else {
                        rows += shown.map(\.columns)
                    }
                }
                if !json { try printResult(Table.text([ShownAccount.headings] + rows)) }
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show an account; never its hash.",
            discussion: "Example: gatehouse user show johndoe"
        )

        @OptionGroup var account: ExistingAccount
        @Flag(help: "Print one JSON object.") var json = false

        func run() throws {
            try account.withStore { store, _ in
                guard let account = try store.account(named: account.name) else {
                    throw AccountStoreError.noSuchAccount
                }
                let shown = ShownAccount(account)
                try printResult(
                    json
                        ? try shown.json()
                        : Table.text([ShownAccount.headings, shown.columns])
                )
            }
        }
    }

    struct Password: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set a new password; the user's tokens end.",
            discussion: "Example: gatehouse user password johndoe"
        )

        @OptionGroup var account: ExistingAccount
        @OptionGroup var input: NewPassword

        func run() throws {
            try account.withStore { store, settings in
                // Nobody should have to type a password for an account that does not exist.
                guard let known = try store.account(named: account.name) else {
                    throw AccountStoreError.noSuchAccount
                }
                let names = [known.username, known.email, known.fullName]
                let hash = try input.hash(settings, names: names)
                let change = AccountChange.password(hash: hash, at: .now(), expected: nil)
                _ = try store.change(account.name, change, by: SystemUser.author)
            }
        }
    }

    struct Disable: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Disable an account; the user's tokens end.",
            discussion: "Example: gatehouse user disable johndoe"
        )

        @OptionGroup var account: ExistingAccount

        func run() throws { try account.change(.disable) }
    }

    struct Enable: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enable an account; tokens from before stay invalid.",
            discussion: "Example: gatehouse user enable johndoe"
        )

        @OptionGroup var account: ExistingAccount

        func run() throws { try account.change(.enable) }
    }

    struct Logout: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End the user's tokens.",
            discussion: "Example: gatehouse user logout johndoe"
        )

        @OptionGroup var account: ExistingAccount

        func run() throws { try account.change(.logout) }
    }

    struct Scopes: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set the scopes of an account; its tokens are narrowed at once.",
            discussion: "Example: gatehouse user scopes johndoe \"me items\""
        )

        @OptionGroup var account: ExistingAccount
        @Argument(help: "The scopes, separated by spaces; \"\" for none.") var scopes: String

        func run() throws {
            try account.withStore { store, _ in
                let change = AccountChange.scopes(try parseScopes(scopes))
                _ = try store.change(account.name, change, by: SystemUser.author)
            }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove an account. Its name is not given to anybody else.",
            discussion: "Example: gatehouse user remove johndoe"
        )

        @OptionGroup var account: ExistingAccount

        func run() throws {
            try account.withStore { store, _ in
                try store.remove(account.name, by: SystemUser.author)
            }
        }
    }
}

/// The account that a command is about.
struct ExistingAccount: ParsableArguments {
    @OptionGroup var options: DatabaseOption
    @Argument(help: "The name of the account.") var name: String

    /// Opens the database and does something with it; if there is no such account, the error names it.
    func withStore(_ body: (any AccountStore, Settings) throws -> Void) throws {
        try options.withStore { store, settings in
            do { try body(store, settings) } catch AccountStoreError.noSuchAccount {
                let name = LogText.quoted(name, limit: 100)
                throw CommandFailure.refused("there is no account named \(name)")
            }
        }
    }

    /// Changes the account.
    func change(_ change: AccountChange) throws {
        try withStore { store, _ in
            _ = try store.change(name, change, by: SystemUser.author)
        }
    }
}

/// How a command gets the hash of a new password.
struct NewPassword: ParsableArguments {
    @Flag(help: "Read the password from the first line of standard input.")
    var passwordStdin = false
    @Flag(help: "Read a hash made elsewhere from the first line of standard input.")
    var hashStdin = false

    func validate() throws {
        guard !passwordStdin || !hashStdin else {
            throw ValidationError("--password-stdin and --hash-stdin exclude each other")
        }
    }

    /// Reads the password and hashes it, or reads the hash.
    ///
    /// - Parameters:
    ///   - settings: How passwords are hashed.
    ///   - names: What the user is called, which must not be the password.
    /// - Returns: The hash.
    /// - Throws: A `CommandFailure` that says what is wrong.
    func hash(_ settings: Settings, names: [String?]) throws -> String {
        do {
            if hashStdin { return try readHash() }
            let password = passwordStdin ? try PasswordInput.readLine() : try PasswordInput.ask()
            guard !password.isEmpty else { throw PasswordInput.Fault.empty }
            if let fault = PasswordPolicy.fault(of: password, names: names) {
                throw CommandFailure.badData("the password \(fault)")
            }
            return try PasswordContext(settings.newPasswordHash).hash(password)
        } catch let fault as PasswordInput.Fault {
            throw CommandFailure.badData(fault.words)
        } catch let error as PasswordHashError {
            throw CommandFailure.badData("the password cannot be hashed: \(error.words)")
        }
    }

    private func readHash() throws -> String {
        let hash = try PasswordInput.readLine().value
        if let fault = StoredHashFault(hash) {
            throw CommandFailure.badData("the hash \(fault.words)")
        }
        return hash
    }
}

/// Checks on the texts of an account that are not its name.
enum AccountText {
    /// Returns the text, nil for an empty one.
    ///
    /// - Throws: A failure with the name of the text, if it is too long or has control characters.
    static func checked(_ text: String?, _ name: String) throws(CommandFailure) -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard text.utf8.count <= 1000 else {
            throw CommandFailure.badData("\(name) has more than 1000 bytes")
        }
        let isControl: (Unicode.Scalar) -> Bool = { $0.properties.generalCategory == .control }
        guard !text.unicodeScalars.contains(where: isControl) else {
            throw CommandFailure.badData("\(name) contains control characters")
        }
        return text
    }
}

/// A table for a terminal.
enum Table {
    /// A text as it may stand in a table: what a terminal would obey, or what turns the direction of
    /// writing around, is replaced.
    static func cell(_ text: String) -> String {
        let unsafe: [Unicode.GeneralCategory] = [
            .control, .format, .lineSeparator, .paragraphSeparator,
        ]
        var cell = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            cell.append(unsafe.contains(scalar.properties.generalCategory) ? "\u{FFFD}" : scalar)
        }
        return String(cell)
    }

    /// Lines up the columns; the last is not padded.
    static func text(_ rows: [[String]]) -> [UInt8] {
        let columns = rows.first?.count ?? 0
        let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for row in rows {
            for (column, cell) in row.enumerated() {
                text += cell
                guard column < columns - 1 else { continue }
                text += String(repeating: " ", count: widths[column] - cell.count + 2)
            }
            text += "\n"
        }
        return Array(text.utf8)
    }
}
