// SPDX-License-Identifier: MIT
//
// The C functions that the executable itself calls, each with a Swift face. All unsafe code of
// this target is here. Touches: the environment, one file, descriptors, the clock, randomness.

import Glibc

package enum System {
    /// Returns the values of the named environment variables that are set.
    ///
    /// Bytes that are not UTF-8 become U+FFFD, which `Settings` refuses.
    /// The corresponding C function is `getenv`.
    static func environment(_ names: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for name in names {
            guard let value = unsafe getenv(name) else { continue }
            values[name] = unsafe String(cString: value)
        }
        return values
    }

    /// Returns the number of processors that are online, at least 1.
    ///
    /// The corresponding C function is `sysconf`.
    static func processorCount() -> Int {
        max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z.
    ///
    /// The corresponding C function is `clock_gettime` with `CLOCK_REALTIME`.
    static func millisecondsSince1970() -> Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec) &* 1000 &+ Int64(now.tv_nsec) / 1_000_000
    }

    /// Returns fresh random bytes (at most 256), or nil when the kernel has none to give.
    ///
    /// The corresponding C function is `getentropy`.
    static func randomBytes(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let status = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe getentropy(buffer.baseAddress, buffer.count)
        }
        return status == 0 ? bytes : nil
    }

    /// Returns the bytes of an address in network order (4 or 16), or nil when it is none.
    ///
    /// The corresponding C function is `inet_pton`.
    static func addressBytes(_ text: String, family: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: family == AF_INET ? 4 : 16)
        let status = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe inet_pton(family, text, buffer.baseAddress)
        }
        return status == 1 ? bytes : nil
    }

    /// Opens `/dev/null` for each of standard input, output and error that was closed.
    ///
    /// Otherwise a socket could get the number 2, and a client the log.
    static func keepStandardDescriptorsOpen() {
        // `open` takes the lowest free number, which is the one that was found closed.
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            _ = unsafe open("/dev/null", O_RDWR)
        }
    }

    /// Lets the calling thread rest.
    ///
    /// The corresponding C function is `poll` without descriptors.
    static func pause(milliseconds: Int32) {
        _ = poll(nil, 0, milliseconds)
    }

    /// Returns the nanoseconds since some moment, on a clock that nobody sets.
    ///
    /// The corresponding C function is `clock_gettime` with `CLOCK_MONOTONIC`.
    static func monotonicNanoseconds() -> Int64 {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) &* 1_000_000_000 &+ Int64(now.tv_nsec)
    }

    /// Lets the process open as many descriptors as the system allows it at most.
    ///
    /// The corresponding C functions are `getrlimit` and `setrlimit` with `RLIMIT_NOFILE`.
    ///
    /// - Returns: How many that are; nil where the system does not say.
    static func raiseDescriptorLimit() -> UInt? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return nil
        }
        limit.rlim_cur = limit.rlim_max
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return limit.rlim_max
    }

    /// Ends the process at once, without a further word.
    ///
    /// The corresponding C function is `_exit`.
    static func exitAtOnce(_ status: Int32) -> Never {
        _exit(status)
    }

    /// Asks for a password at the terminal, without showing it; nil where there is no terminal.
    ///
    /// The corresponding C function is `getpass`.
    static func askPassword(_ prompt: String) -> [UInt8]? {
        // Without a terminal, `getpass` would read standard input, and take its end for a password.
        guard canOpen("/dev/tty") else { return nil }
        guard let text = unsafe getpass(prompt) else { return nil }
        let length = unsafe strlen(text)
        let password = unsafe Array(UnsafeRawBufferPointer(start: text, count: length))
        unsafe explicit_bzero(text, length)
        return password
    }

    private static func canOpen(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }
}

// MARK: - Writing

extension System {
    /// Writes the bytes, in one call whenever the kernel takes them in one.
    ///
    /// A full pipe is waited for, but not longer than a second at a time: a reader that hangs
    /// costs the rest of these bytes, not the server.
    /// The corresponding C function is `write`.
    ///
    /// - Returns: Whether all bytes were taken.
    @discardableResult
    package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written == 0 || !canRetry(errno, descriptor) {
                return false
            }
        }
        return true
    }

    private static func canRetry(_ error: Int32, _ descriptor: Int32) -> Bool {
        if error == EINTR { return true }
        guard error == EAGAIN || error == EWOULDBLOCK else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return unsafe poll(&waiting, 1, 1000) > 0
    }
}

// MARK: - Reading a file

extension System {
    /// A file that was read whole.
    struct File {
        var bytes: [UInt8]
        /// Whether group or others may read it.
        var isReadableByOthers: Bool
    }

    enum FileError: Error {
        case notRegular
        case tooLong
        /// The kernel refused, for the reason that `errno` names.
        case refused(Int32)
    }

    /// Reads a whole regular file, or returns nil when there is none.
    ///
    /// The corresponding C functions are `open`, `fstat` and `read`.
    static func readFile(_ path: String, limitInBytes: Int) throws(FileError) -> File? {
        // Not blocking: a named pipe in the file's place must not stop the start.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .refused(errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .refused(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        let bytes = try readAll(descriptor, limitInBytes: limitInBytes)
        return File(bytes: bytes, isReadableByOthers: status.st_mode & (S_IRGRP | S_IROTH) != 0)
    }

    /// Reads standard input to its end, or gives nil where it is longer than the limit.
    ///
    /// The corresponding C function is `read`.
    static func readStandardInput(limitInBytes: Int) -> [UInt8]? {
        try? readAll(0, limitInBytes: limitInBytes)
    }

    private static func readAll(
        _ descriptor: Int32,
        limitInBytes: Int
    ) throws(FileError) -> [UInt8] {
        // One byte more than allowed, so that a file of exactly the limit is told from a longer.
        var bytes = [UInt8](repeating: 0, count: limitInBytes + 1)
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return unsafe read(descriptor, free.baseAddress, free.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .refused(errno) }
            if count == 0 { return Array(bytes[..<filled]) }
            filled += count
        }
        throw .tooLong
    }
}
