// SPDX-License-Identifier: MIT
//
// Specification: PostgreSQL, Appendix A, "Error Codes" (SQLSTATE).

import GatehouseAccounts

/// What went wrong with a statement or a connection.
enum PostgresFailure: Error {
    /// libpq is not installed.
    case libraryMissing
    /// The connection is of no more use; the text says why.
    case lost(String)
    /// The server refused the statement with this SQLSTATE; the connection is as good as before.
    case refused(state: String)

    /// The failure that an SQLSTATE stands for.
    init(state: String) {
        // A server that ends the session says so in the place of an answer: class 57, operator
        // intervention, other than the cancellation of a single statement; class 08, connection.
        let endsSession =
            state.hasPrefix("57P") || state.hasPrefix("08")
            || state == "25P03" || state == "25P04"
        self = endsSession ? .lost(Self.words(state)) : .refused(state: state)
    }

    /// The words of the failure for an operator, without any statement or value.
    var words: String {
        switch self {
        case .libraryMissing:
            "PostgreSQL's client library libpq.so.5 is not installed (Debian's package libpq5)"
        case .lost(let reason): reason
        case .refused(let state): Self.words(state)
        }
    }

    private static func words(_ state: String) -> String {
        switch state {
        case "25006": "the database is read-only"
        case "25P03", "25P04": "the database ended a transaction that took too long"
        case "3F000", "42P01": "the tables of the accounts are missing"
        case "40000": "the change was rolled back"
        case "42501": "the role lacks a privilege that it needs in the database"
        case "53100": "the disk of the database is full"
        case "53200": "the database has run out of memory"
        case "53300": "the database has too many connections"
        case "55P03", "57014":
            "the database took too long; an import or another program may hold a lock"
        case "57P01", "57P02": "the database is shutting down"
        case "57P03": "the database is starting or shutting down"
        case "58030": "the database cannot be read or written"
        case "XX001", "XX002": "the database is damaged"
        default: "the database failed with SQLSTATE \(state)"
        }
    }

    /// A message of libpq as one line of bounded length, without control characters.
    static func oneLine(_ message: String) -> String {
        let words = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let scalars = words.unicodeScalars.filter { $0.properties.generalCategory != .control }
        let line = String(String.UnicodeScalarView(scalars.prefix(300)))
        return line.isEmpty ? "the connection was lost" : line
    }
}

extension AccountStoreError {
    /// The error of a store whose database failed.
    init(_ failure: PostgresFailure) {
        let damage = ["XX001", "XX002"]
        if case .refused(let state) = failure, damage.contains(state) {
            self = .damaged(failure.words)
        } else {
            self = .unavailable(failure.words)
        }
    }
}
