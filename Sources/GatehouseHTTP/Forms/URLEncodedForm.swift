// SPDX-License-Identifier: MIT
//
// Decodes `application/x-www-form-urlencoded`: `name=value&other=a+b%21`.
// Specification: WHATWG URL §5.1. Touches: memory only.

/// The URL-encoded form: pieces between ampersands, each decoded exactly once.
///
/// Every body is such a form; only the limits can refuse one. A semicolon is no separator.
enum URLEncodedForm {
    /// Decodes all fields of `body`.
    static func decode(
        _ body: [UInt8],
        limits: FormLimits
    ) throws(FormError) -> [Form.Field] {
        var fields: [Form.Field] = []
        var rest = body[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: UInt8(ascii: "&")) ?? rest.endIndex
            let piece = rest[..<end]
            rest = rest[end...].dropFirst()
            guard !piece.isEmpty else { continue }
            fields.append(try field(piece, limits))
            guard fields.count <= limits.maximumFieldCount else {
                throw .tooManyFields(limit: limits.maximumFieldCount)
            }
        }
        return fields
    }

    /// Decodes one piece; without `=` it is a name with an empty value.
    private static func field(
        _ piece: ArraySlice<UInt8>,
        _ limits: FormLimits
    ) throws(FormError) -> Form.Field {
        let nameEnd = piece.firstIndex(of: ASCII.equals) ?? piece.endIndex
        let name = piece[..<nameEnd]
        let value = piece[nameEnd...].dropFirst()
        guard name.count + value.count <= limits.maximumFieldSizeInBytes else {
            throw .fieldTooLarge(limitInBytes: limits.maximumFieldSizeInBytes)
        }
        return Form.Field(name: text(name), value: .text(text(value)))
    }

    /// Decodes plus signs, escapes and UTF-8; an escape without two hex digits stays as it is.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                decoded.append(ASCII.space)
            case ASCII.percent:
                decoded.append(takeEscaped(&rest) ?? byte)
            default:
                decoded.append(byte)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Takes the two hex digits behind a percent sign, or nothing where they are not there.
    private static func takeEscaped(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        guard let high = rest.first?.hexDigitValue,
            let low = rest.dropFirst().first?.hexDigitValue
        else { return nil }
        rest.removeFirst(2)
        return high << 4 | low
    }
}
