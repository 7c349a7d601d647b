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
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = write(once: rest, to: descriptor)
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written == 0 || errno != EINTR {
                let wouldBlock = errno == EAGAIN || errno == EWOULDBLOCK
                // Somebody has made the descriptor non-blocking: wait, but not forever.
                guard written < 0, wouldBlock, canWrite(to: descriptor, milliseconds: 1000) else {
                    return false
                }
            }
        }
        return true
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
    /// Asks for a password at the terminal, without showing it; nil if there is no terminal.
    static func askPassword(_ prompt: String) -> Secret? {
        // Without a terminal, getpass(3) would read standard input, and take its end for a
        // password.
        let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else { return nil }
        close(terminal)
        guard let text = unsafe getpass(prompt) else { return nil }
        let length = unsafe strlen(text)
        defer { unsafe explicit_bzero(text, length) }
        return unsafe Secret(bytes: UnsafeRawBufferPointer(start: text, count: length))
    }
}
