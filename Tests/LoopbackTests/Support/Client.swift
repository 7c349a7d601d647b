// SPDX-License-Identifier: MIT
//
// A client over a plain socket, which sends exactly the bytes that a test gives it.
// Touches: loopback sockets. Unsafe: C structures and buffers.

import Glibc

/// A connection to a server on loopback, which blocks, and fails after a minute without an answer.
final class Client {
    /// A call that failed.
    struct Failure: Error {
        let call: String
        let code = errno
    }

    private static let patience = timeval(tv_sec: 60, tv_usec: 0)

    private let number: Int32
    /// Received after the last response.
    private var rest: [UInt8] = []

    init(port: UInt16) throws {
        number = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw Failure(call: "socket") }
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] { setOption(option, Self.patience) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = unsafe withUnsafeBytes(of: address) { bytes in
            unsafe connect(
                number,
                bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t(bytes.count)
            )
        }
        guard code == 0 else { throw Failure(call: "connect") }
    }

    deinit {
        close(number)
    }

    private func setOption<Value: BitwiseCopyable>(_ option: Int32, _ value: Value) {
        var value = value
        _ = unsafe setsockopt(
            number,
            SOL_SOCKET,
            option,
            &value,
            socklen_t(MemoryLayout<Value>.size)
        )
    }

    /// Sends all of a text.
    func send(_ text: String) throws {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(number, buffer.baseAddress, buffer.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(call: "send") }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Sends as much as the kernel takes at once.
    ///
    /// - Returns: How many bytes that was.
    func sendWithoutWaiting(_ bytes: [UInt8]) -> Int {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return max(0, unsafe Glibc.send(number, bytes, bytes.count, flags))
    }

    /// Says that nothing more will be sent.
    func endSending() {
        shutdown(number, Int32(SHUT_WR))
    }

    /// Lets the end of this client's life be a reset.
    func resetWhenClosed() {
        setOption(SO_LINGER, linger(l_onoff: 1, l_linger: 0))
    }

    /// Receives until the server closes; a reset counts.
    func receiveAll() throws -> [UInt8] {
        var bytes: [UInt8] = []
        do throws(Failure) {
            while case let part = try receiveOnce(), !part.isEmpty { bytes += part }
        } catch {
            guard error.code == ECONNRESET else { throw error }
        }
        return bytes
    }

    /// Whether nothing comes within a second.
    func isLeftWaiting() -> Bool {
        setOption(SO_RCVTIMEO, timeval(tv_sec: 1, tv_usec: 0))
        defer { setOption(SO_RCVTIMEO, Self.patience) }
        do throws(Failure) {
            _ = try receiveOnce()
            return false
        } catch {
            return error.code == EAGAIN
        }
    }

    /// Receives one response; it has no body where the request was HEAD.
    func receive(hasBody: Bool = true) throws -> Response {
        while true {
            if let (response, length) = Response.parse(rest, hasBody: hasBody) {
                rest.removeFirst(length)
                return response
            }
            let part = try receiveOnce()
            guard !part.isEmpty else { throw Failure(call: "receive: end in a response") }
            rest += part
        }
    }

    /// Sends a request and receives its response.
    func ask(_ request: String, hasBody: Bool = true) throws -> Response {
        try send(request)
        return try receive(hasBody: hasBody)
    }

    /// Whether the server closes the connection without another byte.
    func isClosed() -> Bool {
        rest.isEmpty && (try? receiveOnce())?.isEmpty == true
    }

    /// Whether something has come by now that was not received yet.
    var hasAnswer: Bool {
        var byte: UInt8 = 0
        return unsafe recv(number, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) > 0
    }

    /// Receives once.
    ///
    /// - Returns: The bytes; none at the end of the stream.
    func receiveOnce(atMost limit: Int = 65_536) throws(Failure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = unsafe recv(number, &buffer, buffer.count, 0)
        guard count >= 0 else { throw Failure(call: "receive") }
        return Array(buffer.prefix(count))
    }
}
