// SPDX-License-Identifier: MIT
//
// Touches: a socket, the clock. Unsafe: libpq's objects, C strings.

import CLibPQ
import Glibc

/// A connection to a PostgreSQL server, used by one thread at a time.
///
/// libpq could wait for an answer for ever, when a server or the way to it has vanished without a
/// word. So every wait has a deadline, and a connection that misses one is of no more use.
@safe
final class PostgresConnection {
    private let handle: OpaquePointer
    /// Whether there is a pooler between this program and the server.
    var isPooled = false

    /// Opens a connection.
    ///
    /// - Throws: A failure with the reason as libpq gives it.
    init(_ url: PostgresURL) throws(PostgresFailure) {
        guard clibpq_load() == 1 else { throw .libraryMissing }
        // What comes later wins, so the URL decides what stands before it.
        let options =
            [("connect_timeout", "3"), ("fallback_application_name", "gatehouse")]
            // Of several hosts the one that can be written to.
            + (url.hasSeveralHosts ? [("target_session_attrs", "read-write")] : [])
            + [("dbname", url.text), ("client_encoding", "UTF8")]
            // A wait without end would keep this instance from ever trying another.
            + (url.waitsForEver ? [("connect_timeout", "3")] : [])
        let opened = unsafe Self.withCStrings(options.map(\.0)) { keywords in
            unsafe Self.withCStrings(options.map(\.1)) { values in
                unsafe clibpq_connect(keywords, values)
            }
        }
        guard let handle = unsafe opened else { throw .lost("memory has run out") }
        unsafe self.handle = unsafe handle
        guard unsafe clibpq_is_connected(handle) else { throw failure() }
    }

    deinit { unsafe clibpq_finish(handle) }

    /// The number of the process at the other end, as that end has told it.
    var backendNumber: Int { Int(unsafe clibpq_backend_pid(handle)) }

    /// Executes statements that have no parameters, and returns the rows of the last.
    func execute(
        _ statements: String,
        within timeout: Duration
    ) throws(PostgresFailure) -> PostgresRows {
        try executeAll(statements, within: timeout).last ?? PostgresRows()
    }

    /// Executes statements that have no parameters, and returns the rows of each.
    func executeAll(
        _ statements: String,
        within timeout: Duration
    ) throws(PostgresFailure) -> [PostgresRows] {
        guard unsafe clibpq_send(handle, statements) == 1 else { throw failure() }
        return try results(within: timeout)
    }

    /// Executes one statement, and returns its rows.
    ///
    /// - Parameters:
    ///   - statement: A statement with parameters `$1` and so on, each a text.
    ///   - parameters: The texts; nil is NULL.
    ///   - timeout: How long to wait for the answer; the connection is useless afterwards.
    /// - Returns: The rows, as texts.
    /// - Throws: A failure of the statement or of the connection.
    func execute(
        _ statement: String,
        _ parameters: [String?],
        within timeout: Duration
    ) throws(PostgresFailure) -> PostgresRows {
        let lengths = parameters.map { Int32(clamping: $0?.utf8.count ?? 0) }
        let isSent = unsafe Self.withCStrings(parameters) { values in
            unsafe clibpq_send_with(handle, statement, Int32(lengths.count), values, lengths)
        }
        guard isSent == 1 else { throw failure() }
        return try results(within: timeout).last ?? PostgresRows()
    }

    /// Waits until a notification has come, or the time is over.
    ///
    /// - Throws: A failure if the connection is lost.
    func waitForNotification(within timeout: Duration) throws(PostgresFailure) {
        let deadline = Deadline(timeout)
        while !takeNotifications() {
            guard try wait(for: Int16(POLLIN), until: deadline) else { return }
            guard unsafe clibpq_consume_input(handle) == 1 else { throw failure() }
        }
    }

    /// Takes all notifications that have come, and returns whether there was one.
    private func takeNotifications() -> Bool {
        var hasCome = false
        while unsafe clibpq_take_notification(handle) { hasCome = true }
        return hasCome
    }
}

// MARK: - Waiting for results

