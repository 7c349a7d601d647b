// SPDX-License-Identifier: MIT
//
// Touches: loopback sockets. Unsafe: C structures and buffers.

import Glibc

/// A blocking connection to a server on loopback, which sends exactly the bytes that a test gives it.
///
/// A call that has waited for a minute fails.
package final class ClientSocket {
    /// A call that failed.
    package struct Failure: Error {
        package let call: String
        package let code: Int32

        init(_ call: String) {
            self.call = call
            code = errno
        }
    }

    /// Generous: it passes only if a test fails.
    private static let patience = timeval(tv_sec: 60, tv_usec: 0)

    /// The descriptor.
    package let number: Int32
    /// Received after the last response.
    private var rest: [UInt8] = []

    /// Connects.
    ///
    /// - Parameters:
    ///   - port: The port on loopback.
    ///   - ipv6: Whether to connect to `::1` rather than 127.0.0.1.
    ///   - source: The last number of the client's own address, 127.0.0.x.
    ///   - receiveBuffer: The kernel's buffer in bytes; nil for the system's default.
    /// - Throws: `Failure` if the server cannot be reached.
    package init(
        port: UInt16,
        ipv6: Bool = false,
        source: UInt8? = nil,
        receiveBuffer: Int32? = nil
    ) throws {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        number = socket(ipv6 ? AF_INET6 : AF_INET, type, 0)
        guard number >= 0 else { throw Failure("socket") }
        // Each send leaves at once, even after one that is not acknowledged yet.
        setOption(Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] { setOption(SOL_SOCKET, option, Self.patience) }
        if let receiveBuffer { setOption(SOL_SOCKET, SO_RCVBUF, receiveBuffer) }
        if let source {
            let address = Self.ipv4(lastNumber: source, port: 0)
            let code = unsafe withSocketAddress(address) { unsafe bind(number, $0, $1) }
            guard code == 0 else { throw Failure("bind") }
        }
        let code =
            ipv6
            ? unsafe withSocketAddress(Self.ipv6(port: port)) { unsafe connect(number, $0, $1) }
            : unsafe withSocketAddress(Self.ipv4(lastNumber: 1, port: port)) {
                unsafe connect(number, $0, $1)
            }
        guard code == 0 else { throw Failure("connect") }
    }

    deinit {
        close(number)
    }

    private static func ipv4(lastNumber: UInt8, port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = (0x7F00_0000 | UInt32(lastNumber)).bigEndian
        return address
    }

    private static func ipv6(port: UInt16) -> sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return address
    }

    private func setOption<Value: BitwiseCopyable>(
        _ level: Int32,
        _ option: Int32,
        _ value: Value
    ) {
        var value = value
        _ = unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Value>.size))
    }

    /// The port that the kernel has given the client.
    package var localPort: UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(number, $0, &length)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }
}

// MARK: - Sending

extension ClientSocket {
    /// Sends all of a text.
    package func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    /// Sends all of the bytes.
    package func send(_ bytes: [UInt8]) throws {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure("send") }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Sends as much as the kernel takes at once, and returns how much that was.
    package func sendWithoutWaiting(_ bytes: [UInt8]) -> Int {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return max(0, unsafe Glibc.send(number, bytes, bytes.count, flags))
    }

    /// Ends the client's side; it still receives.
    package func endSending() {
        shutdown(number, Int32(SHUT_WR))
    }

    /// Makes the end of this client's life a reset.
    package func resetWhenClosed() {
        setOption(SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
    }

    /// Breaks the connection off now.
    package func reset() {
        // A connect to no family dissolves the connection, and the kernel resets it.
        var address = sockaddr()
        address.sa_family = sa_family_t(AF_UNSPEC)
        _ = unsafe connect(number, &address, socklen_t(MemoryLayout<sockaddr>.size))
    }
}

// MARK: - Receiving

extension ClientSocket {
    /// Receives once.
    ///
    /// - Returns: The bytes; none at the end of the stream.
    package func receive(atMost limit: Int = 65_536) throws(Failure) -> [UInt8] {
        try receive(atMost: limit, flags: 0) ?? []
    }

