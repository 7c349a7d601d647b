// SPDX-License-Identifier: MIT
//
// Specification: RFC 9110 §5.6.4, §5.6.6 and §8.3.1, RFC 7578 §4.2.

/// A media type and its parameters, as in `multipart/form-data; boundary="x"`.
package struct MediaType: Sendable {
    /// The type and the subtype in lower case, as in `text/plain`.
    package let essence: String

    private let parameters: FieldParameters

    /// Parses a field value; nil if it does not begin with a type and a subtype.
    ///
    /// A parameter that cannot be parsed is left out: no response depends on most of them.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let end = bytes.firstIndex(of: ASCII.semicolon) ?? bytes.endIndex
        guard let essence = Self.essence(FieldParameters.trimmed(bytes[..<end])) else {
            return nil
        }
        self.essence = essence
        parameters = FieldParameters(bytes[end...], escapes: .everyByte)
    }

    /// Returns the values of the parameter called `name`, which must be lower case.
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

/// The parameters of any field value, in the order in which they were sent, duplicates included.
///
/// This accepts more than RFC 9110 lets a sender write, since common clients need it: spaces around
/// `=`, and unquoted values with bytes that are not allowed in a token (`boundary=----=_Part_1`,
/// `name=a/b`).
struct FieldParameters: Sendable {
    /// What a backslash in a quoted string does.
    enum Escapes: Sendable {
        /// It makes the next byte literal, whatever it is (RFC 9110 §5.6.4).
        case everyByte
        /// It does so only before `"` and `\`; elsewhere it stands for itself.
        ///
        /// Browsers write every backslash as is; older versions of curl escape these two.
        case quoteAndBackslash
    }

    private struct Parameter: Sendable {
        let name: String
        let value: String
    }

    /// How many parameters are read; a value with more is malformed.
    ///
    /// The fields that have any need two. Without a limit, a part of a form could contain
    /// thousands.
    private static let maxCount = 16

    /// How many pieces between semicolons are looked at, empty and malformed ones included.
    private static let maxPieces = 64

    private var parameters: [Parameter] = []

    /// Whether every parameter could be parsed; those that could not are left out.
    private(set) var isWellFormed = true

    /// Parses the parameters in `bytes`, which begin at the first semicolon or are empty.
    init(_ bytes: ArraySlice<UInt8>, escapes: Escapes) {
        let pieces = Self.split(bytes)
        guard pieces.count <= Self.maxPieces else {
            isWellFormed = false
            return
        }
        for piece in pieces {
            guard parameters.count < Self.maxCount else {
                isWellFormed = false
                return
            }
            let piece = Self.trimmed(piece)
            guard !piece.isEmpty else { continue }
            if let parameter = Self.parameter(piece, escapes: escapes) {
                parameters.append(parameter)
            } else {
                isWellFormed = false
            }
        }
    }

    /// Returns the values of the parameter called `name`, which must be lower case.
    func values(named name: String) -> [String] {
        // `==` on strings is safe here: the name of a parameter is a token, and therefore ASCII.
        parameters.filter { $0.name == name }.map(\.value)
    }
}

// MARK: - Pieces

extension FieldParameters {
    /// Splits at the semicolons outside of quoted strings; beyond the limit on pieces it stops.
    private static func split(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var isQuoted = false
        var isEscaped = false
        for index in bytes.indices {
            let byte = bytes[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if byte == ASCII.semicolon, !isQuoted {
                pieces.append(bytes[start..<index])
                start = index + 1
                if pieces.count > maxPieces { return pieces }
            }
        }
        pieces.append(bytes[start...])
        return pieces
    }

    private static func parameter(_ piece: ArraySlice<UInt8>, escapes: Escapes) -> Parameter? {
        guard let equals = piece.firstIndex(of: ASCII.equals) else { return nil }
        let name = trimmed(piece[..<equals])
        guard isToken(name), let value = value(trimmed(piece[(equals + 1)...]), escapes) else {
            return nil
        }
        return Parameter(
            name: lowercased(name),
            value: String(decoding: value, as: UTF8.self)
        )
    }

    private static func value(_ bytes: ArraySlice<UInt8>, _ escapes: Escapes) -> [UInt8]? {
        if bytes.first == UInt8(ascii: "\"") {
            return unquoted(bytes.dropFirst(), escapes)
        }
        return bytes.contains(UInt8(ascii: "\"")) ? nil : Array(bytes)
    }

    /// Returns the text of a quoted string whose opening quote has been dropped.
    private static func unquoted(_ bytes: ArraySlice<UInt8>, _ escapes: Escapes) -> [UInt8]? {
        var text: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let next = index + 1
            if bytes[index] == UInt8(ascii: "\"") {
                // Nothing may follow the closing quote.
                return next == bytes.endIndex ? text : nil
            }
            if startsEscape(bytes[index...], escapes) {
                text.append(bytes[next])
                index += 2
            } else {
                text.append(bytes[index])
                index = next
            }
        }
        return nil
    }

    private static func startsEscape(_ bytes: ArraySlice<UInt8>, _ escapes: Escapes) -> Bool {
        guard bytes.first == UInt8(ascii: "\\"), let escaped = bytes.dropFirst().first else {
            return false
        }
        switch escapes {
        case .everyByte: return true
        case .quoteAndBackslash:
            return escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\")
        }
    }
}

// MARK: - Tokens

extension FieldParameters {
    /// Returns whether `bytes` are a token (RFC 9110 §5.6.2).
    static func isToken(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy(ByteClass.token.contains)
    }

    /// Returns `token` with the letters A to Z in lower case.
    static func lowercased(_ token: ArraySlice<UInt8>) -> String {
        String(decoding: token.map(\.lowercased), as: UTF8.self)
    }

    /// Returns `bytes` without leading and trailing spaces and tabs (OWS, RFC 9110 §5.6.3).
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: \.isWhitespace)
        while bytes.last?.isWhitespace == true { bytes.removeLast() }
        return bytes
    }
}
