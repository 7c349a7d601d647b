// SPDX-License-Identifier: MIT
//
// The one rule about `Host` that a server has to enforce itself.
// Specification: RFC 9112 §3.2. Touches: memory only.

/// Refuses a request without `Host` in version 1.1, and in every version one with two of them or
/// with one that is no host and port.
enum HostRule {
    static func check(_ head: RequestHead) throws(RequestError) {
        let hosts = head.fields.values(for: .host)
        guard hosts.count < 2 else { throw .malformedHost }
        guard let host = hosts.first else {
            guard head.version == .http10 else { throw .missingHost }
            return
        }
        let bytes = Array(host.utf8)
        guard Authority.isHost(bytes.span, in: 0..<bytes.count) else { throw .malformedHost }
    }
}
