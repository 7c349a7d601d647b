// SPDX-License-Identifier: MIT
//
// The formats that accounts are imported from. A reader of our own for CSV, since a fault has to name
// its line, and a malformed file must be refused and not repaired.
// Specification: RFC 4180, Django's serialization format.

import ArgumentParser
import GatehouseAccounts
import GatehouseBase
import GatehouseJSON
import GatehouseSecurity

/// An account of a file, and where it stands there.
struct ImportEntry {
    /// The number of the record, from 0.
    let number: Int
    let place: String
    let account: Account
}

/// What is wrong in one place of a file.
struct ImportFault {
    /// The number of the record, from 0.
    let number: Int
    let place: String
    let problem: String
}

/// What a file says: accounts, and what cannot be understood.
struct ImportFile {
    private static let maxFaults = 100

    private(set) var entries: [ImportEntry] = []
    /// At most 100.
    private(set) var faults: [ImportFault] = []

    fileprivate init(_ records: [ImportRecord], now: UnixTime) {
        entries.reserveCapacity(records.count)
        for (number, record) in records.enumerated() where faults.count < Self.maxFaults {
            do throws(CommandFailure) {
                let account = try record.account(now: now)
                entries.append(ImportEntry(number: number, place: record.place, account: account))
            } catch {
                faults.append(
                    ImportFault(number: number, place: record.place, problem: error.problem)
                )
            }
        }
    }

    /// All faults as one failure, one line each, in the order of the file: those of the file, and
    /// those that a store has found.
    func failure(_ rejections: [AccountStoreError.Rejection]) -> CommandFailure {
        let found = rejections.map { rejection in
            let entry = entries[rejection.index]
            return ImportFault(
                number: entry.number,
                place: entry.place,
                problem: rejection.reason.words(entry.account.username)
            )
        }
        let all = (faults + found).sorted { $0.number < $1.number }
        let lines = all.prefix(Self.maxFaults).map { "\($0.place): \($0.problem)" }
        return .badData((["nothing was imported:"] + lines).joined(separator: "\n"))
    }
}

/// A format.
enum ImportFormat: String, ExpressibleByArgument, CaseIterable {
    case csv, jsonl, django

    /// Parses a file.
    ///
    /// - Throws: A failure if it is no file of this format at all.
    func parse(_ bytes: [UInt8], now: UnixTime) throws(CommandFailure) -> ImportFile {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw .badData("the file is not UTF-8")
        }
        let records =
            switch self {
            case .csv: try CSVRecords.parse(bytes)
            case .jsonl: JSONRecords.parseLines(bytes)
            case .django: try JSONRecords.parseDjango(bytes)
            }
        return ImportFile(records, now: now)
    }
}

/// What a place of a file says about an account.
struct ImportRecord {
    let place: String
    /// The members by name; nil if the place cannot be understood.
    var values: [String: JSONValue]?
    /// What to say if it cannot be understood.
    var fault = "not an object with strict JSON"

    private static let known: Set = [
        "username", "email", "full_name", "disabled", "scopes", "password_hash", "created_at",
        "password_changed_at", "scheme",
    ]

    /// Makes an account of it.
    func account(now: UnixTime) throws(CommandFailure) -> Account {
        guard let values else { throw .badData(fault) }
        for name in values.keys where !Self.known.contains(name) {
            throw .badData("unknown member \(LogText.quoted(name, limit: 40))")
        }
        guard let username = values["username"]?.string else {
            throw .badData("username is missing or is not a text")
        }
        if let fault = AccountName.fault(of: username) { throw .badData("\(fault)") }
        guard let hash = values["password_hash"]?.string else {
            throw .badData("password_hash is missing or is not a text")
        }
        if let fault = StoredHashFault(hash) { throw .badData("password_hash \(fault.words)") }
        return Account(
            username: username,
            email: try text("email"),
            fullName: try text("full_name"),
            isDisabled: try flag("disabled"),
            passwordHash: hash,
            scopes: try scopes(),
            createdAt: try time("created_at") ?? now,
            passwordChangedAt: try time("password_changed_at") ?? now
        )
    }

    private func text(_ name: String) throws(CommandFailure) -> String? {
        switch values?[name] {
        case nil, .null: return nil
        case .string(let text): return try AccountText.checked(text, name)
        default: throw .badData("\(name) is not a text")
        }
    }

    private func flag(_ name: String) throws(CommandFailure) -> Bool {
        switch values?[name] {
        case nil, .null, .bool(false): return false
        case .bool(true): return true
        case .string(let text):
            switch text.lowercased() {
            case "", "false", "no", "0": return false
            case "true", "yes", "1": return true
            default: break
            }
        default: break
        }
        throw .badData("\(name) is neither true nor false")
    }

    private func scopes() throws(CommandFailure) -> [String] {
        switch values?["scopes"] {
        case nil, .null: return ["me", "items"]
        case .string(let text): return try parseScopes(text)
        case .array(let items):
            var names: [String] = []
            for item in items {
                guard case .string(let name) = item, Tokens.isScope(name) else {
                    throw .badData("scopes has an entry that is not a scope")
                }
                names.append(name)
            }
            return names
        default: throw .badData("scopes is not a list")
        }
    }

