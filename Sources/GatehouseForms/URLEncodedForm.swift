// SPDX-License-Identifier: MIT
//
// Specification: WHATWG URL §5.1.

/// The URL-encoded form, `name=value&other=a+b%21`: pieces between ampersands, each decoded exactly
/// once.
///
/// Every body is such a form; only the limits can refuse one. A semicolon is not a separator.
enum URLEncodedForm {
    /// Finds all fields of `body`; the values are not copied.
    static func entries(
        of body: [UInt8],
        limits: FormLimits
    ) throws(FormError) -> [Form.Entry] {
        var entries: [Form.Entry] = []
        var start = 0
        while start < body.count {
            let end = body[start...].firstIndex(of: UInt8(ascii: "&")) ?? body.count
            if end > start {
                entries.append(try entry(body[start..<end], limits))
                guard entries.count <= limits.maxFieldCount else {
                    throw .tooManyFields(limit: limits.maxFieldCount)
                }
            }
            start = end + 1
        }
        return entries
    }

    /// Parses one piece; without `=` it is a name with an empty value.
    private static func entry(
        _ piece: ArraySlice<UInt8>,
        _ limits: FormLimits
    ) throws(FormError) -> Form.Entry {
        let nameEnd = piece.firstIndex(of: ASCII.equals) ?? piece.endIndex
        let value = piece[nameEnd...].dropFirst()
        guard piece[..<nameEnd].count + value.count <= limits.maxFieldBytes else {
            throw .fieldTooLarge(limitInBytes: limits.maxFieldBytes)
        }
        return Form.Entry(
            name: String(decoding: decoded(piece[..<nameEnd]), as: UTF8.self),
            kind: .encoded,
            range: value.startIndex..<value.endIndex
        )
    }

    /// Decodes plus signs and percent-escapes; one without two hexadecimal digits is left as is.
    static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "+") {
                decoded.append(ASCII.space)
            } else if byte == ASCII.percent, bytes.endIndex - index >= 2,
                let high = bytes[index].hexDigitValue, let low = bytes[index + 1].hexDigitValue
            {
                decoded.append(high << 4 | low)
                index += 2
            } else {
                decoded.append(byte)
            }
        }
        return decoded
    }
}
