// SPDX-License-Identifier: MIT

import GatehouseForms
import Testing

@Suite("Heads of multipart parts (RFC 7578 §4)")
struct PartHeadTests {
    @Test(
        "The name and the file name of a multipart part are read",
        arguments: [
            ("form-data; name=\"n\"", "n=1"),
            ("form-data; name=n", "n=1"),
            ("FORM-DATA;NAME=n", "n=1"),
            ("form-data ; name = n ;", "n=1"),
            ("form-data; name=\"\"", "=1"),
            ("form-data; name=\"é n\"", "é n=1"),
            ("form-data; name=\"a;b\"", "a;b=1"),
            ("form-data; name=\"a+b%20%22\"", "a+b%20%22=1"),
            ("form-data; name=\"a\\\"b\\\\c\\d\"", "a\"b\\c\\d=1"),
            ("form-data; x=y; filename=\"f\"; name=\"n\"", "n=<f|-|1>"),
            ("form-data; name=n; filename=C:\\a\\f.txt", "n=<C:\\a\\f.txt|-|1>"),
            ("form-data; name=n; filename=\"C:\\a\\f.txt\"", "n=<C:\\a\\f.txt|-|1>"),
            ("form-data; name=n; filename=\"\"", "n=<|-|1>"),
            ("form-data; name=n; filename*=UTF-8''f; name*=m", "n=1"),
            ("attachment; name=n", "n=1"),
        ]
    )
    func names(disposition: String, field: String) throws {
        #expect(try decode(["Content-Disposition: \(disposition)"])?.summary == [field])
    }

    @Test(
        "A header field of a part may be in any letter case, with or without space after its colon",
        arguments: [
            "content-disposition:form-data; name=n", "CONTENT-DISPOSITION: \t form-data; name=n \t",
        ]
    )
    func fieldName(line: String) throws {
        #expect(try decode([line])?.summary == ["n=1"])
    }

    @Test(
        "A missing name of a part is reported before any later fault of the form",
        arguments: [
            [], ["Content-Type: text/plain"], ["Content-Disposition: form-data"],
            ["Content-Disposition:"], ["Content-Disposition: form-data; filename=f"],
            ["Content-Disposition: form-data; name"], ["Content-Disposition: form-data; name=\"n"],
            ["Content-Disposition: form-data; name=\"a\"n"],
            ["Content-Disposition: form-data; name=a\"n\""],
            ["Content-Disposition: name=n"], ["Content-Disposition: form-data; name*=UTF-8''n"],
        ]
    )
    func missingName(head: [String]) {
        for end in ["--b--", "no end"] {
            #expect(throws: FormError.missingPartName) { try decode(head, end: end) }
        }
    }

    @Test(
        "A part's head that two readers could read differently is refused",
        arguments: [
            ["Content-Disposition: form-data; name=a; name=n"],
            ["Content-Disposition: form-data; name=n; filename=f; filename=g"],
            ["Content-Disposition: form-data; name=a", "Content-Disposition: form-data; name=n"],
            ["Content-Disposition: form-data; name=n", "Content-Type: a/b", "content-type: c/d"],
            ["Content-Disposition: form-data; name=n; filename=\"f"],
            ["Content-Disposition: form-data; name=n; filename"],
            ["Content-Disposition: form-data; name=n; filename=\"f\"g"],
            ["Content-Disposition: form-data; name=n; filename=f\"g\""],
            ["Content-Disposition : form-data; name=n"],
            [" Content-Disposition: form-data; name=n"],
            ["Content-Disposition: form-data;", " name=n"],
            ["Content-Disposition; form-data; name=n"],
            [": form-data", "Content-Disposition: form-data; name=n"],
            ["Content-Disposition: form-data; name=n\n"],
            ["Content-Disposition: form-data; name=\"a\nb\""],
            ["Content-Disposition: form-data; name=\"a\rb\""],
            ["Content-Disposition: form-data; name=\"a\0b\""],
        ]
    )
    func refuses(head: [String]) {
        #expect(throws: FormError.malformedMultipart) { try decode(head) }
    }

    @Test("A part may have 16 header fields and not one more")
    func headerCount() throws {
        let others = [String](repeating: "x:", count: 15)
        let disposition = ["Content-Disposition: form-data; name=n"]
        #expect(try decode(others + disposition)?.summary == ["n=1"])
        #expect(throws: FormError.malformedMultipart) { try decode(["x:"] + others + disposition) }
    }

    @Test("A part may have 8 KiB of head, its empty line included, and not one byte more")
    func headerSize() throws {
        let disposition = "Content-Disposition: form-data; name=n"
        let filler = "x:" + String(repeating: "y", count: 8192 - disposition.utf8.count - 8)
        #expect(try decode([disposition, filler])?.summary == ["n=1"])
        #expect(throws: FormError.malformedMultipart) { try decode([disposition, filler + "y"]) }
    }

    private func decode(_ head: [String], end: String = "--b--") throws(FormError) -> Form? {
        let body = (["--b"] + head + ["", "1", end]).joined(separator: "\r\n")
        return try Form.decode(Array(body.utf8), contentType: "multipart/form-data; boundary=b")
    }
}