    private func time(_ name: String) throws(CommandFailure) -> UnixTime? {
        switch values?[name] {
        case nil, .null: return nil
        case .string(let text):
            if text.isEmpty { return nil }
            if let seconds = RFC3339.parse(text) { return UnixTime(seconds: Double(seconds)) }
        default: break
        }
        throw .badData("\(name) is not a time such as 2026-11-25T02:34:56Z")
    }
}

/// Records in JSON.
enum JSONRecords {
    /// One object per line; empty lines are passed over.
    static func parseLines(_ bytes: [UInt8]) -> [ImportRecord] {
        let lines = bytes.split(separator: ASCII.lineFeed, omittingEmptySubsequences: false)
        return lines.enumerated().compactMap { index, line in
            guard line.contains(where: { $0 > ASCII.space }) else { return nil }
            let value = try? JSONValue.parse(Array(line))
            return ImportRecord(place: "line \(index + 1)", values: value.flatMap(members))
        }
    }

    /// What `dumpdata auth.user` writes: an array of objects with `model` and `fields`.
    static func parseDjango(_ bytes: [UInt8]) throws(CommandFailure) -> [ImportRecord] {
        guard let value = try? JSONValue.parse(bytes), case .array(let items) = value else {
            throw .badData("not a JSON array, as manage.py dumpdata writes it")
        }
        var records: [ImportRecord] = []
        for (index, item) in items.enumerated() where item["model"] == "auth.user" {
            let fields = item["fields"].flatMap(members)
            records.append(
                ImportRecord(place: "entry \(index + 1)", values: fields.map(djangoMembers))
            )
        }
        guard !records.isEmpty || items.isEmpty else {
            throw .badData("no entry is of the model auth.user")
        }
        return records
    }

    private static func djangoMembers(_ fields: [String: JSONValue]) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        members["username"] = fields["username"]
        members["password_hash"] = fields["password"]
        members["email"] = fields["email"]
        let names = ["first_name", "last_name"].compactMap { fields[$0]?.string }
        members["full_name"] = .string(names.filter { !$0.isEmpty }.joined(separator: " "))
        members["disabled"] = fields["is_active"] == .bool(false) ? .bool(true) : .bool(false)
        return members
    }

    private static func members(_ value: JSONValue) -> [String: JSONValue]? {
        guard case .object(let object) = value else { return nil }
        let members = object.members.map { ($0.name, $0.value) }
        return Dictionary(members, uniquingKeysWith: { first, _ in first })
    }
}

/// Records in CSV (RFC 4180), with a line of headings.
enum CSVRecords {
    static func parse(_ bytes: [UInt8]) throws(CommandFailure) -> [ImportRecord] {
        var reader = CSVReader(bytes)
        guard let headings = try reader.next() else { throw .badData("the file is empty") }
        let names = headings.cells
        guard Set(names).count == names.count else {
            throw .badData("line 1: a column is named twice")
        }
        var records: [ImportRecord] = []
        while let row = try reader.next() {
            if row.cells == [""] { continue }
            guard row.cells.count == names.count else {
                let fault = "\(row.cells.count) cells, but \(names.count) columns"
                records.append(ImportRecord(place: "line \(row.line)", values: nil, fault: fault))
                continue
            }
            let members = zip(names, row.cells).map { ($0, JSONValue.string($1)) }
            records.append(
                ImportRecord(
                    place: "line \(row.line)",
                    values: Dictionary(members, uniquingKeysWith: { first, _ in first })
                )
            )
        }
        return records
    }
}

/// Reads CSV row by row.
private struct CSVReader {
    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")

    private let bytes: [UInt8]
    private var index = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // Spreadsheets write a byte order mark.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    mutating func next() throws(CommandFailure) -> (line: Int, cells: [String])? {
        guard index < bytes.count else { return nil }
        let first = line
        var cells: [String] = []
        while true {
            cells.append(try cell())
            guard index < bytes.count, bytes[index] == Self.comma else { break }
            index += 1
        }
        try endOfRow()
        return (first, cells)
    }

    private mutating func cell() throws(CommandFailure) -> String {
        guard index < bytes.count, bytes[index] == Self.quote else { return try plainCell() }
        index += 1
        var cell: [UInt8] = []
        while true {
            guard index < bytes.count else {
                throw .badData("line \(line): a quoted cell does not end")
            }
            let byte = bytes[index]
            index += 1
            if byte == Self.quote {
                guard index < bytes.count, bytes[index] == Self.quote else { break }
                index += 1
            }
            if byte == ASCII.lineFeed { line += 1 }
            cell.append(byte)
        }
        return String(decoding: cell, as: UTF8.self)
    }

    private mutating func plainCell() throws(CommandFailure) -> String {
        let start = index
        let ends = [Self.comma, ASCII.lineFeed, ASCII.carriageReturn]
        while index < bytes.count, !ends.contains(bytes[index]) {
            guard bytes[index] != Self.quote else {
                throw .badData("line \(line): a quote within a cell that is not quoted")
            }
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func endOfRow() throws(CommandFailure) {
        guard index < bytes.count else { return }
        if bytes[index] == ASCII.carriageReturn { index += 1 }
        guard index < bytes.count, bytes[index] == ASCII.lineFeed else {
            throw .badData("line \(line): something follows a quoted cell")
        }
        index += 1
        line += 1
    }
}
