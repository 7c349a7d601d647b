// SPDX-License-Identifier: MIT
//
// One key of SECRET_KEY, which no log line, dump or interpolation shows.
// Specification: RFC 7518 §3.2 (an HS256 key has at least 256 bits). Touches: memory only.

package struct SigningSecret: Sendable {
    /// The key: the text's UTF-8 bytes as they are, not what hexadecimal digits would stand for.
    package let bytes: [UInt8]

    package static let shortestInBytes = 32

    /// Takes a key of enough bytes; a space at either end is taken for a slip and refused.
    init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count >= Self.shortestInBytes else { return nil }
        guard bytes.first != UInt8(ascii: " "), bytes.last != UInt8(ascii: " ") else { return nil }
        self.bytes = bytes
    }

    /// Whether this is the key that the tutorial prints, which everybody knows.
    var isPublicKnowledge: Bool { bytes == Self.tutorialKey }

    private static let tutorialKey = Array(
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7".utf8
    )
}

extension SigningSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
