// SPDX-License-Identifier: MIT
//
// The one rule about `Host` that a server has to enforce itself.
// Specification: RFC 9112 §3.2. Touches: memory only.

/// "A server MUST respond with a 400 status code to any HTTP/1.1 request message that lacks a Host
/// header field and to any request message that contains more than one Host header field line or a
/// Host header field with an invalid field value."
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
