// SPDX-License-Identifier: MIT
//
// A client that sends exactly the bytes it is given, each piece in a segment of its own.
// Touches: loopback sockets. Unsafe: C structures and buffers.

import Glibc

/// A connection to a server of the same test.
final class WireSocket {
    /// What went wrong on the client's side.
    struct Failure: Error {
        let call: String
        let code: Int32

        init(_ call: String) {
            self.call = call
            code = errno
        }
    }

    private let number: Int32

    /// Connects to a port on loopback.
    init(port: UInt16) throws {
        number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { throw Failure("socket") }
        // Generous: it passes only where a test fails.
        setOption(SOL_SOCKET, SO_RCVTIMEO, timeval(tv_sec: 20, tv_usec: 0))
        setOption(SOL_SOCKET, SO_SNDTIMEO, timeval(tv_sec: 20, tv_usec: 0))
        setOption(Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard code == 0 else { throw Failure("connect") }
    }

    deinit {
        close(number)
    }

    private func setOption<Value: BitwiseCopyable>(
        _ level: Int32,
        _ option: Int32,
        _ value: Value
    ) {
        var value = value
        _ = unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Value>.size))
    }

    /// Sends all of the bytes.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure("send") }
            sent += count
        }
    }

    /// Says that nothing more will be sent.
    func endSending() {
        shutdown(number, Int32(SHUT_WR))
    }

    /// Receives until the server closes.
    func receiveAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let part = try receive(flags: 0), !part.isEmpty { bytes += part }
        return bytes
    }

    /// Receives until a mark has come, or the server closes.
    func receive(through mark: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while !bytes.suffix(mark.utf8.count).elementsEqual(mark.utf8),
            let part = try receive(flags: 0), !part.isEmpty
        {
            bytes += part
        }
        return bytes
    }

    /// Receives what is there, without waiting.
    ///
    /// - Returns: The bytes, and whether the connection is still open after them.
    func receiveAvailable() throws -> (bytes: [UInt8], isOpen: Bool) {
        var bytes: [UInt8] = []
        while let part = try receive(flags: Int32(MSG_DONTWAIT)) {
            guard !part.isEmpty else { return (bytes, false) }
            bytes += part
        }
        return (bytes, true)
    }

    /// Receives once: nothing at the end of the stream, nil where there is nothing yet.
    private func receive(flags: Int32) throws -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe recv(number, &buffer, buffer.count, flags)
        guard count >= 0 else {
            if flags != 0, errno == EAGAIN { return nil }
            throw Failure("recv")
        }
        return Array(buffer.prefix(count))
    }
}
