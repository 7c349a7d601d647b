// SPDX-License-Identifier: MIT
//
// URL-encoded forms. The property: every body is a form, its fields are those that a second and
// slower decoder finds, and when encoded again they are decoded to the same fields.

import GatehouseForms

enum URLEncodedTarget {
    private static let contentType = "application/x-www-form-urlencoded"

    static func check(_ input: [UInt8]) {
        let pieces = input.pieces(between: "&").filter { !$0.isEmpty }
        guard let form = try? Form.decode(input, contentType: contentType) else {
            return require(pieces.count > FormLimits().maxFieldCount, "every body is a form")
        }
        require(form.fields.count == pieces.count, "each piece is a field")
        for (field, piece) in zip(form.fields, pieces) {
            let equals = piece.firstIndex(of: "=") ?? piece.endIndex
            require(decode(piece[..<equals]).read(as: field.name), "the name is decoded once")
            let value = Form.Value.text(text(decode(piece[equals...].dropFirst())))
            require(field.value == value, "the value is decoded once")
        }
        checkRoundTrip(form)
    }

    private static func checkRoundTrip(_ form: Form) {
        let body = form.fields.map { encode($0.name) + "=" + encode(text($0.value)) }
        let again = try? Form.decode(
            Array(body.joined(separator: "&").utf8),
            contentType: contentType
        )
        require(again?.fields.count == form.fields.count, "a form encoded anew has as many fields")
        for (left, right) in zip(again?.fields ?? [], form.fields) {
            require(left.name.utf8.elementsEqual(right.name.utf8), "a name is the same again")
            require(left.value == right.value, "a value is the same again")
        }
    }

    /// Decodes by looking at no more than three bytes at a time.
    private static func decode(_ piece: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        var rest = piece
        while let first = rest.popFirst() {
            let digits = text(Array(rest.prefix(2)))
            if first == UInt8(ascii: "+") {
                decoded.append(0x20)
            } else if first == UInt8(ascii: "%"), digits.utf8.count == 2,
                digits.allSatisfy(\.isHexDigit), let byte = UInt8(digits, radix: 16)
            {
                decoded.append(byte)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(first)
            }
        }
        return decoded
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func text(_ value: Form.Value) -> String {
        guard case .text(let text) = value else {
            require(false, "no field of this form is a file")
            return ""
        }
        return text
    }
}
