// SPDX-License-Identifier: MIT
//
// The one owner of a file descriptor, and the calls on sockets, each wrapped once: interrupted
// calls are repeated, and "would block" is a result, not an error.
// Specification: POSIX.1-2017. Touches: the kernel's sockets. Unsafe: lends memory to system calls.

import CLinux
import Glibc

/// Owns a descriptor, and closes it once, at the end of its own life.
///
/// It cannot be copied, so no second owner can close a number that the kernel has meanwhile reused
/// for another file.
struct Descriptor: ~Copyable {
    /// The number by which the kernel knows the file.
    let number: Int32

    /// Takes ownership of a descriptor that a call has just returned.
    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        // Linux frees the number even if close(2) reports EINTR: it must not be called again.
        _ = close(number)
    }
}

/// The result of a call that never waits.
enum Transfer: Equatable {
    /// Some bytes were moved; 0 if receiving met the end of the stream.
    case moved(Int)
    /// Nothing could be moved without waiting.
    case wouldBlock
    /// The connection is broken.
    case failed(SystemError)

    fileprivate init(_ call: () -> Int) {
        do throws(SystemError) {
            self = .moved(try retrying(call))
        } catch {
            self = error.isWouldBlock ? .wouldBlock : .failed(error)
        }
    }
}

// MARK: - Calls that move bytes

extension Descriptor {
    /// Receives what has arrived, up to the size of the buffer.
    func receive(into buffer: inout ReceiveBuffer) -> Transfer {
        let number = number
        // SAFETY: the buffer's memory is lent for the duration of the call.
        return unsafe buffer.bytes.withUnsafeMutableBytes { room in
            Transfer { unsafe recv(number, room.baseAddress, room.count, 0) }
        }
    }

    /// Sends as many of the bytes as the kernel takes.
    ///
    /// A broken pipe is a result, not a signal.
    func send(_ bytes: Span<UInt8>) -> Transfer {
        let number = number
        // SAFETY: the bytes' memory is lent for the duration of the call.
        let flags = Int32(MSG_NOSIGNAL)
        return unsafe bytes.withUnsafeBytes { bytes in
            Transfer { unsafe Glibc.send(number, bytes.baseAddress, bytes.count, flags) }
        }
    }

    /// Tells the peer that nothing more will be sent.
    func shutDownSending() {
        _ = shutdown(number, Int32(SHUT_WR))
    }
}

// MARK: - Calls that set up a socket

extension Descriptor {
    /// Creates a TCP socket.
    ///
    /// Like every descriptor here it is non-blocking, and is not inherited by programs that a
    /// handler starts.
    static func tcpSocket(family: Int32) throws(SystemError) -> Descriptor {
        let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        return Descriptor(owning: try retrying { socket(family, Int32(type), 0) })
    }

    /// Sets an integer option of the socket.
    func setOption(_ level: Int32, _ option: Int32, to value: Int32) throws(SystemError) {
        var value = value
        let number = number
        _ = try retrying {
            unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    /// Binds the socket to an address.
    func bind(to address: SocketAddress) throws(SystemError) {
        let number = number
        _ = try retrying { unsafe address.withPointer { unsafe Glibc.bind(number, $0, $1) } }
    }

    /// Lets the kernel complete connections, up to `backlog` of them ahead of `accept`.
    func listen(backlog: Int32) throws(SystemError) {
        let number = number
        _ = try retrying { Glibc.listen(number, backlog) }
    }

    /// The address that the socket is bound to.
    func localAddress() throws(SystemError) -> SocketAddress {
        let number = number
        return try unsafe SocketAddress.filled { unsafe getsockname(number, $0, $1) }.address
    }

    /// Takes the next connection that the kernel has completed.
    func accept() throws(SystemError) -> Accepted {
        let number = number
        let (accepted, peer) = try unsafe SocketAddress.filled {
            unsafe clinux_accept(number, $0, $1)
        }
        return Accepted(socket: Descriptor(owning: accepted), peer: peer)
    }
}

/// A buffer for the bytes of one `receive`.
struct ReceiveBuffer {
    /// The size of the buffer in bytes.
    static var capacity: Int { 64 * 1024 }

    fileprivate var bytes = [UInt8](repeating: 0, count: capacity)

    /// Lends the first `count` bytes, then wipes them: they may contain a password.
    mutating func take(_ count: Int, _ body: (Span<UInt8>) -> Void) {
        body(bytes.span.extracting(first: count))
        for index in 0..<count { bytes[index] = 0 }
    }
}

/// A connection that has just been accepted.
struct Accepted: ~Copyable {
    let socket: Descriptor
    let peer: SocketAddress
}
