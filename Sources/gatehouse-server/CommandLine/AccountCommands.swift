// SPDX-License-Identifier: MIT
//
// What the commands that work on accounts share: the database, errors and their exit statuses, and
// how an account is shown.

import ArgumentParser
import GatehouseAccounts
import GatehouseBase
import GatehouseJSON
import GatehouseSecurity

/// The option that every command on accounts takes.
struct DatabaseOption: ParsableArguments {
    @Option(parsing: .unconditional, help: .setting("DATABASE")) var database: String?

    init() {}

    /// The settings that matter: the database, and how passwords are hashed.
    private func settings() throws -> Settings {
        let wanted: [Setting] = [.database, .passwordScheme, .bcryptCost]
        do throws(SettingsFaults) {
            return try Settings.resolve(
                wanted,
                flags: database.map { [Setting.database.name: $0] } ?? [:],
                environment: Process.takeEnvironment(
                    wanted.map(\.name),
                    secrets: Set(wanted.filter(\.isSecret).map(\.name))
                ),
                file: EnvironmentFile.load(EnvironmentFile.name)
            )
        } catch {
            StandardStreams.writeError(error.lines.joined(separator: "\n"))
            throw ServeCommand.configurationFault
        }
    }

    /// Opens the database and does something with it; an error becomes one line and an exit status.
    func withStore(_ body: (any AccountStore, Settings) throws -> Void) throws {
        try withSettings { settings in try body(try settings.database.open(), settings) }
    }

    /// Does something by the settings; an error becomes one line and an exit status.
    func withSettings(_ body: (Settings) throws -> Void) throws {
        let settings = try settings()
        do { try body(settings) } catch let error as AccountStoreError {
            throw CommandFailure(error, database: settings.database).report()
        } catch let error as CommandFailure {
            throw error.report()
        }
    }
}

/// Why a command on accounts fails: a line for standard error, and the exit status of sysexits.h.
struct CommandFailure: Error {
    let problem: String
    let exitCode: ExitCode

    /// What was asked for is refused: status 1.
    static func refused(_ problem: String) -> CommandFailure {
        CommandFailure(problem: problem, exitCode: .failure)
    }

    /// The data is bad: status 65, EX_DATAERR.
    static func badData(_ problem: String) -> CommandFailure {
        CommandFailure(problem: problem, exitCode: ExitCode(65))
    }

    private init(problem: String, exitCode: ExitCode) {
        self.problem = problem
        self.exitCode = exitCode
    }

    /// It is used wrongly: status 64, EX_USAGE.
    static func wrongUse(_ problem: String) -> CommandFailure {
        CommandFailure(problem: problem, exitCode: ExitCode(64))
    }

    init(_ error: AccountStoreError, database: DatabaseLocation) {
        switch error {
        case .unavailable, .damaged, .tooNew: problem = "\(database): \(error.logDescription)"
        default: problem = error.logDescription
        }
        exitCode = error.exitCode
    }

    /// Writes the line, and returns the status to end with.
    func report() -> ExitCode {
        StandardStreams.writeError("gatehouse: \(problem)")
        return exitCode
    }
}

extension AccountStoreError {
    /// 75, EX_TEMPFAIL, if the database cannot be used at present; 78, EX_CONFIG, if it is too new.
    var exitCode: ExitCode {
        switch self {
        case .noSuchAccount, .conflict, .rejected: .failure
        case .unavailable, .damaged: ExitCode(75)
        case .tooNew: ExitCode(78)
        }
    }
}

extension AccountStoreError.Reason {
    /// Why an account with this name cannot be added.
    func words(_ name: String) -> String {
        let name = LogText.quoted(name, limit: 100)
        return switch self {
        case .invalidName(let fault): "\(fault)"
        case .nameTaken: "there is an account named \(name)"
        case .nameLooksTaken: "there is an account whose name looks like \(name)"
        case .nameWasUsed: "an account named \(name) was removed; --reuse-name gives the name away"
        }
    }
}

/// An account as the command line shows it, without the hash.
struct ShownAccount: Encodable {
    let username: String
    let email: String?
    let fullName: String?
    let disabled: Bool
    let scopes: [String]
    let scheme: String
    let createdAt: String
    let passwordChangedAt: String

    init(_ account: Account) {
        username = account.username
        email = account.email
        fullName = account.fullName
        disabled = account.isDisabled
        scopes = account.scopes
        scheme = (try? PasswordHashKind(account.passwordHash))?.scheme ?? "unknown"
        createdAt = Self.text(account.createdAt)
        passwordChangedAt = Self.text(account.passwordChangedAt)
    }

    private enum CodingKeys: String, CodingKey {
        case username, email
        case fullName = "full_name"
        case disabled, scopes, scheme
        case createdAt = "created_at"
        case passwordChangedAt = "password_changed_at"
    }

    /// A time in UTC, to the second.
    static func text(_ time: UnixTime) -> String {
        var text: [UInt8] = []
        RFC3339.append(milliseconds: time.wholeSeconds * 1000, to: &text)
        // Without the fraction, which is always zero.
        return String(decoding: text.dropLast(5), as: UTF8.self) + "Z"
    }

    /// The line of `--json`.
    func json() throws -> [UInt8] { try JSON.encode(self) + [ASCII.lineFeed] }

    /// What stands in each column of a table.
    var columns: [String] {
        [
            username, email ?? "-", fullName ?? "-", disabled ? "yes" : "no",
            scopes.isEmpty ? "-" : scopes.joined(separator: " "), scheme, createdAt,
        ].map(Table.cell)
    }

    static let headings = [
        "USERNAME", "EMAIL", "FULL NAME", "DISABLED", "SCOPES", "SCHEME", "CREATED",
    ]
}

/// Prints what was asked for; what is not printed whole, as on a full disk, must not look as if it was.
func printResult(_ bytes: [UInt8]) throws(CommandFailure) {
    guard StandardStreams.write(bytes) else {
        throw CommandFailure.refused("cannot write to standard output")
    }
}

/// Reads the scopes of an option: names separated by spaces.
func parseScopes(_ text: String) throws(CommandFailure) -> [String] {
    let names = text.split(separator: " ").map(String.init)
    guard names.allSatisfy(Tokens.isScope) else {
        throw CommandFailure.badData(
            "a scope has printable ASCII characters other than the quote and the backslash"
        )
    }
    return names
}
