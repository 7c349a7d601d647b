// SPDX-License-Identifier: MIT

import GatehouseForms
import Testing

@Suite("Form limits")
struct FormLimitsTests {
    private let contentType = "multipart/form-data; boundary=b"

    @Test("A multipart form may have 1000 parts, files included, and not one more")
    func partCount() throws {
        let text = formLines(
            """
            --b
            Content-Disposition: form-data; name=a

            1

            """
        )
        let file = formLines(
            """
            --b
            Content-Disposition: form-data; name=a; filename=f

            1

            """
        )
        let parts = String(repeating: text + file, count: 500)
        let form = try Form.decode(Array((parts + "--b--").utf8), contentType: contentType)
        #expect(form?.fields.count == 1000)
        #expect(throws: FormError.tooManyFields(limit: 1000)) {
            try Form.decode(Array((parts + text + "--b--").utf8), contentType: contentType)
        }
    }

    @Test("A text part may have 1 MiB and not one byte more, while a file may be longer")
    func partSize() throws {
        let text = String(repeating: "x", count: FormLimits().maxFieldBytes)
        let form = try Form.decode(Array(formPart(text).utf8), contentType: contentType)
        #expect(form?.firstValue(named: "a") == .text(text))
        #expect(throws: FormError.fieldTooLarge(limitInBytes: 1_048_576)) {
            try Form.decode(Array(formPart(text + "x").utf8), contentType: contentType)
        }
        let file = formLines(
            """
            --b
            Content-Disposition: form-data; name=a; filename=f

            \(text)x
            --b--
            """
        )
        #expect(try Form.decode(Array(file.utf8), contentType: contentType)?.fields.count == 1)
    }

    @Test("The limits on a form are those that the caller sets")
    func ownLimits() {
        var limits = FormLimits()
        limits.maxFieldCount = 1
        limits.maxFieldBytes = 4096
        limits.maxPartFieldCount = 0
        limits.maxPartHeadBytes = 0
        let urlEncoded = "application/x-www-form-urlencoded"
        #expect(throws: FormError.tooManyFields(limit: 1)) {
            try Form.decode(Array("a&b".utf8), contentType: urlEncoded, limits: limits)
        }
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 4097)
        #expect(throws: FormError.fieldTooLarge(limitInBytes: 4096)) {
            try Form.decode(long, contentType: urlEncoded, limits: limits)
        }
        #expect(throws: FormError.malformedMultipart) {
            try Form.decode(Array(formPart("1").utf8), contentType: contentType, limits: limits)
        }
    }
}