extension PostgresConnection {
    private func results(within timeout: Duration) throws(PostgresFailure) -> [PostgresRows] {
        let deadline = Deadline(timeout)
        try flush(until: deadline)
        var results: [PostgresRows] = []
        var refusal: PostgresFailure?
        while let result = unsafe try nextResult(until: deadline) {
            defer { unsafe clibpq_clear(result) }
            switch Int(unsafe clibpq_result_status(result)) {
            case Int(clibpq_command_ok), Int(clibpq_tuples_ok):
                results.append(unsafe Self.rows(of: result))
            default: if refusal == nil { refusal = unsafe failure(of: result) }
            }
        }
        if let refusal { throw refusal }
        guard unsafe clibpq_is_connected(handle) else { throw failure() }
        return results
    }

    private func flush(until deadline: Deadline) throws(PostgresFailure) {
        while true {
            switch unsafe clibpq_flush(handle) {
            case 0: return
            case 1:
                // The server may have to be read from before it takes more.
                guard try wait(for: Int16(POLLIN | POLLOUT), until: deadline) else {
                    throw .lost("the database does not answer")
                }
                guard unsafe clibpq_consume_input(handle) == 1 else { throw failure() }
            default: throw failure()
            }
        }
    }

    private func nextResult(until deadline: Deadline) throws(PostgresFailure) -> OpaquePointer? {
        while unsafe clibpq_is_busy(handle) {
            guard try wait(for: Int16(POLLIN), until: deadline) else {
                throw .lost("the database does not answer")
            }
            guard unsafe clibpq_consume_input(handle) == 1 else { throw failure() }
        }
        return unsafe clibpq_next_result(handle)
    }

    /// Waits for the socket; returns false if the time is over.
    private func wait(for events: Int16, until deadline: Deadline) throws(PostgresFailure) -> Bool {
        while true {
            let remaining = deadline.remainingMilliseconds
            var waiting = pollfd(fd: unsafe clibpq_socket(handle), events: events, revents: 0)
            guard waiting.fd >= 0 else { throw failure() }
            let count = unsafe poll(&waiting, 1, remaining)
            if count > 0 { return true }
            if remaining == 0 || (count < 0 && errno != EINTR) { return false }
        }
    }

    private static func rows(of result: OpaquePointer) -> PostgresRows {
        let columns = unsafe 0..<clibpq_column_count(result)
        let rows = unsafe 0..<clibpq_row_count(result)
        let values = rows.map { row in
            columns.map { column in unsafe value(of: result, row, column) }
        }
        return PostgresRows(
            values: values,
            tag: unsafe String(cString: clibpq_command_tag(result))
        )
    }

    private static func value(of result: OpaquePointer, _ row: Int32, _ column: Int32) -> String? {
        guard unsafe !clibpq_is_null(result, row, column) else { return nil }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: clibpq_value(result, row, column),
            count: Int(clibpq_value_length(result, row, column))
        )
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    private func failure(of result: OpaquePointer) -> PostgresFailure {
        let state = unsafe clibpq_result_error_field(result, Int32(clibpq_sqlstate))
        // An error that libpq has made itself has no SQLSTATE: the connection is lost.
        guard let state = unsafe state else { return failure() }
        return PostgresFailure(state: unsafe String(cString: state))
    }

    private func failure() -> PostgresFailure {
        guard let message = unsafe clibpq_error_message(handle) else {
            return .lost("the connection was lost")
        }
        return .lost(PostgresFailure.oneLine(unsafe String(cString: message)))
    }

    /// Lends texts to C, with a null pointer for nil and another at the end.
    ///
    /// Each is copied with its whole length: strdup(3) would end at a NUL.
    private static func withCStrings<Result>(
        _ texts: [String?],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = unsafe texts.map { text in unsafe text.map { unsafe copy($0) } }
        defer { unsafe copies.forEach { copy in unsafe copy?.deallocate() } }
        let pointers = unsafe copies.map { unsafe UnsafePointer($0) } + [nil]
        return unsafe body(pointers)
    }

    private static func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = Array(text.utf8)
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
        for (index, byte) in bytes.enumerated() {
            unsafe copy[index] = CChar(bitPattern: byte)
        }
        unsafe copy[bytes.count] = 0
        return unsafe copy
    }
}
