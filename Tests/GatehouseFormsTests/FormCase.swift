// SPDX-License-Identifier: MIT
//
// What the form tests share: a case of a table, and forms written as short texts.

import GatehouseForms
import Testing

/// A body, the fields that it stands for, and the sentence that decides.
struct FormCase: CustomTestStringConvertible, Sendable {
    let body: [UInt8]
    let fields: [String]
    let testDescription: String

    init(_ body: String, _ fields: [String], _ why: String) {
        self.init(Array(body.utf8), fields, why)
    }

    init(_ body: [UInt8], _ fields: [String], _ why: String) {
        self.body = body
        self.fields = fields
        testDescription = why
    }
}

extension Form {
    /// Each field as `name=text`, or `name=<filename|content type|content>`.
    var summary: [String] {
        fields.map { field in
            switch field.value {
            case .text(let text): "\(field.name)=\(text)"
            case .file(let file):
                "\(field.name)=<\(file.filename)|\(file.contentType ?? "-")|"
                    + String(decoding: file.bytes, as: UTF8.self) + ">"
            }
        }
    }
}

extension FormCase {
    /// Compares texts as bytes: `==` on strings takes canonically equivalent ones for equal.
    static func areSameBytes(_ left: [String]?, _ right: [String]) -> Bool {
        left?.map { Array($0.utf8) } == right.map { Array($0.utf8) }
    }
}

/// Turns each line end of a multi-line literal into CRLF.
func formLines(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
}

/// A multipart body with the boundary `b` and one part called `a`.
func formPart(_ content: String) -> String {
    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\(content)\r\n--b--\r\n"
}
