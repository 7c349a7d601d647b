// SPDX-License-Identifier: MIT

import GatehouseForms
import Testing

@Suite("Forms")
struct FormTests {
    @Test(
        "The content type of a form may be in any letter case and have parameters",
        arguments: [
            "application/x-www-form-urlencoded",
            "Application/X-WWW-Form-URLEncoded",
            "application/x-www-form-urlencoded; charset=utf-8",
            "application/x-www-form-urlencoded ;charset=\"latin1\"",
            "application/x-www-form-urlencoded;",
            "application/x-www-form-urlencoded; boundary",
            " application/x-www-form-urlencoded ",
        ]
    )
    func urlEncodedContentType(contentType: String) throws {
        let form = try Form.decode(Array("a=1".utf8), contentType: contentType)
        #expect(form?.summary == ["a=1"])
    }

    @Test(
        "A body whose content type does not name a form is not a form",
        arguments: [
            nil, "", "text/plain", "application/json", "multipart/mixed; boundary=b",
            "multipart/form-data-x; boundary=b", "application/x-www-form-urlencodedx",
            "application/x-www-form-urlencoded charset=utf-8", "form-data; boundary=b",
            "application/x-www-form-urlencoded, text/plain", "\u{212A}/form-data; boundary=b",
        ]
    )
    func otherContentType(contentType: String?) throws {
        #expect(try Form.decode(Array("a=1".utf8), contentType: contentType) == nil)
    }

    @Test(
        "A form with an empty body has no fields",
        arguments: ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b"]
    )
    func emptyBody(contentType: String) throws {
        #expect(try Form.decode([], contentType: contentType)?.fields.isEmpty == true)
    }

    @Test("A form keeps the order of its fields, and duplicates")
    func order() {
        let form = Form([.text("a", "1"), .text("b", "2"), .text("a", "3")])
        #expect(form.summary == ["a=1", "b=2", "a=3"])
        #expect(form.values(named: "a") == [.text("1"), .text("3")])
        #expect(form.firstValue(named: "a") == .text("1"))
        #expect(form.values(named: "c").isEmpty)
        #expect(form.firstValue(named: "c") == nil)
    }

    @Test(
        "Names of form fields are compared byte for byte",
        arguments: ["A", "\u{212A}", "e\u{301}", "a ", ""]
    )
    func exactNames(name: String) {
        let form = Form([.text("a", "1"), .text("K", "2"), .text("\u{E9}", "3")])
        #expect(form.values(named: name).isEmpty)
        #expect(form.firstValue(named: name) == nil)
    }

    @Test("Values of form fields are compared byte for byte")
    func exactValues() {
        let name = Form.File(filename: "\u{E9}", contentType: nil, bytes: [1])
        #expect(Form.Value.text("\u{E9}") != .text("e\u{301}"))
        #expect(Form.Value.text("a") == .text("a"))
        #expect(name == Form.File(filename: "\u{E9}", contentType: nil, bytes: [1]))
        #expect(name != Form.File(filename: "e\u{301}", contentType: nil, bytes: [1]))
        #expect(name != Form.File(filename: "\u{E9}", contentType: "", bytes: [1]))
        #expect(name != Form.File(filename: "\u{E9}", contentType: nil, bytes: [2]))
        #expect(Form.Value.file(name) != .text("\u{E9}"))
    }
}

extension Form.Field {
    fileprivate static func text(_ name: String, _ value: String) -> Form.Field {
        Form.Field(name: name, value: .text(value))
    }
}
