// SPDX-License-Identifier: MIT
//
// Specification: RFC 3493, RFC 5952. Touches: the system's resolver. Unsafe: C structures.

import CLinux
import GatehouseBase
import Glibc

/// An IPv4 or IPv6 address and port, in the kernel's form.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    /// Creates an address with room for the kernel to write into.
    fileprivate init() {}

    /// The family: `AF_INET` or `AF_INET6`.
    var family: Int32 { Int32(storage.ss_family) }

    /// Lends the address to a call that reads it.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        // SAFETY: every address begins with the members of `sockaddr`.
        unsafe withUnsafePointer(to: storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, length)
            }
        }
    }

    /// Lends room to a call that writes an address.
    static func filled(
        by call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) throws(SystemError) -> (result: Int32, address: SocketAddress) {
        var address = SocketAddress()
        let result = try retrying {
            address.length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            return unsafe withUnsafeMutablePointer(to: &address.length) { length in
                unsafe withUnsafeMutablePointer(to: &address.storage) { storage in
                    unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        unsafe call($0, length)
                    }
                }
            }
        }
        return (result, address)
    }

    private var ipv4: sockaddr_in {
        unsafe withUnsafeBytes(of: storage) { unsafe $0.loadUnaligned(as: sockaddr_in.self) }
    }

    private var ipv6: sockaddr_in6 {
        unsafe withUnsafeBytes(of: storage) { unsafe $0.loadUnaligned(as: sockaddr_in6.self) }
    }

    /// The port.
    var port: UInt16 {
        get { UInt16(bigEndian: family == AF_INET6 ? ipv6.sin6_port : ipv4.sin_port) }
        set {
            // The port is at the same offset in both families (RFC 3493 §3.3).
            unsafe withUnsafeMutableBytes(of: &storage) {
                unsafe $0.storeBytes(of: newValue.bigEndian, toByteOffset: 2, as: UInt16.self)
            }
        }
    }

    /// The 4 or 16 bytes of the address; 4 for an IPv4 address mapped into IPv6.
    var hostBytes: [UInt8] {
        guard family == AF_INET6 else {
            return unsafe withUnsafeBytes(of: ipv4.sin_addr) { unsafe Array($0) }
        }
        let bytes = unsafe withUnsafeBytes(of: ipv6.sin6_addr) { unsafe Array($0) }
        let mapping: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        return bytes.starts(with: mapping) ? Array(bytes.dropFirst(12)) : bytes
    }

    /// The address without the port, as text: `127.0.0.1`, `::1`.
    var host: String {
        let bytes = hostBytes
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else {
            return ""
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The address as requests carry it.
    var client: ClientAddress {
        IPAddress(bytes: hostBytes).map { .internet($0, port: port) } ?? .none
    }

    /// Whether this stands for every address of the machine, IPv6 and IPv4 alike: `::`.
    var isIPv6Wildcard: Bool { family == AF_INET6 && hostBytes.allSatisfy { $0 == 0 } }
}

extension SocketAddress: CustomStringConvertible {
    /// Address and port: `127.0.0.1:8000`, `[::1]:8000`.
    var description: String {
        let host = host
        return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension SocketAddress {
    /// Resolves a host: a name, or an address as text.
    ///
    /// - Throws: `hostNotResolvable` if it has no address.
    static func resolve(host: String, port: UInt16) throws(ServerError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE
        var first: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, nil, &hints, &first)
        guard code == 0 else {
            throw .hostNotResolvable(host, reason: unsafe String(cString: gai_strerror(code)))
        }
        defer { unsafe freeaddrinfo(first) }
        var addresses: [SocketAddress] = []
        var next = unsafe first
        while let entry = unsafe next {
            unsafe next = entry.pointee.ai_next
            guard var address = unsafe SocketAddress(entry.pointee) else { continue }
            address.port = port
            // The hosts file may list an address twice.
            if !addresses.contains(where: { $0.hostBytes == address.hostBytes }) {
                addresses.append(address)
            }
        }
        return addresses
    }

    private init?(_ info: addrinfo) {
        guard let source = unsafe info.ai_addr,
            unsafe info.ai_addrlen <= MemoryLayout<sockaddr_storage>.size,
            unsafe info.ai_family == AF_INET || info.ai_family == AF_INET6
        else { return nil }
        length = unsafe info.ai_addrlen
        // SAFETY: the resolver says how long its address is, which is no longer than our room.
        unsafe withUnsafeMutableBytes(of: &storage) {
            unsafe $0.copyMemory(
                from: UnsafeRawBufferPointer(start: source, count: Int(info.ai_addrlen))
            )
        }
    }
}
