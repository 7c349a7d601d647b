// SPDX-License-Identifier: MIT
//
// The protocol version of a message.
// Specification: RFC 9112 §2.3, RFC 9110 §2.5. Touches: memory only.

/// The version of HTTP that a request speaks.
///
/// A request of version 1.2 or later is read as 1.1, the highest minor version known here
/// (RFC 9110 §2.5); other major versions are refused with 505.
public enum Version: Sendable {
    /// HTTP/1.0: no chunked coding, and the connection closes unless keep-alive was asked for.
    case http10
    /// HTTP/1.1.
    case http11
}
