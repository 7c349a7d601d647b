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

    @Test("an empty list has nothing")
    func empty() {
        let fields = Fields()
        #expect(fields.isEmpty)
        #expect(fields.count == 0)
        #expect(fields[.allow] == nil)
        #expect(fields.values(for: .allow).isEmpty)
        #expect(!fields.contains(.allow))
        #expect(fields.isEmpty)
    }

    @Test("lines keep their order, and those of one name stay apart")
    func order() {
        #expect(Self.list.count == 3)
        #expect(!Self.list.isEmpty)
        #expect(Self.lines(Self.list) == ["Allow: GET", "Content-Type: text/plain", "Allow: HEAD"])
        #expect(Self.list.values(for: .allow) == ["GET", "HEAD"])
    }

    @Test("the lines of a name combine to a list (RFC 9110 §5.3)")
    func combined() {
        #expect(Self.list[.allow] == "GET, HEAD")
        #expect(Self.list[.contentType] == "text/plain")
        #expect(Self.list[.date] == nil)
    }

    @Test("a field is found by its name in any letter case")
    func letterCase() throws {
        let name = FieldName("ALLOW")
        #expect(Self.list[name] == "GET, HEAD")
        #expect(Self.list.contains(name))
    }

    @Test("a name that begins or ends like another is another")
    func similarNames() throws {
        var fields = Fields()
        fields.append(FieldName("Allow-X"), "a")
        fields.append(FieldName("Allo"), "b")
        #expect(fields[.allow] == nil)
    }

    @Test("setting a field removes all its lines and adds one at the end")
    func set() {
        var fields = Self.list
        fields.set(.allow, "PUT")
        #expect(Self.lines(fields) == ["Content-Type: text/plain", "Allow: PUT"])
        fields.set(.date, "now")
        #expect(fields.count == 3)
    }

    @Test("a value may be empty")
    func emptyValue() {
        let fields: Fields = [.allow: ""]
        #expect(fields[.allow] == "")
        #expect(fields.values(for: .allow) == [""])
    }

    @Test("a received value that is no UTF-8 is read with U+FFFD")
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
