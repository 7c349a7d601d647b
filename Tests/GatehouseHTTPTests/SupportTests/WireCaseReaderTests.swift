// SPDX-License-Identifier: MIT

import GatehouseHTTP
import Testing
import WireCaseSupport

@Suite("Files of wire cases")
struct WireCaseReaderTests {
    private static func fault(_ text: String) -> WireCaseFile.Fault? {
        do {
            _ = try WireCaseFile.parse(text, file: "x.cases")
            return nil
        } catch {
            return error
        }
    }

    @Test("A wire case is read with all its parts")
    func whole() throws {
        let text = """
            # A comment.

            case: a name
            rule: RFC 9112 §3: a rule
            limit: head 10
            draining: yes
            send: GET /
            send: \\x20HTTP/1.1\\r\\n
            then: end
            answer: 204
            expect: request OPTIONS - form=asterisk version=1.0 close
            field: A: b
            body: x\\n
            expect: refused 400 Some words.
            sends: ok
            """
        let wireCase = try #require(try WireCaseFile.parse(text, file: "x.cases").first)
        #expect(wireCase.line == 3)
        #expect(wireCase.name == "a name")
        #expect(wireCase.rule == "RFC 9112 §3: a rule")
        #expect(wireCase.limits.maxHeadBytes == 10)
        #expect(wireCase.isDraining)
        #expect(wireCase.input == Array("GET / HTTP/1.1\r\n".utf8))
        #expect(wireCase.ending == .end)
        #expect(wireCase.answer == .noContent)
        #expect(wireCase.output == Array("ok".utf8))
        var request = WireRequest(method: "OPTIONS", form: "asterisk", target: "-")
        request.version = "1.0"
        request.persists = false
        request.fields = ["A: b"]
        request.body = Array("x\n".utf8)
        let refused = WireEvent.refused(status: 400, detail: "Some words.")
        #expect(wireCase.events == [.request(request), refused])
        #expect(wireCase.allEvents == [.request(request), refused, .closed])
    }

    @Test(
        "The last event of a wire case is inferred where it is left out",
        arguments: [
            ("request GET /", "waits idle"), ("request GET / close", "closed"),
            ("refused 400 x", "closed"), ("waits head", "waits head"), ("closed", "closed"),
            ("continue\nexpect: waits body", "waits body"),
        ]
    )
    func lastEvent(events: String, last: String) throws {
        let text = "case: a\nrule: Ours: b\nsend: x\nexpect: \(events)"
        let wireCase = try #require(try WireCaseFile.parse(text, file: "x.cases").first)
        #expect(wireCase.allEvents.last?.description == last)
    }

    @Test(
        "A fault in a file of wire cases is reported with its line",
        arguments: [
            ("send: x", 1), ("case: a\ncase: b", 2), ("case: a\nwords", 2),
            ("case: a\ncolour: red", 2), ("case: a\nrule: RFC 1\nsend: \\q", 3),
            ("case: a\nsend: x\nexpect: closed\n\n", 4), ("case: a\nrule: RFC 1\nsend: x\n", 4),
            ("case: a\nlimit: head", 2), ("case: a\nlimit: tail 5", 2), ("case: a\nthen: what", 2),
            ("case: a\nanswer: 99", 2), ("case: a\nexpect: what", 2), ("case: a\nexpect: waits", 2),
            ("case: a\nexpect: refused 400", 2), ("case: a\nexpect: request GET", 2),
            ("case: a\nexpect: request GET / soon", 2), ("case: a\nbody: x", 2),
            ("case: a\nexpect: closed\nfield: A: b", 3),
        ]
    )
    func faults(text: String, line: Int) {
        #expect(Self.fault(text)?.line == line)
        #expect(Self.fault(text)?.description.hasPrefix("x.cases:\(line): ") == true)
    }
}
