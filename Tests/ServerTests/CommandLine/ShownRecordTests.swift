// SPDX-License-Identifier: MIT
//
// How a record of a change is shown, and who is named as its author.

import Foundation
import GatehouseAccounts
import Testing
import gatehouse_server

@Suite("Records of changes on the command line")
struct ShownRecordTests {
    private static func record(
        _ action: AuditRecord.Action,
        of username: String = "johndoe",
        by author: ChangeAuthor,
        _ detail: AuditRecord.Detail = .init()
    ) -> AuditRecord {
        AuditRecord(
            time: UnixTime(seconds: 1_795_574_096.123),
            author: author,
            action: action,
            username: username,
            detail: detail
        )
    }

    private static let records: [(AuditRecord, text: String, json: String)] = [
        (
            record(
                .added,
                by: .system("root"),
                .init(scopes: ["me", "items"], isDisabled: false)
            ),
            #"added             user=johndoe by=system author=root scopes="me items" disabled=no"#,
            #""author":"root","author_kind":"system","action":"added","username":"johndoe","#
                + #""detail":{"scopes":["me","items"],"disabled":false}"#
        ),
        (
            record(
                .updated,
                by: .system("root (login: alice)"),
                .init(scopes: [], isDisabled: true, hasNewPassword: true)
            ),
            #"updated           user=johndoe by=system author="root (login: alice)" scopes="" "#
                + "disabled=yes new_password=yes",
            #""author":"root (login: alice)","author_kind":"system","action":"updated","#
                + #""username":"johndoe","#
                + #""detail":{"scopes":[],"disabled":true,"new_password":true}"#
        ),
        (
            record(.passwordChanged, by: .account),
            "password_changed  user=johndoe by=account",
            #""author":"johndoe","author_kind":"account","action":"password_changed","#
                + #""username":"johndoe","detail":null"#
        ),
        (
            record(.passwordRehashed, by: .program),
            "password_rehashed user=johndoe by=program",
            #""author":"gatehouse","author_kind":"program","action":"password_rehashed","#
                + #""username":"johndoe","detail":null"#
        ),
        (
            record(.scopesChanged, by: .system("program"), .init(scopes: ["a=b"])),
            #"scopes_changed    user=johndoe by=system author=program scopes="a=b""#,
            #""author":"program","author_kind":"system","action":"scopes_changed","#
                + #""username":"johndoe","detail":{"scopes":["a=b"]}"#
        ),
    ]

    @Test("A record has its exact form as text and as JSON")
    func exact() throws {
        for (record, text, json) in Self.records {
            let shown = ShownRecord(record)
            let time = "2026-11-25T02:34:56.123Z"
            #expect(String(decoding: shown.line, as: UTF8.self) == "\(time) \(text)\n")
            let object = String(decoding: try shown.json(), as: UTF8.self)
            #expect(object == #"{"time":"\#(time)",\#(json)}"# + "\n")
        }
    }

    @Test(
        "A name can neither command a terminal nor be taken for another value",
        arguments: [
            ("J\u{F6}hn", "J\u{F6}hn"), ("a b", #""a b""#), ("a\u{A0}b", "\"a\u{A0}b\""),
            ("a by=system", #""a by=system""#), (#"a"\"#, #""a\"\\""#), ("a=b", #""a=b""#),
            ("\u{1B}[2J\u{9B}", "\u{FFFD}[2J\u{FFFD}"), ("a\nb", "a\u{FFFD}b"),
            ("\u{202E}x\u{2028}", "\u{FFFD}x\u{FFFD}"),
            ("\"\u{301}", "\"\\\"\u{301}\""),
        ]
    )
    func hostile(name: String, shown: String) {
        let record = Self.record(.loggedOut, of: name, by: .system(name))
        let line = String(decoding: ShownRecord(record).line, as: UTF8.self)
        let expected = "logged_out        user=\(shown) by=system author=\(shown)\n"
        #expect(line.utf8.dropFirst(25).elementsEqual(expected.utf8), "\(line)")
    }

    @Test("The names of actions do not change, since programs look for them")
    func actions() {
        let expected = [
            "added", "updated", "password_changed", "password_rehashed", "disabled", "enabled",
            "logged_out", "scopes_changed", "removed",
        ]
        #expect(AuditRecord.Action.allCases.map(\.rawValue) == expected)
    }

    @Test("A system user is named as the kernel knows it, and so is another who has logged in")
    func systemUsers() {
        let name: (UInt32) -> String? = { [0: "root", 1000: "alice"][$0] }
        for (user, login, text) in [
            (0, nil, "root"), (0, 0, "root"), (0, UInt32.max, "root"), (1000, 1000, "alice"),
            (0, 1000, "root (login: alice)"), (1000, 0, "alice (login: root)"), (7, nil, "7"),
            (7, 8, "7 (login: 8)"),
        ] as [(UInt32, UInt32?, String)] {
            #expect(SystemUser.text(user: user, login: login, name: name) == text)
        }
    }
}
