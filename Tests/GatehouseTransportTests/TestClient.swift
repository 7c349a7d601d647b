// SPDX-License-Identifier: MIT
//
// A blocking client over a plain socket, which sends exactly the bytes that a test gives it.
// Touches: loopback sockets. Unsafe: C structures and buffers.

import Glibc

/// A connection to a server of the same test.
final class TestClient {
    /// What went wrong on the client's side.
    struct Failure: Error {
        let call: String
        let code: Int32

        init(_ call: String) {
            self.call = call
            code = errno
        }
    }

    let number: Int32
    /// Received after the last response.
    private var rest: [UInt8] = []

    /// Connects to a port on loopback; `receiveBuffer` is the kernel's, in bytes, nil its default.
    init(port: UInt16, ipv6: Bool = false, receiveBuffer: Int32? = nil) throws {
        number = socket(ipv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard number >= 0 else { throw Failure("socket") }
        // Generous: it passes only where a test fails.
        setNoDelay()
        setOption(SO_RCVTIMEO, timeval(tv_sec: 20, tv_usec: 0))
        setOption(SO_SNDTIMEO, timeval(tv_sec: 20, tv_usec: 0))
        if let receiveBuffer { setOption(SO_RCVBUF, receiveBuffer) }
        let code = ipv6 ? connectIPv6(port) : connectIPv4(port)
        guard code == 0 else { throw Failure("connect") }
    }

    deinit {
        close(number)
    }

    private func connectIPv4(_ port: UInt16) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return connect(to: address)
    }

    private func connectIPv6(_ port: UInt16) -> Int32 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return connect(to: address)
    }

    private func connect<Address>(to address: Address) -> Int32 {
        unsafe withUnsafePointer(to: address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(number, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    private func setOption<Value: BitwiseCopyable>(_ option: Int32, _ value: Value) {
        var value = value
        let size = socklen_t(MemoryLayout<Value>.size)
        _ = unsafe setsockopt(number, SOL_SOCKET, option, &value, size)
    }

    /// Lets each send leave at once, even after one that is not acknowledged yet.
    private func setNoDelay() {
        var value: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        _ = unsafe setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &value, size)
    }

    /// Sends all of a text.
    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure("send") }
            sent += count
        }
    }

    /// Sends as much as the kernel takes at once, and returns how much that was.
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

    /// Breaks the connection off now.
    func reset() {
        // A connect to no family dissolves the connection, and the kernel resets it.
        var address = sockaddr()
        address.sa_family = sa_family_t(AF_UNSPEC)
        _ = unsafe Glibc.connect(number, &address, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// Receives once.
    ///
    /// - Returns: The bytes; none at the end of the stream.
    func receive(atMost limit: Int = 65_536) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = unsafe recv(number, &buffer, limit, 0)
        guard count >= 0 else { throw Failure("recv") }
        return Array(buffer.prefix(count))
    }

    /// Receives until the server closes.
    func receiveAll() throws -> String {
        var bytes: [UInt8] = []
        while case let part = try receive(), !part.isEmpty { bytes += part }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether the server closes without another byte; a reset counts.
    func isClosedByServer() -> Bool {
        do {
            return try receive().isEmpty
        } catch {
            return (error as? Failure)?.code == ECONNRESET
        }
    }

    /// Receives one whole response to another method than HEAD.
    func receiveResponse() throws -> TestResponse {
        while true {
            if let (response, length) = TestResponse.parse(rest) {
                rest.removeFirst(length)
                return response
            }
            let part = try receive()
            guard !part.isEmpty else { throw Failure("end of stream in a response") }
            rest += part
        }
    }

    /// Sends a request without a body and receives its response.
    func get(_ path: String) throws -> TestResponse {
        try send("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
        return try receiveResponse()
    }
}

/// A response in parts.
struct TestResponse {
    let status: Int
    /// The field lines, names in lower case.
    let fields: [String: String]
    let body: String

    /// Reads the first response of the bytes, if it is there whole.
    static func parse(_ bytes: [UInt8]) -> (TestResponse, length: Int)? {
        guard let headEnd = bytes.endOfHead else { return nil }
        let lines = String(decoding: bytes[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ": ", maxSplits: 1)
            fields[parts[0].lowercased()] = String(parts.last ?? "")
        }
        let end = headEnd + (fields["content-length"].flatMap { Int($0) } ?? 0)
        guard bytes.count >= end else { return nil }
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        let body = String(decoding: bytes[headEnd..<end], as: UTF8.self)
        return (TestResponse(status: status, fields: fields, body: body), end)
    }
}

extension [UInt8] {
    /// The index after the first empty line.
    fileprivate var endOfHead: Int? {
        guard count >= 4 else { return nil }
        let mark = Array("\r\n\r\n".utf8)
        return (0...count - 4).first { self[$0..<$0 + 4].elementsEqual(mark) }.map { $0 + 4 }
    }
}

extension TestClient {
    /// The port that the kernel has given the client.
    var localPort: UInt16 {
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

/// Sends a request on the connection of a client that is kept elsewhere.
func sendRequest(_ path: String, on number: Int32) {
    let request = Array("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
    _ = unsafe Glibc.send(number, request, request.count, Int32(MSG_NOSIGNAL))
}
