// SPDX-License-Identifier: MIT
//
// The value of a header field that is to be sent: it cannot split a message.
// Specification: RFC 9110 §5.5. Touches: memory only.

/// The value of a field in a response (RFC 9110 §5.5).
///
/// A value with a CR, a LF, a NUL or another control character cannot be made, so that nothing that
/// a handler puts into a header can end the header early (response splitting, CWE-113).
public struct FieldValue: Sendable, Hashable {
    /// The text of the value, without white space at its ends.
    public let text: String

    /// Makes a value from a text.
    ///
    /// Gives nil where the text holds a control character other than a tab, or begins or ends with
    /// white space.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == ASCII.tab }),
            text.utf8.first.map(\.isWhitespace) != true,
            text.utf8.last.map(\.isWhitespace) != true
        else { return nil }
        self.init(verified: text)
    }

    /// Makes a value from a text that is known to be one.
    package init(verified text: String) {
        self.text = text
    }
}

extension FieldValue: ExpressibleByStringLiteral {
    /// Makes a value from a literal in the source code.
    ///
    /// - Precondition: the literal is a valid value; a text from elsewhere goes through `init(_:)`.
    public init(stringLiteral text: StaticString) {
        guard let value = FieldValue(text.description) else {
            preconditionFailure("a literal that is no field value")
        }
        self = value
    }
}
