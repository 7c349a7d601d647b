// SPDX-License-Identifier: MIT
//
// The built program `gatehouse`: as a command that ends by itself, and as a server.
// Touches: processes, files in the directory for temporary files.

import Foundation
import Glibc
import TestSupport

/// The program.
enum Gatehouse {
    /// A key for tests, of the kind that `gatehouse secret` makes.
    static let key = "5ca1ab1e" + String(repeating: "0123456789abcdef", count: 3) + "ba5eba11"

    /// The executable is next to that of the tests.
    static let path =
        URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appending(path: "gatehouse").path

    /// What the program needs of the tests' own environment: where the toolchain's libraries are,
    /// if they are not found without it, and the options of a sanitizer.
    private static let inherited = [
        "LD_LIBRARY_PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS",
    ]

    /// The values of what it needs of the tests' own environment.
    static var libraries: [String: String] {
        ProcessInfo.processInfo.environment.filter { inherited.contains($0.key) }
    }

    /// What came of a command.
    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs a command to its end, without a terminal, by way of a launcher where one is named.
    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        settings: String? = nil,
        input: [UInt8] = [],
        by launcher: [String] = []
    ) throws -> Outcome {
        // A session of its own has no terminal, even where the tests were started in one.
        let child = try start(
            arguments,
            environment,
            by: ["/usr/bin/setsid", "--wait"] + launcher,
            settings: settings,
            input: input
        )
        let status = try child.wait()
        return Outcome(status: status, output: child.directory.outputText, errors: child.errors)
    }

    /// Starts the program, by way of a launcher where one is named.
    static func start(
        _ arguments: [String],
        _ environment: [String: String],
        by launcher: [String] = [],
        settings: String? = nil,
        input: [UInt8] = []
    ) throws -> Child {
        let workplace = try Workplace(settings: settings, input: input)
        let environment = environment.merging(libraries) { $1 }
        return try Child(launcher + [path] + arguments, environment, in: workplace)
    }

    /// Runs a server on a free port or the one given, for as long as the body takes.
    ///
    /// The body may end the server; where it does not, the server is killed afterwards.
    static func serve(
        flags: [String] = ["--demo"],
        environment: [String: String] = ["SECRET_KEY": key],
        settings: String? = nil,
        port: UInt16 = 0,
        by launcher: [String] = [],
        _ body: (RunningServer) throws -> Void
    ) throws {
        let arguments = ["serve", "--port", "\(port)"] + flags
        let child = try start(arguments, environment, by: launcher, settings: settings)
        let server = try RunningServer(child)
        try withExtendedLifetime(child) { try body(server) }
    }
}

/// A server that listens.
struct RunningServer {
    /// Its process.
    let process: Child
    let port: UInt16

    /// Waits until a program listens.
    init(_ child: Child) throws {
        process = child
        let line = try child.line(containing: "listening on http://")
        let digits = line.split(separator: ":").last?.prefix(while: \.isNumber)
        guard let digits, let port = UInt16(digits) else {
            throw Child.Failure(problem: "no port in the log", errors: line)
        }
        self.port = port
    }

    /// Connects to it, from 127.0.0.1 or from the address of that last number.
    func connect(source: UInt8? = nil) throws -> ClientSocket {
        try ClientSocket(port: port, source: source)
    }

    /// Asks it to end, and returns the exit status.
    func stop(_ signal: Int32 = SIGTERM) throws -> Int32 {
        process.send(signal)
        return try process.wait()
    }
}
