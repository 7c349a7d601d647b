// SPDX-License-Identifier: MIT

import GRDB
import GatehouseAccounts

/// The errors of SQLite in words for an operator, without any statement or value.
enum DatabaseFailure {
    /// Does something, and translates its errors.
    static func translated<Value>(
        _ body: () throws -> Value
    ) throws(AccountStoreError) -> Value {
        do { return try body() } catch { throw translate(error) }
    }

    /// Translates an error.
    static func translate(_ error: any Error) -> AccountStoreError {
        switch error {
        case let error as AccountStoreError: error
        case let error as DatabaseError:
            isDamage(error) ? .damaged(words(error)) : .unavailable(words(error))
        // A row that is not as this program writes them.
        default: .damaged("the database is damaged")
        }
    }

    private static func isDamage(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL, .SQLITE_FULL, .SQLITE_READONLY,
            .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            false
        default: true
        }
    }

    private static func words(_ error: DatabaseError) -> String {
        switch error.extendedResultCode {
        case .SQLITE_IOERR_WRITE, .SQLITE_IOERR_FSYNC, .SQLITE_IOERR_TRUNCATE:
            return "the database cannot be written"
        // The file of locks that all processes share could not grow.
        case .SQLITE_IOERR_SHMSIZE: return "the disk of the database is full"
        default: break
        }
        return switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            "the database is locked by another program"
        case .SQLITE_FULL: "the disk of the database is full"
        case .SQLITE_READONLY: "the database is read-only"
        case .SQLITE_CORRUPT: "the database is damaged"
        case .SQLITE_NOTADB: "the file is not a database"
        case .SQLITE_CANTOPEN: "the database cannot be opened"
        case .SQLITE_PERM, .SQLITE_AUTH: "access to the database is denied"
        case .SQLITE_IOERR: "the database cannot be read or written"
        default: "the database failed with code \(error.extendedResultCode.rawValue)"
        }
    }
}
