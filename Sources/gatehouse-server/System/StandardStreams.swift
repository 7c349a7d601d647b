// SPDX-License-Identifier: MIT
//
// Standard input, output and error, and the terminal.
// Touches: descriptors. Unsafe: lends memory to system calls.

import GatehouseBase
import Glibc

package enum StandardStreams {
    /// Opens `/dev/null` for each of standard input, output and error that is closed.
    ///
    /// Otherwise a socket could get the number 2, and a client would receive the log.
    static func keepOpen() {
        // `open` takes the lowest free number, which is the one found closed.
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            _ = unsafe open("/dev/null", O_RDWR)
        }
    }

    /// Writes bytes to standard output, however long its reader takes.
    ///
    /// - Returns: Whether all bytes were taken.
    @discardableResult
    static func write(_ bytes: [UInt8]) -> Bool {
        write(bytes, to: 1)
    }

    /// Writes a line to standard error, but waits at most a second for its reader: a reader that
    /// hangs must not keep the process from ending.
    package static func writeError(_ text: String) {
        let line = Array((text + "\n").utf8)
        var rest = line[...]
        let end = SystemTime.monotonicNanoseconds + 1_000_000_000
        while !rest.isEmpty, SystemTime.monotonicNanoseconds < end {
            guard canWrite(to: 2, milliseconds: 100) else { continue }
            // A pipe that polls as writable takes this much without blocking.
            let written = write(once: rest.prefix(Int(PIPE_BUF)), to: 2)
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }

    /// Writes all bytes to a descriptor, waiting for its reader.
    ///
    /// - Returns: Whether all bytes were taken.
    @discardableResult
    package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        writePart(of: bytes, to: descriptor) == bytes.count
    }

    /// Writes bytes to a descriptor, waiting for its reader.
    ///
    /// - Returns: How many were taken: fewer if the descriptor fails or, being non-blocking, takes
    ///   none for a second.
    package static func writePart(of bytes: [UInt8], to descriptor: Int32) -> Int {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = write(once: rest, to: descriptor)
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written == 0 || errno != EINTR {
                let wouldBlock = errno == EAGAIN || errno == EWOULDBLOCK
                // Somebody has made the descriptor non-blocking: wait, but not forever.
                guard written < 0, wouldBlock, canWrite(to: descriptor, milliseconds: 1000) else {
                    return bytes.count - rest.count
                }
            }
        }
        return bytes.count
    }

    private static func write(once bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Int {
        unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func canWrite(to descriptor: Int32, milliseconds: Int32) -> Bool {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&waiting, 1, milliseconds) > 0
    }
}

// MARK: - The terminal

extension StandardStreams {
    /// Whether standard error is a terminal, where a line may be written over.
    static var errorIsTerminal: Bool { isatty(2) == 1 }

    /// Whether standard output is a terminal.
    static var outputIsTerminal: Bool { isatty(1) == 1 }

    /// Asks for a password at the terminal, without showing it; nil if there is no terminal.
    ///
    /// Ctrl-C ends the process as ever, but with the terminal as it was before.
    static func askPassword(_ prompt: String) -> Secret? {
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard unsafe tcgetattr(terminal, &before) == 0 else { return nil }
        var silent = before
        // Without ISIG, Ctrl-C is a byte like any other, and cannot end the process too early.
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        guard unsafe tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { return nil }
        write(Array(prompt.utf8), to: terminal)
        let ending = PasswordLine.read { byte in unsafe read(terminal, &byte, 1) }
        _ = unsafe tcsetattr(terminal, TCSAFLUSH, &before)
        write([ASCII.lineFeed], to: terminal)
        switch ending {
        case .line(let secret): return secret
        case .interrupted:
            signal(SIGINT, SIG_DFL)
            raise(SIGINT)
            return nil
        }
    }
}

/// A line that is typed without being seen, with the keys that correct it.
private struct PasswordLine {
    enum Ending {
        case line(Secret)
        case interrupted
    }

    /// Reads until the line ends; `next` is read(2) for one byte.
    static func read(_ next: (inout UInt8) -> Int) -> Ending {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1024)
        defer { bytes.wipe() }
        var byte: UInt8 = 0
        while bytes.count < 1024 {
            let count = next(&byte)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { break }
            switch byte {
            case ASCII.carriageReturn, ASCII.lineFeed, 0x04: return .line(Secret(bytes: bytes))
            case 0x03, 0x1C: return .interrupted
            case 0x15: bytes.removeAll(keepingCapacity: true)
            case 0x08, 0x7F: removeCharacter(&bytes)
            default: bytes.append(byte)
            }
        }
        return .line(Secret(bytes: bytes))
    }

    /// Removes the last character, with all its bytes.
    private static func removeCharacter(_ bytes: inout [UInt8]) {
        while let last = bytes.popLast(), last & 0xC0 == 0x80 {}
    }
}
