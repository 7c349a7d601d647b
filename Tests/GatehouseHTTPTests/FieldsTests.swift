// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("Fields")
struct FieldsTests {
    private static let list: Fields = [
        .allow: "GET", .contentType: "text/plain", .allow: "HEAD",
    ]

    private static func lines(_ fields: Fields) -> [String] {
        fields.map { "\($0.name): \($0.value)" }
    }

    @Test("An empty list of fields has no lines and no values")
    func empty() {
        let fields = Fields()
        #expect(fields.isEmpty)
        #expect(fields.count == 0)
        #expect(fields[.allow] == nil)
        #expect(fields.values(for: .allow).isEmpty)
        #expect(!fields.contains(.allow))
        #expect(fields.isEmpty)
    }

    @Test("Field lines keep their order, and those with the same name stay separate")
    func order() {
        #expect(Self.list.count == 3)
        #expect(!Self.list.isEmpty)
        #expect(Self.lines(Self.list) == ["Allow: GET", "Content-Type: text/plain", "Allow: HEAD"])
        #expect(Self.list.values(for: .allow) == ["GET", "HEAD"])
    }

    @Test("The lines of one field combine into a list (RFC 9110 §5.3)")
    func combined() {
        #expect(Self.list[.allow] == "GET, HEAD")
        #expect(Self.list[.contentType] == "text/plain")
        #expect(Self.list[.date] == nil)
    }

    @Test("A field is found by its name in any letter case")
    func letterCase() throws {
        let name = FieldName("ALLOW")
        #expect(Self.list[name] == "GET, HEAD")
        #expect(Self.list.contains(name))
    }

    @Test("A field is not found by a name that is a letter shorter or some letters longer")
    func similarNames() throws {
        var fields = Fields()
        fields.append(FieldName("Allow-X"), "a")
        fields.append(FieldName("Allo"), "b")
        #expect(fields[.allow] == nil)
    }

    @Test("Setting a field removes all its lines and adds one at the end")
    func set() {
        var fields = Self.list
        fields.set(.allow, "PUT")
        #expect(Self.lines(fields) == ["Content-Type: text/plain", "Allow: PUT"])
        fields.set(.date, "now")
        #expect(fields.count == 3)
    }

    @Test("A field may have an empty value")
    func emptyValue() {
        let fields: Fields = [.allow: ""]
        #expect(fields[.allow] == "")
        #expect(fields.values(for: .allow) == [""])
    }

    @Test("A received field value that is not UTF-8 is read with U+FFFD")
    func invalidText() {
        let request = "GET / HTTP/1.1\r\nHost: a\r\nX: \u{1}\r\n\r\n"
        let bytes = request.utf8.map { $0 == 1 ? 0xFF : $0 }
        var conversation = Conversation()
        conversation.send(bytes)
        var expected = WireRequest(method: "GET", target: "/")
        expected.fields = ["Host: a", "X: \u{FFFD}"]
        #expect(conversation.events == [.request(expected)])
    }
}
