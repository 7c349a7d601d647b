// SPDX-License-Identifier: MIT

import GatehouseForms
import Testing

@Suite("Multipart boundary (RFC 2046 §5.1.1)")
struct BoundaryTests {
    private static let longest = String(repeating: "x", count: 70)

    @Test(
        "A multipart boundary is read quoted or unquoted, among other parameters",
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
        "A missing multipart boundary is reported, whatever the body",
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
        "A multipart boundary that is too long, has other characters or comes twice is refused",
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
