// SPDX-License-Identifier: MIT
//
// A password as it came in: bytes that no log line, no error and no debugger dump shows.
// Touches: memory only.

/// A password in clear, as bytes.
///
/// It prints as `<redacted>` and has no `==`: the only question to ask of it is whether it
/// belongs to a hash, and ``PasswordContext`` answers that.
public struct Password: Sendable {
    package let bytes: [UInt8]

    /// Creates a password from its bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Creates a password from the UTF-8 bytes of a text, neither trimmed nor normalised.
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }
}

extension Password: Redacted {}
