// SPDX-License-Identifier: MIT
//
// `gatehouse user import` and `gatehouse user export`.
// Touches: the database, files, standard input, output and error.

import ArgumentParser
import GatehouseAccounts
import GatehouseBase
import GatehouseJSON

extension UserCommand {
    struct ImportCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Add many accounts with their hashes, all of them or none.",
            discussion: """
                csv: the first line names the columns: username, password_hash and, in any order, \
                email, full_name, disabled, scopes. jsonl: one object per line, as export writes \
                them. django: what manage.py dumpdata auth.user writes.

                Example: gatehouse user import users.csv --format csv
                """
        )

        @OptionGroup var options: DatabaseOption
        @Argument(help: "The file; - is standard input.") var file: String
        @Option(help: "csv, jsonl or django.") var format = ImportFormat.jsonl
        @Flag(help: "Replace what is stored about accounts that exist.") var update = false
        @Flag(help: "Allow the names of accounts that were removed.") var reuseName = false

        func run() throws {
            try options.withStore { store, _ in
                let file = try format.parse(try Self.read(self.file), now: .now())
                var policy = AdditionPolicy.newNamesOnly
                if update { policy.insert(.updatingExisting) }
                if reuseName { policy.insert(.reusingNames) }
                // What is wrong with the names is to be told along with what is wrong in the file.
                if !file.faults.isEmpty { policy.insert(.dryRun) }
                let count = file.entries.count
                let progress = Progress(total: count)
                do throws(AccountStoreError) {
                    let accounts = file.entries.map(\.account)
                    try store.add(accounts, policy, by: SystemUser.author) { progress.show($0) }
                } catch {
                    progress.clear()
                    guard case .rejected(let rejections) = error else { throw error }
                    throw file.failure(rejections)
                }
                progress.clear()
                StandardStreams.write(Array("\(count) accounts imported\n".utf8))
            }
        }

        /// A gibibyte is a few million accounts.
        private static let maxBytes = 1 << 30

        private static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
            if path == "-" {
                guard let bytes = File.readStandardInput(growingTo: maxBytes) else {
                    throw .badData("standard input is too long")
                }
                return bytes
            }
            let shown = LogText.quoted(path, limit: 200)
            let bytes: [UInt8]?
            do throws(File.ReadError) { bytes = try File.read(path, growingTo: maxBytes) } catch {
                throw .badData("the file \(shown) cannot be read")
            }
            guard let bytes else { throw .badData("there is no file \(shown)") }
            return bytes
        }
    }

    struct ExportCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "export",
            abstract: "Print all accounts with their hashes, one JSON object per line.",
            discussion: "Example: (umask 077; gatehouse user export > users.jsonl)"
        )

        @OptionGroup var options: DatabaseOption

        func run() throws {
            try options.withStore { store, _ in
                // On a terminal it would be mixed into the output.
                let progress = Progress(isShown: !StandardStreams.outputIsTerminal)
                defer { progress.clear() }
                var count = 0
                try store.readAll { page in
                    try printResult(try page.flatMap { try ExportedAccount($0).json() })
                    count += page.count
                    progress.show(count)
                }
            }
        }
    }
}

/// An account with its hash, as it is exported.
private struct ExportedAccount: Encodable {
    let account: ShownAccount
    let passwordHash: String

    init(_ account: Account) {
        self.account = ShownAccount(account)
        passwordHash = account.passwordHash
    }

    private enum CodingKeys: String, CodingKey {
        case username, email
        case fullName = "full_name"
        case disabled, scopes
        case createdAt = "created_at"
        case passwordChangedAt = "password_changed_at"
        case passwordHash = "password_hash"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(account.username, forKey: .username)
        try container.encode(account.email, forKey: .email)
        try container.encode(account.fullName, forKey: .fullName)
        try container.encode(account.disabled, forKey: .disabled)
        try container.encode(account.scopes, forKey: .scopes)
        try container.encode(account.createdAt, forKey: .createdAt)
        try container.encode(account.passwordChangedAt, forKey: .passwordChangedAt)
        try container.encode(passwordHash, forKey: .passwordHash)
    }

    func json() throws -> [UInt8] { try JSON.encode(self) + [ASCII.lineFeed] }
}

/// Shows on a terminal how far an import or an export has come.
private struct Progress {
    /// How many accounts there are; nil if that is not known.
    var total: Int?
    var isShown = true

    func show(_ count: Int) {
        guard StandardStreams.errorIsTerminal, isShown else { return }
        StandardStreams.write(Array("\r\(bar(count))".utf8), to: 2)
    }

    private func bar(_ count: Int) -> String {
        guard let total, total > 0 else { return "\(count) accounts" }
        let width = 40
        let filled = min(width, count * width / total)
        let bar =
            String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        return "[\(bar)] \(count) of \(total)"
    }

    func clear() {
        guard StandardStreams.errorIsTerminal, isShown else { return }
        StandardStreams.write(Array("\r\u{1B}[K".utf8), to: 2)
    }
}
