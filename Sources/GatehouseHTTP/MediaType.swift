// SPDX-License-Identifier: MIT
//
// Reads the value of a Content-Type field: `multipart/form-data; boundary="x"`.
// Specification: RFC 9110 §8.3.1. Touches: memory only.

/// A media type and its parameters.
package struct MediaType: Sendable {
    /// The type and the subtype in lower case, as in `text/plain`.
    package let essence: String

    private let parameters: FieldParameters

    /// Reads a field value; nil where it does not start with a type and a subtype.
    ///
    /// A parameter that cannot be read is left out: no answer depends on most of them.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let end = bytes.firstIndex(of: ASCII.semicolon) ?? bytes.endIndex
        guard let essence = Self.essence(FieldParameters.trimmed(bytes[..<end])) else {
            return nil
        }
        self.essence = essence
        parameters = FieldParameters(bytes[end...], escapes: .everyByte)
    }

    /// Returns the values of the parameter called `name`, which is written in lower case.
    package func values(named name: String) -> [String] {
        parameters.values(named: name)
    }

    private static func essence(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let slash = bytes.firstIndex(of: ASCII.slash),
            FieldParameters.isToken(bytes[..<slash]),
            FieldParameters.isToken(bytes[(slash + 1)...])
        else { return nil }
        return FieldParameters.lowercased(bytes)
    }
}