    /// Receives once: nothing at the end of the stream, nil if there is nothing yet.
    private func receive(atMost limit: Int, flags: Int32) throws(Failure) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = unsafe recv(number, &buffer, limit, flags)
        guard count >= 0 else {
            if flags != 0, errno == EAGAIN { return nil }
            throw Failure("recv")
        }
        return Array(buffer.prefix(count))
    }

    /// Receives until the server closes, or resets the connection where that is tolerated.
    package func receiveAll(toleratingReset: Bool = false) throws -> [UInt8] {
        var bytes: [UInt8] = []
        do throws(Failure) {
            while case let part = try receive(), !part.isEmpty { bytes += part }
        } catch {
            guard toleratingReset, error.code == ECONNRESET else { throw error }
        }
        return bytes
    }

    /// Receives until the server closes.
    package func receiveText() throws -> String {
        String(decoding: try receiveAll(), as: UTF8.self)
    }

    /// Receives until a mark has come, or the server closes.
    package func receive(through mark: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while !bytes.suffix(mark.utf8.count).elementsEqual(mark.utf8),
            case let part = try receive(), !part.isEmpty
        {
            bytes += part
        }
        return bytes
    }

    /// Receives what is there, without waiting.
    ///
    /// - Returns: The bytes, and whether the connection is still open after them.
    package func receiveAvailable() throws -> (bytes: [UInt8], isOpen: Bool) {
        var bytes: [UInt8] = []
        while let part = try receive(atMost: 65_536, flags: Int32(MSG_DONTWAIT)) {
            guard !part.isEmpty else { return (bytes, false) }
            bytes += part
        }
        return (bytes, true)
    }

    /// Receives one whole response; it has no body if the request was HEAD.
    package func receiveResponse(hasBody: Bool = true) throws -> ReceivedResponse {
        while true {
            if let (response, length) = ReceivedResponse.parse(rest, hasBody: hasBody) {
                rest.removeFirst(length)
                return response
            }
            let part = try receive()
            guard !part.isEmpty else { throw Failure("end of stream in a response") }
            rest += part
        }
    }

    /// Sends a request and receives its response.
    package func ask(_ request: String, hasBody: Bool = true) throws -> ReceivedResponse {
        try send(request)
        return try receiveResponse(hasBody: hasBody)
    }

    /// Sends a GET and receives its response.
    package func get(_ path: String) throws -> ReceivedResponse {
        try ask("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
    }

    /// Whether the server closes the connection without another byte.
    package func isClosed(toleratingReset: Bool = false) -> Bool {
        do throws(Failure) {
            return rest.isEmpty ? try receive().isEmpty : false
        } catch {
            return toleratingReset && error.code == ECONNRESET
        }
    }

    /// Whether nothing comes within a second.
    package func isLeftWaiting() -> Bool {
        setOption(SOL_SOCKET, SO_RCVTIMEO, timeval(tv_sec: 1, tv_usec: 0))
        defer { setOption(SOL_SOCKET, SO_RCVTIMEO, Self.patience) }
        do throws(Failure) {
            _ = try receive()
            return false
        } catch {
            return error.code == EAGAIN
        }
    }

    /// Whether something has come by now that was not received yet.
    package var hasAnswer: Bool {
        var byte: UInt8 = 0
        return unsafe recv(number, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) > 0
    }
}

/// Lends a socket address as the kernel takes it.
private func withSocketAddress<Address>(
    _ address: Address,
    _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    unsafe withUnsafePointer(to: address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            unsafe body($0, socklen_t(MemoryLayout<Address>.size))
        }
    }
}

/// Sends a request on the connection of a client that is kept elsewhere.
package func sendRequest(_ path: String, on number: Int32) {
    let request = Array("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
    _ = unsafe send(number, request, request.count, Int32(MSG_NOSIGNAL))
}
