// SPDX-License-Identifier: MIT
//
// Specification: Unicode Standard Annex #15 (NFC).

internal import Foundation

/// The rules for the names of accounts.
public enum AccountName {
    /// The maximum length of a name, in bytes of UTF-8.
    public static let maxByteCount = 255

    /// Why a text cannot be a name.
    public enum Fault: Error, Equatable, Sendable {
        /// There is no character.
        case empty
        /// It has more than 255 bytes.
        case tooLong
        /// It contains a control character, such as a NUL or a line feed.
        case controlCharacter
        /// It begins or ends with white space.
        case outerWhitespace
    }

    /// Returns what keeps a text from being a name; nil if it is one.
    public static func fault(of name: String) -> Fault? {
        let scalars = name.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return .empty }
        guard name.utf8.count <= maxByteCount else { return .tooLong }
        // Line and paragraph separators are no control characters by category, but break lines too.
        let isControl: (Unicode.Scalar) -> Bool = {
            [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
        }
        guard !scalars.contains(where: isControl) else { return .controlCharacter }
        guard !first.properties.isWhitespace, !last.properties.isWhitespace else {
            return .outerWhitespace
        }
        return nil
    }

    /// Returns the text that two names share if nobody could tell them apart: its NFC.
    package static func canonical(_ name: String) -> String {
        name.utf8.allSatisfy { $0 < 0x80 } ? name : name.precomposedStringWithCanonicalMapping
    }
}

extension AccountName.Fault: CustomStringConvertible {
    /// The rule that is broken.
    public var description: String {
        switch self {
        case .empty: "a name must not be empty"
        case .tooLong: "a name has at most \(AccountName.maxByteCount) bytes"
        case .controlCharacter: "a name must not contain control characters"
        case .outerWhitespace: "a name must not begin or end with white space"
        }
    }
}
