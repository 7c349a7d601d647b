// SPDX-License-Identifier: MIT
//
// A program that runs alongside the test: started in a directory of its own, with nothing inherited
// but the libraries' path, read from through a pipe, and ended at the latest with the value.
// Touches: processes, pipes. Unsafe: C arrays and structures.

import Foundation
import Glibc

/// A running program.
final class Child {
    /// What went wrong with the program, from the test's point of view.
    struct Failure: Error {
        let problem: String
        /// What the program has written to standard error.
        let errors: String
    }

    /// Its working directory, with the files that are its input and output.
    let directory: Workplace
    /// All that it has written to standard error, as far as it was read.
    private(set) var errors = ""
    let processID: pid_t
    private let pipe: Int32
    private var hasEnded = false

    /// Generous: it passes only where a test fails.
    private static let patienceInMilliseconds: Int32 = 60_000

    /// Starts a program; the words are its path and its arguments.
    init(_ words: [String], _ environment: [String: String], in directory: Workplace) throws {
        let ends = try Self.makePipe()
        defer { close(ends.write) }
        self.directory = directory
        pipe = ends.read
        // env changes the directory and becomes the program.
        let words = ["/usr/bin/env", "-C", directory.path] + words
        processID = try Self.spawn(words, environment, directory, errors: ends.write)
    }

    deinit {
        if !hasEnded {
            kill(processID, SIGKILL)
            _ = reap()
        }
        close(pipe)
    }

    /// Sends a signal.
    func send(_ signal: Int32) {
        if !hasEnded { kill(processID, signal) }
    }

    /// Suspends the program, and returns once none of its threads runs any longer.
    func suspend() {
        kill(processID, SIGSTOP)
        var status: Int32 = 0
        while unsafe waitpid(processID, &status, WUNTRACED) == -1, errno == EINTR {}
    }

    /// Waits until a whole line with this text is on standard error, and returns it.
    @discardableResult
    func line(containing text: String) throws -> String {
        while true {
            if let line = lines.first(where: { $0.contains(text) }) { return line }
            guard try readErrors() else { throw failure("it ended without \"\(text)\"") }
        }
    }

    /// The whole lines that were read from standard error.
    var lines: [String] {
        errors.components(separatedBy: "\n").dropLast()
    }

    /// Waits for the end of the program.
    ///
    /// - Returns: Its exit status; the number of the signal, negative, where one has ended it.
    func wait() throws -> Int32 {
        while try readErrors() {}
        return reap()
    }

    /// Waits for the end of the program without reading what it writes.
    ///
    /// - Returns: As `wait()`; nil where it has not ended within twenty seconds.
    func waitWithoutReading() -> Int32? {
        var status: Int32 = 0
        let isOver = eventually { unsafe waitpid(processID, &status, WNOHANG) == processID }
        guard isOver else { return nil }
        hasEnded = true
        return Self.exitStatus(status)
    }

    /// Reads once from standard error, and waits where there is nothing.
    ///
    /// - Returns: false at the end, which is the end of the program: it never closes its errors.
    private func readErrors() throws -> Bool {
        var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, Self.patienceInMilliseconds) == 1 else {
            throw failure("it neither wrote nor ended")
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe read(pipe, &buffer, buffer.count)
        guard count > 0 else { return false }
        errors += String(decoding: buffer.prefix(count), as: UTF8.self)
        return true
    }

    private func reap() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(processID, &status, 0) == -1, errno == EINTR {}
        hasEnded = true
        return Self.exitStatus(status)
    }

    /// The exit status in the word that the kernel gives, or the number of the signal, negative.
    private static func exitStatus(_ word: Int32) -> Int32 {
        let signal = word & 0x7F
        return signal == 0 ? (word >> 8) & 0xFF : -signal
    }

    private func failure(_ problem: String) -> Failure {
        Failure(problem: problem, errors: errors)
    }
}

// MARK: - Starting

extension Child {
    private static func makePipe() throws -> (read: Int32, write: Int32) {
        var ends: [Int32] = [0, 0]
        guard unsafe Glibc.pipe(&ends) == 0 else {
            throw Failure(problem: "no pipe", errors: "")
        }
        return (ends[0], ends[1])
    }

    private static func spawn(
        _ words: [String],
        _ environment: [String: String],
        _ directory: Workplace,
        errors: Int32
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let input = directory.path + "/" + Workplace.input
        let output = directory.path + "/" + Workplace.output
        unsafe posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT, 0o600)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
        // A pipe of another program would hide that program's end, and a socket of another test its
        // closing. Numbers that are not open are skipped.
        for number in Int32(3)..<1024 {
            unsafe posix_spawn_file_actions_addclose(&actions, number)
        }
        // The threads of the tests block signals and may ignore some; a shell does not pass that on.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        unsafe posix_spawnattr_setflags(&attributes, flags)
        let program = words[0]
        var processID: pid_t = 0
        let code = unsafe withCStrings(words) { words in
            unsafe withCStrings(environment.map { "\($0)=\($1)" }) { environment in
                unsafe posix_spawn(
                    &processID,
                    program,
                    &actions,
                    &attributes,
                    words,
                    environment
                )
            }
        }
        guard code == 0 else { throw Failure(problem: "no start: error \(code)", errors: "") }
        return processID
    }
}

private func withCStrings(
    _ texts: [String],
    _ body: ([UnsafeMutablePointer<CChar>?]) -> Int32
) -> Int32 {
    let pointers = unsafe texts.map { text in unsafe strdup(text) } + [nil]
    defer { unsafe pointers.forEach { pointer in unsafe free(pointer) } }
    return unsafe body(pointers)
}
