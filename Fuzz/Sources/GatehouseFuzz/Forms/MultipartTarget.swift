// SPDX-License-Identifier: MIT
//
// Multipart forms: the content type in the first line, then the body. The property: a form that is
// understood and written again is understood as the same form; and a file may contain any bytes.

import GatehouseForms

enum MultipartTarget {
    static func check(_ input: [UInt8]) {
        let file = Form.File(filename: "a", contentType: nil, bytes: input)
        checkRoundTrip(Form([Form.Field(name: "f", value: .file(file))]))
        guard input.prefix(10).matches("multipart/") else { return }
        let line = input.firstIndex(of: "\n") ?? input.endIndex
        let contentType = String(decoding: input[..<line], as: UTF8.self)
        let body = Array(input[line...].dropFirst())
        guard let form = try? Form.decode(body, contentType: contentType) else { return }
        require(form.fields.count <= FormLimits().maxFieldCount, "fields are counted")
        // Texts have grown if U+FFFD stands for a byte.
        guard input.count < FormLimits().maxPartHeadBytes / 8 else { return }
        checkRoundTrip(form)
    }

    private static func checkRoundTrip(_ form: Form) {
        let boundary = boundary(for: form)
        var body: [UInt8] = []
        for field in form.fields { append(field, to: &body, boundary: boundary) }
        body += "--\(boundary)--".utf8
        let contentType = "multipart/form-data; boundary=\(boundary)"
        let again = try? Form.decode(body, contentType: contentType)
        require(again?.fields.count == form.fields.count, "a form written anew has as many fields")
        for (left, right) in zip(again?.fields ?? [], form.fields) {
            require(left.name.utf8.elementsEqual(right.name.utf8), "a name is the same again")
            require(left.value == right.value, "a value is the same again")
        }
    }

    private static func append(_ field: Form.Field, to body: inout [UInt8], boundary: String) {
        body += "--\(boundary)\r\nContent-Disposition: form-data; name=\(quoted(field.name))".utf8
        switch field.value {
        case .text(let text):
            body += "\r\n\r\n\(text)".utf8
        case .file(let file):
            body += "; filename=\(quoted(file.filename))\r\n".utf8
            if let type = file.contentType { body += "Content-Type: \(type)\r\n".utf8 }
            body += "\r\n".utf8 + file.bytes
        }
        body += "\r\n".utf8
    }

    private static func quoted(_ name: String) -> String {
        let escaped = name.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }
        return "\"" + escaped.joined() + "\""
    }

    /// A boundary that occurs in no value.
    private static func boundary(for form: Form) -> String {
        var contents: [UInt8] = []
        for field in form.fields {
            switch field.value {
            case .text(let text): contents += text.utf8
            case .file(let file): contents += file.bytes
            }
        }
        var number = 0
        while contents.firstIndex(of: "b\(number)") != nil { number += 1 }
        return "b\(number)"
    }
}
