// SPDX-License-Identifier: MIT
//
// A text that must not get into a log or an answer by accident.
// Touches: memory only.

/// A text that a client has sent in confidence, such as a password or a token.
///
/// However it is printed, it prints `<redacted>`; who needs the text asks for `value` by name.
public struct Secret: Sendable {
    /// The text.
    public let value: String

    /// Wraps a text.
    public init(_ value: String) {
        self.value = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `<redacted>`.
    public var description: String { "<redacted>" }
    /// `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// A mirror without children, so that `dump` shows nothing either.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
