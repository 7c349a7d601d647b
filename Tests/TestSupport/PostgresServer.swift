// SPDX-License-Identifier: MIT
//
// A PostgreSQL server for tests, run by `.ci/postgres-server` for as long as the value lives, or the
// process.
// Touches: processes, the directory for temporary files.

import Foundation
import Synchronization

/// A PostgreSQL server of the tests' own.
package final class PostgresServer: Sendable {
    /// What went wrong with the server.
    package struct Failure: Error {
        let problem: String
    }

    /// The folder with its Unix socket and its certificate, `server.crt`.
    package let folder: String
    /// Its port on loopback.
    package let port: UInt16
    private let conversation: Mutex<Conversation>
    private let databases = Atomic<Int>(0)

    private struct Conversation {
        let commands: FileHandle
        let answers: FileHandle
        let process: Foundation.Process

        /// Reads one line, byte by byte; there are few.
        func line() throws -> String {
            var line: [UInt8] = []
            while let byte = try answers.read(upToCount: 1)?.first {
                if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
                line.append(byte)
            }
            throw Failure(problem: "the server has ended")
        }
    }

    /// Where PostgreSQL's programs are; nil if they are not installed.
    package static let programs: String? = {
        let versions =
            (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let newest = versions.compactMap { Int($0) }.max()
        return newest.map { "/usr/lib/postgresql/\($0)/bin" }
    }()

    /// Whether there can be a server; `make cluster-test` installs what it takes.
    package static var isInstalled: Bool { programs != nil }

    /// The server that tests share; each makes databases of its own in it.
    package static let shared = Result { try PostgresServer() }

    /// Starts a server.
    package init() throws {
        let process = Foundation.Process()
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        process.executableURL = root.appending(path: ".ci/postgres-server").standardizedFileURL
        let (commands, answers) = (Pipe(), Pipe())
        process.standardInput = commands
        process.standardOutput = answers
        try process.run()
        let conversation = Conversation(
            commands: commands.fileHandleForWriting,
            answers: answers.fileHandleForReading,
            process: process
        )
        let words = try conversation.line().split(separator: " ")
        guard words.count == 3, words[0] == "ready", let port = UInt16(words[2]) else {
            throw Failure(problem: "the server did not start")
        }
        folder = String(words[1])
        self.port = port
        self.conversation = Mutex(conversation)
    }

    deinit {
        conversation.withLock { conversation in
            try? conversation.commands.close()
            conversation.process.waitUntilExit()
        }
    }

    /// What a server can be told.
    package enum Command: String {
        case start, stop, crash, freeze, thaw
    }

    /// Has something done, and waits until it is.
    package func run(_ command: Command) throws {
        try conversation.withLock { conversation in
            try conversation.commands.write(contentsOf: Data("\(command.rawValue)\n".utf8))
            guard try conversation.line() == "\(command.rawValue) done" else {
                throw Failure(problem: "the server did not \(command.rawValue)")
            }
        }
    }

    /// Makes an empty database, and returns its name.
    package func makeDatabase(_ options: String = "") throws -> String {
        let name = "test\(databases.add(1, ordering: .relaxed).newValue)"
        try sql("CREATE DATABASE \(name) \(options)", in: "postgres")
        return name
    }

    /// The URL of a database by way of the Unix socket, or of a port of loopback.
    package func url(_ database: String, port: UInt16? = nil, options: String = "") -> String {
        guard let port else {
            let place = "host=\(folder)&port=\(self.port)&user=gatehouse"
            return "postgresql:///\(database)?\(place)\(options)"
        }
        return "postgresql://gatehouse:pass%20word@127.0.0.1:\(port)/\(database)?\(options)"
    }

    /// Executes SQL with psql, and returns the values without decoration.
    ///
    /// - Parameters:
    ///   - statements: The SQL.
    ///   - database: The name of the database.
    ///   - port: A port of loopback where a pooler listens; nil for the server itself.
    /// - Returns: The values, a row on each line.
    /// - Throws: `Failure` if psql fails.
    @discardableResult
    package func sql(
        _ statements: String,
        in database: String,
        port: UInt16? = nil
    ) throws -> String {
        let output = Pipe()
        let process = try start(statements, in: database, port: port, output: output)
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(problem: "psql failed") }
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .newlines)
    }

    /// Has psql execute SQL beside the test.
    package func startSQL(_ statements: String, in database: String) throws {
        _ = try start(statements, in: database, port: nil, output: FileHandle.nullDevice)
    }

    private func start(
        _ statements: String,
        in database: String,
        port: UInt16?,
        output: Any
    ) throws -> Foundation.Process {
        guard let programs = Self.programs else { throw Failure(problem: "no psql") }
        let process = Foundation.Process()
        process.executableURL = URL(filePath: programs + "/psql")
        process.arguments = [
            "-h", port == nil ? folder : "127.0.0.1", "-p", "\(port ?? self.port)", "-U",
            "gatehouse", "-d", database, "-v",
            "ON_ERROR_STOP=1", "-qAtX", "-c", statements,
        ]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
