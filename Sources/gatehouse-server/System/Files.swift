// SPDX-License-Identifier: MIT
//
// Touches: files. Unsafe: lends memory to read(2).

import GatehouseBase
import Glibc

/// A file that was read completely.
struct File {
    var bytes: [UInt8]
    /// Whether group or others may read it.
    var isReadableByOthers: Bool

    enum ReadError: Error {
        case notRegular
        case tooLong
        /// The kernel refused, for the reason in `errno`.
        case refused(Int32)
    }

    /// Reads a regular file; nil if there is none.
    static func read(_ path: String, maxBytes: Int) throws(ReadError) -> File? {
        // Non-blocking: a named pipe in place of the file must not block the start.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .refused(errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .refused(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular }
        let bytes = try readAll(descriptor, maxBytes: maxBytes)
        return File(bytes: bytes, isReadableByOthers: status.st_mode & (S_IRGRP | S_IROTH) != 0)
    }

    /// Reads standard input to its end; nil if it is longer than the limit.
    static func readStandardInput(maxBytes: Int) -> [UInt8]? {
        try? readAll(0, maxBytes: maxBytes)
    }

    /// Reads standard input to its end, in memory that grows as needed; nil beyond the limit.
    static func readStandardInput(growingTo maxBytes: Int) -> [UInt8]? {
        readGrowing(0, maxBytes: maxBytes)
    }

    /// Reads a file of any kind to its end, in memory that grows as needed; nil if there is none.
    static func read(_ path: String, growingTo maxBytes: Int) throws(ReadError) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .refused(errno)
        }
        defer { close(descriptor) }
        guard let bytes = readGrowing(descriptor, maxBytes: maxBytes) else { throw .tooLong }
        return bytes
    }

    private static func readGrowing(_ descriptor: Int32, maxBytes: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= maxBytes {
            let count = unsafe Glibc.read(descriptor, &part, part.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes += part[..<count]
        }
        return nil
    }

    private static func readAll(_ descriptor: Int32, maxBytes: Int) throws(ReadError) -> [UInt8] {
        // One byte more than allowed, to tell a file of exactly the limit from a longer one.
        var bytes = [UInt8](repeating: 0, count: maxBytes + 1)
        defer { bytes.wipe() }
        var filled = 0
        while filled < bytes.count {
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                return unsafe Glibc.read(descriptor, free.baseAddress, free.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .refused(errno) }
            if count == 0 { return Array(bytes[..<filled]) }
            filled += count
        }
        throw .tooLong
    }
}
