// SPDX-License-Identifier: MIT

import GatehouseForms
import Testing

@Suite("Boundary (RFC 2046 §5.1.1)")
struct BoundaryTests {
    private static let longest = String(repeating: "x", count: 70)

    @Test(
        "is read quoted and unquoted, among other parameters",
        arguments: [
            ("multipart/form-data; boundary=b", "b"),
            ("Multipart/Form-Data;BOUNDARY=b", "b"),
            ("multipart/form-data; charset=utf-8; boundary=b ; x=y", "b"),
            ("multipart/form-data; boundary=\"b\"", "b"),
            ("multipart/form-data; boundary=\"\\b\"", "b"),
            ("multipart/form-data; boundary=\"a b:'()+_,-./=?\"", "a b:'()+_,-./=?"),
            ("multipart/form-data; boundary=----=_Part_1.2", "----=_Part_1.2"),
            ("multipart/form-data; boundary=----WebKitFormBoundary7", "----WebKitFormBoundary7"),
            ("multipart/form-data; boundary=-", "-"),
            ("multipart/form-data; boundary=\(longest)", longest),
        ]
    )
    func reads(contentType: String, boundary: String) throws {
        let body = formLines(
            """
            --\(boundary)
            Content-Disposition: form-data; name=a

            1
            --\(boundary)--
            """
        )
        let form = try Form.decode(Array(body.utf8), contentType: contentType)
        #expect(form?.summary == ["a=1"])
    }

    @Test(
        "is asked for where it is missing, whatever the body",
        arguments: [
            "multipart/form-data", "multipart/form-data; boundary",
            "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
            "multipart/form-data; boundary*=b",
            "multipart/form-data; boundary=\"b", "multipart/form-data; x=\"; boundary=b\"",
        ]
    )
    func missing(contentType: String) {
        for body in ["", formPart("1")] {
            #expect(throws: FormError.missingBoundary) {
                try Form.decode(Array(body.utf8), contentType: contentType)
            }
        }
    }

    @Test(
        "is refused where it is too long, holds other characters or is named twice",
        arguments: [
            "\(longest)x", "a*b", "a@b", "\"b \"", "\"a;b\"", "é", "\"a\\\"b\"", "\"a\tb\"",
            "b; boundary=b", "b; boundary=c",
        ]
    )
    func refuses(boundary: String) {
        #expect(throws: FormError.malformedMultipart) {
            try Form.decode([], contentType: "multipart/form-data; boundary=\(boundary)")
        }
    }
}
