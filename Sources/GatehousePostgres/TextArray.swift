// SPDX-License-Identifier: MIT
//
// Specification: PostgreSQL, "Array Input and Output Syntax".

/// Arrays of texts as PostgreSQL writes them.
enum TextArray {
    /// The literal of an array, in which nil is NULL.
    static func literal(_ texts: [String?]) -> String {
        "{" + texts.map { $0.map(quoted) ?? "NULL" }.joined(separator: ",") + "}"
    }

    private static func quoted(_ text: String) -> String {
        let (quote, backslash) = (UInt8(ascii: "\""), UInt8(ascii: "\\"))
        var bytes = [quote]
        for byte in text.utf8 {
            if byte == quote || byte == backslash { bytes.append(backslash) }
            bytes.append(byte)
        }
        return String(decoding: bytes + [quote], as: UTF8.self)
    }
}
