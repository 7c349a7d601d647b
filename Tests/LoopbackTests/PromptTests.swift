// SPDX-License-Identifier: MIT
//
// Passwords that are typed at a terminal.
// Touches: processes, a pseudoterminal, files in the directory for temporary files.
// Unsafe: C structures and buffers.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Prompts for a password")
struct PromptTests {
    private let accounts: Accounts

    init() throws {
        accounts = try Accounts()
    }

    @Test("A password is asked for twice, is not shown, and can be logged in with")
    func asked() throws {
        let terminal = try Terminal(["user", "add", "johndoe", "--database", accounts.path])
        try terminal.wait(for: "Password: ")
        #expect(!terminal.hasEcho)
        try terminal.type("secret word\n")
        try terminal.wait(for: "Again: ")
        try terminal.type("secret word\n")
        #expect(terminal.end() == 0)
        #expect(terminal.hasEcho)
        #expect(!terminal.shown.contains("secret"))
        try Gatehouse.serve(flags: ["--database", accounts.path]) { server in
            let login = Requests.login("username=johndoe&password=secret+word")
            let status = try server.connect().ask(login).status
            #expect(status == 200)
        }
    }

    @Test("Two passwords that differ are refused, and no account is added")
    func different() throws {
        let terminal = try Terminal(["user", "add", "johndoe", "--database", accounts.path])
        try terminal.wait(for: "Password: ")
        try terminal.type("secret word\n")
        try terminal.wait(for: "Again: ")
        try terminal.type("secret work\n")
        #expect(terminal.end() == 65)
        #expect(try accounts.user(["show", "johndoe"]).status == 1)
    }

    @Test("Ctrl-C ends the command, leaves the terminal as it was, and adds no account")
    func interrupted() throws {
        let terminal = try Terminal(["user", "add", "johndoe", "--database", accounts.path])
        try terminal.wait(for: "Password: ")
        try terminal.type("secr\u{3}")
        #expect(terminal.end() != 0)
        #expect(terminal.hasEcho)
        #expect(try accounts.user(["show", "johndoe"]).status == 1)
    }
}

/// A pseudoterminal with the program on its other side.
private final class Terminal {
    private let main: Int32
    private let process = Foundation.Process()
    /// What the terminal has shown so far.
    private(set) var shown = ""

    init(_ arguments: [String]) throws {
        main = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        // ioctl_tty(2): TIOCSPTLCK unlocks the other side, TIOCGPTN tells its number.
        var (lock, number) = (Int32(0), UInt32(0))
        guard main >= 0, unsafe ioctl(main, 0x4004_5431, &lock) == 0,
            unsafe ioctl(main, 0x8004_5430, &number) == 0
        else { throw Child.Failure(problem: "no terminal", errors: "") }
        let other = unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        let terminal = FileHandle(fileDescriptor: other, closeOnDealloc: true)
        process.executableURL = URL(filePath: "/usr/bin/setsid")
        // In a session of its own, of which this is the terminal.
        process.arguments = ["--ctty", "--wait", Gatehouse.path] + arguments
        process.environment = Gatehouse.libraries
        process.standardInput = terminal
        process.standardOutput = terminal
        process.standardError = terminal
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
        close(main)
    }

    /// Whether the terminal shows what is typed.
    var hasEcho: Bool {
        var settings = termios()
        guard unsafe tcgetattr(main, &settings) == 0 else { return false }
        return settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Waits until a text is shown.
    func wait(for text: String) throws {
        while !shown.contains(text) {
            var waiting = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
            var buffer = [UInt8](repeating: 0, count: 4096)
            guard unsafe poll(&waiting, 1, 60_000) == 1,
                case let count = unsafe read(main, &buffer, buffer.count), count > 0
            else { throw Child.Failure(problem: "no \"\(text)\"", errors: shown) }
            shown += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }

    /// Types a text.
    func type(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard unsafe write(main, bytes, bytes.count) == bytes.count else {
            throw Child.Failure(problem: "the terminal takes nothing", errors: shown)
        }
    }

    /// Waits for the end of the program, and returns its status.
    func end() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }
}
